"""ceremony

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ceremony",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_session_id"], ["course_session.id"], name=op.f("fk_ceremony_course_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
        sa.UniqueConstraint("course_session_id", name=op.f("uq_ceremony_course_session_id")),
    )
    op.create_table(
        "ceremony_change",
        sa.Column("ceremony_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ceremony_id"], ["ceremony.id"], name=op.f("fk_ceremony_change_ceremony_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony_change")),
        sa.UniqueConstraint(
            "ceremony_id", "number", name=op.f("uq_ceremony_change_ceremony_id_number")
        ),
    )
    with op.batch_alter_table("ceremony_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ceremony_change_ceremony_id"), ["ceremony_id"], unique=False
        )
    op.create_table(
        "ceremony_event",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("client_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ceremony.id"], name=op.f("fk_ceremony_event_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony_event")),
        sa.UniqueConstraint(
            "owner_id", "sequence", name=op.f("uq_ceremony_event_owner_id_sequence")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_ceremony_event_uuid")),
    )
    with op.batch_alter_table("ceremony_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ceremony_event_owner_id"), ["owner_id"], unique=False)
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calling", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("spoken", sa.String(length=160), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "spoken_local", sa.String(length=160), server_default=sa.text("''"), nullable=False
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("spoken_local")
        batch_op.drop_column("spoken")
        batch_op.drop_column("calling")
    with op.batch_alter_table("ceremony_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ceremony_event_owner_id"))

    op.drop_table("ceremony_event")
    with op.batch_alter_table("ceremony_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ceremony_change_ceremony_id"))

    op.drop_table("ceremony_change")
    op.drop_table("ceremony")
