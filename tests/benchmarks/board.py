"""The selection board of 2,000 nominations: the whole page as its organiser asks for it, and the
suggested selection; then the same with twice and four times as many.

Beside the page stands the plain way in the same run: all nominations read as objects, before a
line of the page is written.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from lms.accounts.identity import identity_of
from lms.core.db import db, unscoped
from lms.core.settings import Settings
from lms.engines.selection.choosing import first_come
from lms.engines.selection.measuring import short
from lms.factory import create_app
from lms.nominations.models import Nomination
from lms.nominations.queries.selecting import proposal
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.many_nominations import make_many
from tests.support.apps import SECRET, QueryCount
from tests.support.signing_in import sign_in_directly

SIZES = (2000, 4000, 8000)
REQUESTS = 15
AIM_MS = 300.0
COLUMNS = (
    "nominations", "page ms", "of it CPU", "plain reading ms", "queries", "KB", "suggestion s",
    "short of aims", "first come", "aim",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Medians of many requests. `ours` and `plain`: what is short at each aim."""

    size: int
    page: float
    cpu: float
    reading: float
    queries: int
    kilobytes: float
    suggesting: float
    ours: tuple[int, ...]
    plain: tuple[int, ...]


@contextmanager
def installation() -> Iterator[Flask]:
    """An application on an empty SQLite file."""
    with tempfile.TemporaryDirectory(prefix="concord-board-") as folder:
        settings = Settings(_env_file=None, data=Path(folder), secret_key=SECRET, log_level="ERROR")
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            yield app
            db.session.remove()
            db.engine.dispose()


def figures(app: Flask, slug: str, key: UUID, who: UUID, size: int) -> Figures:
    """Ask for the page many times, read plainly as often, and suggest once."""
    client = sign_in_directly(app.test_client(), who)
    path = f"/sessions/{slug}/nominations"
    db.session.remove()
    length = len(client.get(path).data)
    pages, cpus = zip(*(timed(lambda: client.get(path).data) for _ in range(REQUESTS)), strict=True)
    readings = [timed(lambda: read_plainly(key))[0] for _ in range(REQUESTS)]
    with QueryCount(db.engine) as counted:
        client.get(path)
    began = time.perf_counter()
    found = proposal(slug, actor=identity_of(who))
    suggesting = time.perf_counter() - began
    return Figures(
        size,
        statistics.median(pages),
        statistics.median(cpus),
        statistics.median(readings),
        int(counted),
        length / 1024,
        suggesting,
        tuple(one.short for one in found.ours),
        short(found.problem, first_come(found.problem)),
    )


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the wall and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def read_plainly(course_session_id: UUID) -> int:
    """All nominations of the session as objects."""
    statement = unscoped(
        sa.select(Nomination).where(Nomination.course_session_id == course_session_id),
        because="the plain way beside the board",
    )
    found = db.session.scalars(statement).all()
    db.session.expunge_all()
    return len(found)


def report() -> str:
    """The board at each size, as a table."""
    with installation() as app:
        agencies = [make_agency(f"Agency {number}") for number in range(1, 13)]
        organiser = make_person("Omar", "Siddiqui")
        made = [make_many(size, agencies, organiser) for size in SIZES]
        asked = [(row.slug, row.id, organiser.id) for row in made]
        results = [figures(app, *one, size) for one, size in zip(asked, SIZES, strict=True)]
    lines = [f"Selection board, 12 agencies, median of {REQUESTS} requests in one process", ""]
    lines += ["| " + " | ".join(COLUMNS) + " |", "|--:" * len(COLUMNS) + "|"]
    for one in results:
        aim = "" if one.size != SIZES[0] else f"{AIM_MS:.0f} ms "
        aim += "" if one.size != SIZES[0] else ("met" if one.page <= AIM_MS else "missed")
        lines.append(
            f"| {one.size} | {one.page:.0f} | {one.cpu:.0f} | {one.reading:.0f} | {one.queries} "
            f"| {one.kilobytes:.0f} | {one.suggesting:.1f} | {one.ours} | {one.plain} | {aim} |"
        )
    base = results[0]
    grown = ", ".join(f"{one.size} {one.page / base.page:.2f}x" for one in results)
    return "\n".join([*lines, "", f"Time of the page, {base.size} being 1: {grown}"])
