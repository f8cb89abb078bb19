"""A list is checked before it opens; acts on papers, and where they are entered, only grow.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "certificate_event": "(id = NEW.id) OR (owner_id = NEW.owner_id AND sequence = NEW.sequence) "
    "OR (uuid = NEW.uuid)",
    "certificate_entry": "(entry_index = NEW.entry_index) OR (event_id = NEW.event_id)",
    "spare_blank_entry": "(entry_index = NEW.entry_index)",
}
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


def _refuse_changes(table: str) -> None:
    """Triggers by which the database refuses to change, delete or replace rows."""
    if op.get_bind().dialect.name == "sqlite":
        same = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {APPEND_ONLY[table]}) "  # noqa: S608
        for act, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", same)):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete", "insert"):
            op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(f"DROP FUNCTION {table}_refuse()")


def upgrade() -> None:
    _states(("checking", *BATCH))
    _under_way("state IN ('checking', 'waiting', 'running')")
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        _allow_changes(table)
    # nothing of such an action was issued, and its list was never opened
    op.execute("UPDATE certificate_batch SET state = 'refused' WHERE state = 'checking'")
    _under_way("state IN ('waiting', 'running')")
    _states(BATCH)
