"""The migrations give the tables of the models, on both databases, and can be undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from lms.core.db import db
from lms.factory import create_app
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.support import postgres
from tests.support.apps import test_settings as settings_in

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path, run_folder: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    name = f"concord_migrations_{tmp_path.name}".lower().replace("[", "_").replace("]", "")[:60]
    url, admin = None, ""
    if request.param == "postgresql":
        admin = postgres.server_url(run_folder)
        url = postgres.make_database(admin, name)
    app = create_app(settings_in(tmp_path, database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if admin:
        postgres.drop_database(admin, name)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def triggers() -> set[str]:
    """What keeps rows from being changed: a table that is made anew loses its own."""
    sql = "SELECT trigger_name FROM information_schema.triggers"
    if db.engine.dialect.name == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with db.engine.connect() as connection:
        return set(connection.execute(sa.text(sql)).scalars())


def test_there_is_one_line_of_migrations() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == 1


def test_upgrade_gives_the_models_tables(bare: Flask) -> None:
    upgrade()
    assert tables() == set(db.metadata.tables)
    assert differences() == []


def test_every_step_can_be_undone_and_done_again(bare: Flask) -> None:
    for _step in VERSIONS:
        upgrade(revision="+1")
    while tables():
        downgrade(revision="-1")
    upgrade()
    assert tables() == set(db.metadata.tables)


def test_an_installation_with_certificates_goes_through_every_step(bare: Flask) -> None:
    """Rows that refer to each other stand in the way of a table that is made anew."""
    upgrade()
    guards = triggers()
    rows = issue_all(make_earned_session([make_agency()], 2))
    issued = sorted((row.serial, row.state.value) for row in rows)
    db.session.rollback()
    for _step in VERSIONS[4:]:
        downgrade(revision="-1")
    upgrade()
    kept = db.session.execute(sa.text("SELECT serial, state FROM certificate ORDER BY number"))
    assert [tuple(row) for row in kept] == issued
    assert triggers() == guards
