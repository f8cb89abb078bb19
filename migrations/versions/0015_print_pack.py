"""Spare blanks with their register entries, and when papers were mailed.

Revision ID: 0015
Revises: 0014
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _words(name: str, *values: str) -> Any:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "spare_blank",
        sa.Column("course_session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _words("certificatekind", "completion", "participation", "appreciation"),
            nullable=False,
        ),
        sa.Column("state", _words("blankstate", "blank", "filled", "destroyed"), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("template_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("local_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_session_id"],
            ["course_session.id"],
            name=op.f("fk_spare_blank_course_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["template_hash"],
            ["certificate_template.hash"],
            name=op.f("fk_spare_blank_template_hash"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_blank")),
        sa.UniqueConstraint("code", name=op.f("uq_spare_blank_code")),
        sa.UniqueConstraint(
            "prefix", "year", "number", name=op.f("uq_spare_blank_prefix_year_number")
        ),
        sa.UniqueConstraint("serial", name=op.f("uq_spare_blank_serial")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_spare_blank_token_hash")),
    )
    with op.batch_alter_table("spare_blank") as batch:
        batch.create_index(batch.f("ix_spare_blank_course_session_id"), ["course_session_id"])
    op.create_table(
        "spare_blank_entry",
        sa.Column("entry_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("blank_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            _words("blankact", "blank_made", "blank_filled", "blank_destroyed"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blank_id"], ["spare_blank.id"], name=op.f("fk_spare_blank_entry_blank_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_index"],
            ["register_entry.entry_index"],
            name=op.f("fk_spare_blank_entry_entry_index"),
        ),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_spare_blank_entry")),
    )
    with op.batch_alter_table("spare_blank_entry") as batch:
        batch.create_index(batch.f("ix_spare_blank_entry_blank_id"), ["blank_id"])
    op.create_table(
        "paper_mail",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("with_file", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_paper_mail_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_message.id"], name=op.f("fk_paper_mail_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_mail")),
        sa.UniqueConstraint(
            "certificate_id", "number", name=op.f("uq_paper_mail_certificate_id_number")
        ),
    )
    with op.batch_alter_table("paper_mail") as batch:
        batch.create_index(batch.f("ix_paper_mail_certificate_id"), ["certificate_id"])


def downgrade() -> None:
    op.drop_table("paper_mail")
    op.drop_table("spare_blank_entry")
    op.drop_table("spare_blank")
