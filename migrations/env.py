"""Runs Alembic inside the Flask application, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection

from lms.core.db import UtcDateTime

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Write our own column types into migrations as plain SQLAlchemy ones."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def _references_looked_at_later(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew under its name. Rows elsewhere that refer to it
    would forbid that, and the pragma has no effect inside a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _references_hold(ctx: MigrationContext, **_step: object) -> None:
    """Before each step is committed: nothing refers to a row that is no more."""
    if ctx.connection.dialect.name != "sqlite":
        return
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({f"{row[0]} to {row[2]}" for row in broken})
        raise RuntimeError(f"The migration would leave references without a row: {tables}")


def run() -> None:
    with (
        db.engine.connect().execution_options(concord_write=True) as connection,
        _references_looked_at_later(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            render_item=render_item,
            on_version_apply=_references_hold,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
