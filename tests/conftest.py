"""Fixtures of all tests.

`app`           the application on a fresh SQLite; its context is open, so services can be called
`@pytest.mark.both`      the test runs on SQLite and on PostgreSQL
`@pytest.mark.postgres`  the test runs on PostgreSQL only
`clock`         the app's FixedClock, Monday 2 March 2026 08:00 UTC
`client`        a test client; `signed_in(client, person)` signs a person (or a person's id) in
`count_queries` `with count_queries() as n: ...; assert int(n) == 4`
`live`          a real server with worker and demonstration data (tests/support/live.py)
`browser_page`  a page in Chromium that fails the test on script errors
"""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import passwords
from lms.accounts.models import Person
from lms.core.clock import FixedClock
from lms.core.db import db
from tests.support import postgres
from tests.support.apps import QueryCount, TestApp
from tests.support.scheduling import WHOLE, SharingFilesWhole
from tests.support.signing_in import sign_in_directly

hypothesis.settings.register_profile(
    "concord",
    deadline=None,  # no timed assertions: a busy machine is not a fault
    max_examples=int(os.environ.get("TEST_EXAMPLES", "40")),  # where a test does not say
    database=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
hypothesis.settings.load_profile("concord")

pytest_plugins = ["tests.support.browser"]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = folder = tempfile.mkdtemp(prefix="concord-tests-")
        os.environ["CONCORD_TEST_RUN"] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(RUN, None)
    if folder:
        postgres.stop_server(Path(folder))
        shutil.rmtree(folder, ignore_errors=True)


PROGRAMS_HASHER = passwords._hasher
RUN = pytest.StashKey[str]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that stay whole go first, because they are long."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharingFilesWhole:
    return SharingFilesWhole(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker
    if marker("both"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
    elif marker("postgres"):
        metafunc.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """A folder shared by all workers of this test run."""
    return Path(os.environ["CONCORD_TEST_RUN"])


@pytest.fixture(scope="session")
def test_apps(run_folder: Path) -> Iterator[Callable[[str], TestApp]]:
    """Give the application of a database kind, made at its first use."""
    made: dict[str, TestApp] = {}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    def give(kind: str) -> TestApp:
        if kind not in made:
            made[kind] = TestApp(kind, run_folder / worker / kind, run_folder)
        return made[kind]

    yield give
    for one in made.values():
        one.close()


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> Iterator[None]:
    """Hash passwords with next to no work: a quarter of a second at each of hundreds of sign-ins
    would tell nothing. `full_hashes` brings the program's own parameters back."""
    with pytest.MonkeyPatch.context() as patch:
        light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "_hasher", light)
        yield


@pytest.fixture
def full_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords as the program does, for tests that speak of how it does."""
    monkeypatch.setattr(passwords, "_hasher", PROGRAMS_HASHER)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database of this test: sqlite unless the marker says otherwise."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def app(database: str, test_apps: Callable[[str], TestApp]) -> Iterator[Flask]:
    """The application on an empty database, with its context open."""
    fresh = test_apps(database).fresh()
    with fresh.app_context():
        yield fresh
        db.session.rollback()


@pytest.fixture
def clock(app: Flask) -> FixedClock:
    """The app's clock, standing at Monday 2 March 2026 08:00 UTC until a test moves it."""
    found = app.extensions["concord.clock"]
    assert isinstance(found, FixedClock)
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts; ask for `app.test_client()` where a test needs a second."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[FlaskClient, Person | uuid.UUID], FlaskClient]:
    """Sign a person in on a client (an account is made where there is none)."""
    return sign_in_directly


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], QueryCount]:
    """Count what is sent to the database."""
    return lambda: QueryCount(db.engine)


def pytest_collection_finish() -> None:
    """What was imported stays for good: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
