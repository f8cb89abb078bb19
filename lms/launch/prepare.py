"""Bring the database of an installation up to date, before web and worker start.

Run as `python -m lms.launch.prepare`, with the settings of the installation in the environment.
"""

import sys

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from lms.core.db import db
from lms.core.settings import ROOT


def migrate() -> bool:
    """Bring the tables up to date; returns whether there was something to do."""
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return False
    upgrade()
    return True


def prepare(app: Flask) -> None:
    """Migrate, then fill or open the installation where it is new."""
    with app.app_context():
        migrate()


def main() -> int:
    """Prepare the installation that the settings name; returns the exit status."""
    from app import app

    prepare(app)
    return 0


if __name__ == "__main__":
    sys.exit(main())
