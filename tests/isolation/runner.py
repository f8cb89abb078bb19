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
    re.compile(rb'nonce="[^"]+"'),
    re.compile(rb'(name="csrf_token"[^>]*value|name="csrf-token" content|data-csrf)="[^"]+"'),
)


@dataclass
class Runner:
    """An application on the world, with a signed-in client for every actor."""

    app: Flask
    world: World
    clients: dict[str, FlaskClient]
    database: Path

    def send(self, actor: str, method: str, address: str) -> TestResponse:
        """Send a request as `actor`; whatever it changes is gone before the next one."""
        self._restore()
        client = self.clients[actor]
        if method == "GET":
            return client.get(address)
        return client.open(address, method=method, data={})

    def _restore(self) -> None:
        db.session.rollback()
        db.engine.dispose()
        for end in ("-wal", "-shm"):
            Path(f"{self.database}{end}").unlink(missing_ok=True)
        shutil.copyfile(f"{self.database}.world", self.database)


def make_runner(app: Flask, world: World) -> Runner:
    """Sign everybody in and keep the database as it is then."""
    clients: dict[str, FlaskClient] = {}
    for name in ACTORS:
        clients[name] = app.test_client()
        if name != "anonymous":
            sign_in_directly(clients[name], world.people[name])
    database = Path(db.engine.url.database or "")
    with transaction() as session:
        session.connection()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    db.engine.dispose()
    shutil.copyfile(database, f"{database}.world")
    return Runner(app, world, clients, database)


def masked(body: bytes) -> bytes:
    """A page without what differs from answer to answer."""
    for noise in _NOISE:
        body = noise.sub(b"", body)
    return body
