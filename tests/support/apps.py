"""One application per worker and database kind; each test finds its database empty."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from flask import Flask

from lms.core.clock import FixedClock
from lms.core.db import db
from lms.core.settings import Settings
from lms.factory import create_app
from lms.signing.signer import wire
from tests.support import postgres
from tests.support.client import ConcordClient

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday morning
SECRET = "only-for-tests-" + "0123456789abcdef" * 2


class TestApp:
    """An application on one database, made fresh before each test."""

    __test__ = False

    def __init__(self, kind: str, folder: Path, run_folder: Path) -> None:
        self.kind, self.folder, self._run_folder = kind, folder, run_folder
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = FixedClock(START)
        self.app = create_app(self._settings(), self.clock)
        self.app.test_client_class = ConcordClient
        self.app.config["WTF_CSRF_ENABLED"] = False
        with self.app.app_context():
            db.create_all()
            db.engine.dispose()
        if kind == "sqlite":
            shutil.copyfile(folder / "concord.db", folder / "template.db")

    def fresh(self) -> Flask:
        """Empty the database and the file store, put the clock back, return the app."""
        self.clock.set(START)
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        (self.folder / "register.mark").unlink(missing_ok=True)
        (wire.folder_of(self.folder) / wire.NAME).unlink(missing_ok=True)  # of a signer of before
        with self.app.app_context():
            if self.kind == "sqlite":
                db.engine.dispose()
                for end in ("-wal", "-shm"):
                    Path(f"{self.folder / 'concord.db'}{end}").unlink(missing_ok=True)
                shutil.copyfile(self.folder / "template.db", self.folder / "concord.db")
            else:
                postgres.empty(db.engine)
        return self.app

    def close(self) -> None:
        """Give back what the database server holds."""
        with self.app.app_context():
            db.engine.dispose()
        if self.kind == "postgresql":
            postgres.drop_database(self._admin_url, self._database_name)

    def _settings(self) -> Settings:
        url = None
        if self.kind == "postgresql":
            self._admin_url = postgres.server_url(self._run_folder)
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            self._database_name = f"concord_test_{worker}_{os.getpid()}"
            url = postgres.make_database(self._admin_url, self._database_name)
        return test_settings(self.folder, database_url=url)


def test_settings(folder: Path, **values: object) -> Settings:
    """Settings of a test installation in `folder`; nothing is read from the environment's file."""
    given: dict[str, object] = {
        "data": folder,
        "secret_key": SECRET,
        "testing": True,
        "signer": "inside",
        "base_url": "https://concord.example",
        "log_level": "CRITICAL",
        "installation_short": "DGTR",
        "time_zone": "Asia/Karachi",
    }
    return Settings(_env_file=None, **(given | values))


test_settings.__test__ = False  # type: ignore[attr-defined]


class QueryCount:
    """Counts the statements sent to the database while it is open; `statements` lists them."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.statements: list[str] = []

    def __enter__(self) -> Self:
        sa.event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._note)

    def __int__(self) -> int:
        return len(self.statements)

    def _note(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)
