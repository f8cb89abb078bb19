"""A list is checked before it opens.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BATCH = ("waiting", "running", "done", "refused", "withdrawn")


def _states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("certificate_batch") as batch:
        batch.drop_constraint(op.f("ck_certificate_batch_batchstate"), type_="check")
        batch.create_check_constraint(
            op.f("ck_certificate_batch_batchstate"), f"state IN ({listed})"
        )


def _under_way(states: str) -> None:
    where = sa.text(states)
    with op.batch_alter_table("certificate_batch") as batch:
        batch.drop_index("uq_certificate_batch_running")
        batch.create_index(
            "uq_certificate_batch_running",
            ["course_session_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def upgrade() -> None:
    _states(("checking", *BATCH))
    _under_way("state IN ('checking', 'waiting', 'running')")


def downgrade() -> None:
    # nothing of such an action was issued, and its list was never opened
    op.execute("UPDATE certificate_batch SET state = 'refused' WHERE state = 'checking'")
    _under_way("state IN ('waiting', 'running')")
    _states(BATCH)
