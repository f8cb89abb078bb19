"""The clash check after one move in a year of agendas: the book alone, and the way on the server.

Then the same with twice and four times of everything in the same year. Beside each stands what a
plain way costs in the same run: for the book a look at every item, for the server the yardstick of
ten ORM gets by primary key.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from lms.accounts.identity import identity_of
from lms.agenda.models import AgendaItem
from lms.agenda.queries import agenda, clashes
from lms.agenda.rules.clashes.alone import ALONE_RULES
from lms.agenda.rules.clashes.book import Book
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.pairs import between
from lms.agenda.rules.clashes.types import Booking, Clash
from lms.core.db import db
from lms.core.settings import Settings
from lms.courses.models import CourseSession
from lms.factory import create_app
from tests.benchmarks.clash_year import ZONE, Year, fill, make_year
from tests.support.apps import SECRET, QueryCount

MOVES, LOOKS, REQUESTS = 400, 40, 80
AIM_MS = 20.0
COLUMNS = (
    "sessions", "items", "clashes", "book", "look at every item", "server", "of it CPU",
    "with the draft", "ten gets", "server of ten gets", "queries", "aim",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """Milliseconds, each the median of many moves."""

    items: int
    sessions: int
    found: int
    book: float
    looking: float
    server: float
    server_cpu: float
    with_draft: float
    yardstick: float
    queries: int


def moved(chance: random.Random, booking: Booking) -> Booking:
    """The item elsewhere on its day, by quarters of an hour."""
    by = timedelta(minutes=15 * chance.choice((-6, -3, -2, -1, 1, 2, 3, 6)))
    return replace(booking, starts_at=booking.starts_at + by, ends_at=booking.ends_at + by)


def time_book(year: Year) -> tuple[float, float, int]:
    """One move in the book, the same by a look at every item, and the clashes at the end."""
    chance = random.Random(11)
    book = Book(year.facts, year.bookings)
    now = {one.item_id: one for one in year.bookings}
    ours, plain = [], []
    for number in range(MOVES):
        booking = moved(chance, now[chance.choice(year.bookings).item_id])
        now[booking.item_id] = booking
        ours.append(_clock(book.put, booking))
        if number % (MOVES // LOOKS) == 0:
            others = list(now.values())
            plain.append(_clock(lambda one, all_=others: look(one, all_, year.facts), booking))
    if set(book.clashes()) != set(Book(year.facts, now.values()).clashes()):
        raise RuntimeError("the book lost count")
    return statistics.median(ours), statistics.median(plain), len(book.clashes())


def look(booking: Booking, others: Iterable[Booking], facts: Facts) -> list[Clash]:
    """The clashes of one item by asking every other item: the plain way."""
    found = [clash for rule in ALONE_RULES.values() for clash in rule(booking, facts)]
    for other in others:
        if other.item_id != booking.item_id:
            found += between(booking, other, facts)
    return found


def _clock(act: object, *values: object) -> float:
    began = time.perf_counter()
    act(*values)  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000


@contextmanager
def installation(year: Year) -> Iterator[Flask]:
    """An application on an SQLite file that holds the year."""
    with tempfile.TemporaryDirectory(prefix="concord-clashes-") as folder:
        app = create_app(
            Settings(
                _env_file=None, data=Path(folder), secret_key=SECRET, time_zone=ZONE,
                log_level="ERROR",
            )
        )  # fmt: skip
        with app.app_context():
            db.create_all()
            fill(year)
            yield app
            db.session.remove()
            db.engine.dispose()


def time_server(year: Year) -> tuple[float, float, float, float, int]:
    """`after_move` as its trainer asks it, its share of the processor, the same with reading the
    draft, the yardstick, and how many statements the first sends."""
    chance = random.Random(13)
    ours, cpu, whole, gets, queries = [], [], [], [], 0
    with installation(year) as app:
        ten = [one.item_id for one in year.bookings[:10]]
        for number in range(REQUESTS):
            delivery = chance.choice(list(year.facts.deliveries.values()))
            who = identity_of(next(iter(delivery.trainers)))
            slug = db.session.scalar(_slug(delivery.id))
            db.session.remove()
            with app.test_request_context():
                began = time.perf_counter()
                draft = agenda.draft(slug, who)
                item = chance.choice(draft.items)
                by = timedelta(minutes=15 * chance.choice((-3, -1, 1, 3)))
                there = replace(item, starts_at=item.starts_at + by, ends_at=item.ends_at + by)
                middle, busy = time.perf_counter(), time.process_time()
                with QueryCount(db.engine) as counted:
                    clashes.after_move(draft, who, [there])
                ours.append((time.perf_counter() - middle) * 1000)
                cpu.append((time.process_time() - busy) * 1000)
                whole.append((time.perf_counter() - began) * 1000)
                queries = max(queries, int(counted))
            db.session.remove()
            gets.append(_clock(lambda: [db.session.get_one(AgendaItem, one) for one in ten]))
            if number < REQUESTS // 8:  # the first warm the caches
                ours.clear(), cpu.clear(), whole.clear(), gets.clear()
    times = (statistics.median(one) for one in (ours, cpu, whole, gets))
    return *times, queries  # type: ignore[return-value]


def _slug(course_session_id: UUID) -> sa.Select[tuple[str]]:
    return sa.select(CourseSession.slug).where(CourseSession.id == course_session_id)


def measure(times: int) -> Figures:
    """A year of so many times the work."""
    year = make_year(times)
    book, looking, found = time_book(year)
    server, cpu, with_draft, yardstick, queries = time_server(year)
    return Figures(
        len(year.bookings), len(year.facts.deliveries), found,
        book, looking, server, cpu, with_draft, yardstick, queries,
    )  # fmt: skip


def report() -> str:
    """The table and its growth: `make bench ARGS="--only clashes"`."""
    rows = [measure(times) for times in (1, 2, 4)]
    lines = [
        "| " + " | ".join(COLUMNS) + " |",
        "|" + "--:|" * len(COLUMNS),
        *(_line(row) for row in rows),
    ]
    base = rows[0]
    growth = "; ".join(
        f"{row.items} items: book {row.book / base.book:.2f}x, server "
        f"{row.server / base.server:.2f}x, a look at every item {row.looking / base.looking:.2f}x"
        for row in rows[1:]
    )
    head = f"Clash check after one move: medians in ms of {MOVES} moves and {REQUESTS} requests"
    return "\n".join([head, "", *lines, "", f"Time, {base.items} items being 1: {growth}"])


def _line(row: Figures) -> str:
    met = "met" if max(row.book, row.server) < AIM_MS else "missed"
    cells = (
        row.sessions, row.items, row.found, f"{row.book:.3f}", f"{row.looking:.1f}",
        f"{row.server:.1f}", f"{row.server_cpu:.1f}", f"{row.with_draft:.1f}",
        f"{row.yardstick:.1f}", f"{row.server / row.yardstick:.1f}x", row.queries,
        f"{AIM_MS:.0f} {met}",
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
