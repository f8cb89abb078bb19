"""The last day of a certificate's validity as a column, and reminders of it.

The day is copied from the payloads, which stay as they are.

Revision ID: 0016
Revises: 0015
"""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch.create_index(batch.f("ix_certificate_expires_on"), ["expires_on"])
    _copy_days()
    op.create_table(
        "expiry_reminder",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_expiry_reminder_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_expiry_reminder")),
    )


def _copy_days() -> None:
    rows = sa.table(
        "certificate",
        sa.column("id", sa.Uuid()),
        sa.column("payload", sa.Text()),
        sa.column("expires_on", sa.Date()),
    )
    connection = op.get_bind()
    dated = sa.select(rows.c.id, rows.c.payload).where(rows.c.payload.contains('"expires_on":"'))
    for key, payload in connection.execute(dated).all():
        day = date.fromisoformat(json.loads(payload)["expires_on"])
        connection.execute(sa.update(rows).where(rows.c.id == key).values(expires_on=day))


def downgrade() -> None:
    op.drop_table("expiry_reminder")
    with op.batch_alter_table("certificate") as batch:
        batch.drop_index(batch.f("ix_certificate_expires_on"))
        batch.drop_column("expires_on")
