"""Sends one request at a time, each on the same untouched world."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core.db import db, transaction
from tests.isolation.actors import ACTORS
from tests.support.signing_in import sign_in_directly
from tests.support.world import World

_NOISE = (
    re.compile(rb'name="next" value="[^"]+"'),
    re.compile(rb' aria-current="page"'),
    re.compile(rb'nonce="[^"]+"'),
    re.compile(rb'(name="csrf_token"[^>]*value|name="csrf-token" content|data-csrf)="[^"]+"'),
)


@dataclass
class Runner:
    """An application on the world, with a sign-in for every actor."""

    app: Flask
    world: World
    tokens: dict[str, str]
    database: Path
    kept: int = 0

    def send(self, actor: str, method: str, address: str) -> TestResponse:
        """Send a request as `actor`; whatever it changes is gone before the next one."""
        self._restore()
        client = self._client(actor)
        data = None if method == "GET" else {}
        response = client.open(address, method=method, data=data, buffered=True)
        response.close()
        return response

    def _client(self, actor: str) -> FlaskClient:
        """A browser of its own: what an answer does to cookies is gone as well."""
        client = self.app.test_client()
        if actor in self.tokens:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = self.tokens[actor]
        return client

    def _restore(self) -> None:
        db.session.rollback()
        db.session.remove()
        if not self._written():
            return
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{self.database}{end}").unlink(missing_ok=True)
        shutil.copyfile(f"{self.database}.world", self.database)
        self.kept = self.database.stat().st_mtime_ns

    def _written(self) -> bool:
        """Whether anything was written since the world was put back: most requests only read."""
        log = Path(f"{self.database}-wal")
        grown = log.exists() and log.stat().st_size > 0
        return grown or self.database.stat().st_mtime_ns != self.kept


def make_runner(app: Flask, world: World) -> Runner:
    """Sign everybody in and keep the database as it is then."""
    tokens: dict[str, str] = {}
    for name in set(ACTORS) - {"anonymous"}:
        client = sign_in_directly(app.test_client(), world.people[name])
        with client.session_transaction() as cookie:
            tokens[name] = cookie["_user_id"]
    database = Path(db.engine.url.database or "")
    with transaction() as session:
        session.connection()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    db.engine.dispose()
    shutil.copyfile(database, f"{database}.world")
    return Runner(app, world, tokens, database)


def masked(body: bytes) -> bytes:
    """A page without what differs from answer to answer."""
    for noise in _NOISE:
        body = noise.sub(b"", body)
    return body
