"""What becomes of papers after the ceremony, and hand-overs to agencies.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_event",
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
            ["owner_id"], ["certificate.id"], name=op.f("fk_paper_event_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_event")),
        sa.UniqueConstraint("owner_id", "sequence", name=op.f("uq_paper_event_owner_id_sequence")),
        sa.UniqueConstraint("uuid", name=op.f("uq_paper_event_uuid")),
    )
    with op.batch_alter_table("paper_event") as batch:
        batch.create_index(batch.f("ix_paper_event_owner_id"), ["owner_id"])
    op.create_table(
        "paper_handover",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("given_to", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_paper_handover_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_session_id"],
            ["course_session.id"],
            name=op.f("fk_paper_handover_course_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_handover")),
    )
    with op.batch_alter_table("paper_handover") as batch:
        batch.create_index(batch.f("ix_paper_handover_agency_id"), ["agency_id"])
        batch.create_index(batch.f("ix_paper_handover_course_session_id"), ["course_session_id"])


def downgrade() -> None:
    op.drop_table("paper_handover")
    op.drop_table("paper_event")
