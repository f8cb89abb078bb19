"""Designs of certificates, the kind of appreciation, a later paper beside an earlier one.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KINDS = "'completion', 'participation'"
_IN_FORCE = sa.text("state IN ('reserved', 'valid')")


def upgrade() -> None:
    op.create_table(
        "certificate_design",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("course_session_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_session_id"],
            ["course_session.id"],
            name=op.f("fk_certificate_design_course_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design")),
        sa.UniqueConstraint("name", name=op.f("uq_certificate_design_name")),
    )
    with op.batch_alter_table("certificate_design") as batch:
        batch.create_index(
            batch.f("ix_certificate_design_course_session_id"), ["course_session_id"]
        )
    op.create_table(
        "certificate_design_version",
        sa.Column("design_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["certificate_design.id"],
            name=op.f("fk_certificate_design_version_design_id"),
        ),
        sa.ForeignKeyConstraint(
            ["template_hash"],
            ["certificate_template.hash"],
            name=op.f("fk_certificate_design_version_template_hash"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design_version")),
        sa.UniqueConstraint(
            "design_id", "number", name=op.f("uq_certificate_design_version_design_id_number")
        ),
    )
    with op.batch_alter_table("certificate_design_version") as batch:
        batch.create_index(batch.f("ix_certificate_design_version_design_id"), ["design_id"])
    op.create_table(
        "certificate_design_picture",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_certificate_design_picture_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_design_picture")),
        sa.UniqueConstraint("sha256", name=op.f("uq_certificate_design_picture_sha256")),
    )
    op.create_table(
        "certificate_design_choice",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum(
                "completion",
                "participation",
                "appreciation",
                name="paper",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("shipped", sa.String(length=20), nullable=False),
        sa.Column("design_id", sa.Uuid(), nullable=True),
        sa.Column("expires_months", sa.Integer(), nullable=True),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_session_id"],
            ["course_session.id"],
            name=op.f("fk_certificate_design_choice_course_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["certificate_design.id"],
            name=op.f("fk_certificate_design_choice_design_id"),
        ),
        sa.PrimaryKeyConstraint(
            "course_session_id", "paper", name=op.f("pk_certificate_design_choice")
        ),
    )
    _kinds(f"{_KINDS}, 'appreciation'", ["enrolment_id", "kind"])


def downgrade() -> None:
    _kinds(_KINDS, ["enrolment_id"])
    for name in ("choice", "picture", "version"):
        op.drop_table(f"certificate_design_{name}")
    op.drop_table("certificate_design")


def _kinds(listed: str, in_force: list[str]) -> None:
    """The kinds that a certificate may have, and of what only one may be in force."""
    with op.batch_alter_table("certificate") as batch:
        batch.drop_index("uq_certificate_in_force")
        batch.drop_constraint(op.f("ck_certificate_certificatekind"), type_="check")
        batch.create_check_constraint(op.f("ck_certificate_certificatekind"), f"kind IN ({listed})")
        batch.create_index(
            "uq_certificate_in_force",
            in_force,
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        )
