"""Archive files of certificates.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_archive",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("stamps", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamped_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_archive_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_certificate_archive_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_archive")),
        sa.UniqueConstraint(
            "certificate_id", "stamps", name=op.f("uq_certificate_archive_certificate_id_stamps")
        ),
        sa.UniqueConstraint("file_hash", name=op.f("uq_certificate_archive_file_hash")),
    )
    with op.batch_alter_table("certificate_archive") as batch:
        batch.create_index(batch.f("ix_certificate_archive_certificate_id"), ["certificate_id"])


def downgrade() -> None:
    """The rows go; the files stay in the store, and the register's entries with their hashes."""
    op.drop_table("certificate_archive")
