"""Certificates of appreciation, for people who are no participants.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("state IN ('reserved', 'valid')")


def upgrade() -> None:
    op.create_table(
        "certificate_thanks",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("local_name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_session_id"],
            ["course_session.id"],
            name=op.f("fk_certificate_thanks_course_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_thanks_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_thanks")),
    )
    with op.batch_alter_table("certificate_thanks") as batch:
        batch.create_index(
            batch.f("ix_certificate_thanks_course_session_id"), ["course_session_id"]
        )
        batch.create_index(batch.f("ix_certificate_thanks_person_id"), ["person_id"])
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("thanks_id", sa.Uuid(), nullable=True))
        for name in ("enrolment_id", "agency_id", "person_id"):
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=True)
        batch.create_foreign_key(
            batch.f("fk_certificate_thanks_id"), "certificate_thanks", ["thanks_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_certificate_one_holder"), "(enrolment_id IS NULL) != (thanks_id IS NULL)"
        )
        batch.create_index(batch.f("ix_certificate_thanks_id"), ["thanks_id"])
        batch.create_index(
            "uq_certificate_thanks_in_force",
            ["thanks_id"],
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        )


def downgrade() -> None:
    """Papers of appreciation cannot stand in the older tables: their rows are in the way, by
    intent, because nothing that was issued may be lost."""
    with op.batch_alter_table("certificate") as batch:
        batch.drop_index("uq_certificate_thanks_in_force")
        batch.drop_index(batch.f("ix_certificate_thanks_id"))
        batch.drop_constraint(op.f("ck_certificate_one_holder"), type_="check")
        batch.drop_constraint(batch.f("fk_certificate_thanks_id"), type_="foreignkey")
        for name in ("enrolment_id", "agency_id", "person_id"):
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("thanks_id")
    op.drop_table("certificate_thanks")
