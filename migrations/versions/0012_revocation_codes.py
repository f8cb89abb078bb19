"""Certificates are revoked with a code of a closed list.

Those revoked before keep their free reason and have no code.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CODES = (
    "revocation_code IN ('issued_in_error', 'superseded', 'improper', 'holder_request', "
    "'key_compromised', 'other')"
)


def upgrade() -> None:
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("revocation_code", sa.String(length=32), nullable=True))
        batch.create_check_constraint(op.f("ck_certificate_revocationcode"), _CODES)


def downgrade() -> None:
    """The codes go; the public sentence of each stays, as it was kept before there were codes.

    The register's entries hold the codes: after going back, these entries cannot be rebuilt.
    """
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint(op.f("ck_certificate_revocationcode"), type_="check")
        batch.drop_column("revocation_code")
