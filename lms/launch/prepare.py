"""Bring the installation up to date in the launcher's process, before web and worker fork off."""

import os

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from app import app
from lms.core.bell import run_worker as run_worker_of
from lms.core.db import db
from lms.core.settings import ROOT
from lms.demo.queries import DOORS, is_empty
from lms.demo.services import load
from lms.launch import first_administrator
from lms.launch.options import CannotStart
from lms.launch.processes import run_apart
from lms.signing.cli import run_signer as serve_signer


def prepare(*, demo: bool) -> None:
    """Migrate; then, where it is new, load the demonstration or ask for the administrator."""
    with app.app_context():
        migrate()
        if not demo and first_administrator.is_missing():
            first_administrator.ask()
        wants_demonstration = demo and is_empty()
        db.session.remove()
    let_go()
    if wants_demonstration:
        load_apart()


def load_apart() -> None:
    """Load the demonstration in a process that ends, so that what it needed is given back."""
    print("Loading the demonstration: a training with invented people ...", flush=True)
    if not run_apart(_load):
        raise CannotStart("The demonstration could not be loaded; the reason stands above.")


def _load() -> None:
    with app.app_context():
        load()


def migrate() -> bool:
    """Bring the tables up to date; returns whether there was something to do."""
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return False
    upgrade()
    return True


def let_go() -> None:
    """Close what a fork must not share: connections of the database and of the queue."""
    with app.app_context():
        db.engine.dispose()
    storage = app.extensions["concord.queue"].storage
    if hasattr(storage, "close"):
        storage.close()


def run_worker() -> None:
    """Run the jobs in this process until it is told to stop. It holds no key."""
    forget_passphrase()
    run_worker_of(app)


def run_signer() -> None:
    """Hold the offices' keys in this process, and sign for whom the gate lets through."""
    with app.app_context():
        serve_signer()


def forget_passphrase() -> None:
    """What opens the offices' keys is the signer's alone: web and worker keep none of it."""
    os.environ.pop("CONCORD_SIGNING_PASSPHRASE", None)
    app.extensions["concord.settings"].signing_passphrase = None


def who_can_sign_in(*, demo: bool) -> str:
    """Tell in one or two lines who can come in, and how."""
    if not demo:
        return "People sign in with their user name or e-mail address and password."
    doors = ", ".join(door.replace("_", " ") for door in DOORS)
    return (
        "A demonstration with invented people. Its start page lets you in with one click as\n"
        f"{doors}; no password is needed."
    )
