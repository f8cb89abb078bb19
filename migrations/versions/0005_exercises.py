"""exercises

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_presence",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_member_presence_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_member_presence_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "enrolment_id", name=op.f("pk_member_presence")),
    )
    with op.batch_alter_table("member_presence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_member_presence_enrolment_id"), ["enrolment_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("member_presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_presence_enrolment_id"))

    op.drop_table("member_presence")
