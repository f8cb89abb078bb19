"""`make bench`: requests a second of each page, in turns with a yardstick page.

The yardstick is bare Flask with ten ORM gets by primary key, on the same database, served by the
same gunicorn workers; each page is measured in turns with it, so that a slow moment of the
machine slows both. After the pages come the benches of single parts (PARTS). Options: --seconds,
--rounds, --connections, --workers, --only, --itc, --postgres.
"""

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from lms.core.db import db
from lms.core.settings import Settings
from lms.factory import create_app
from tests.benchmarks import (
    answering,
    board,
    certificates,
    clashes,
    linkchart,
    linkchart_exchange,
    linkchart_picture,
    modules,
    nomination_lists,
    pack,
    timetable,
    verifying,
    year_plan,
)
from tests.benchmarks.data import Page, make_pages
from tests.benchmarks.load import Request, requests_per_second
from tests.benchmarks.serving import YARDSTICK, environment, serving, size_of
from tests.support import postgres
from tests.support.apps import QueryCount

PARTS: Mapping[str, Callable[[], str]] = {
    "answers": answering.report,
    "board": board.report,
    "certificates": certificates.report,
    "clashes": clashes.report,
    "linkchart": linkchart.report,
    "linkchart-exchange": linkchart_exchange.report,
    "linkchart-picture": linkchart_picture.report,
    "lists": nomination_lists.report,
    "modules": modules.report,
    "pack": pack.report,
    "verify": verifying.report,
    "within": timetable.report,
    "year": year_plan.report,
}


@dataclass(frozen=True)
class Result:
    """What one page gave."""

    page: Page
    queries: int
    kilobytes: float
    per_second: float
    yardstick: float

    @property
    def ratio(self) -> float:
        return self.yardstick / self.per_second


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5, help="median of so many")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes")
    parser.add_argument("--only", default="", help="pages or parts whose name begins so")
    parser.add_argument("--itc", action="store_true", help="only the published timetables: 5 min")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    return parser.parse_args()


def count_queries(app: Flask, request: Request) -> int:
    """Statements that one request sends to the database, when warm."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": request.cookie} if request.cookie else {}
    client.get(request.path, headers=headers)
    with app.app_context(), QueryCount(db.engine) as counted:
        answer = client.get(request.path, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{request.path} answered {answer.status_code}")
    return int(counted)


def measure(port: int, page: Page, queries: int, asked: argparse.Namespace) -> Result:
    """The medians of page and yardstick, measured in turns."""
    ours, theirs = [], []
    for request in (YARDSTICK, page.request):
        requests_per_second(port, request, 0.3, asked.connections)
    for _ in range(asked.rounds):
        theirs.append(requests_per_second(port, YARDSTICK, asked.seconds, asked.connections))
        ours.append(requests_per_second(port, page.request, asked.seconds, asked.connections))
    size = size_of(port, page.request)
    return Result(page, queries, size, statistics.median(ours), statistics.median(theirs))


def table(results: list[Result]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| page | queries | KB sent | requests/s | yardstick/s | of the yardstick | aim |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for one in results:
        met = "met" if one.ratio <= one.page.aim else "missed"
        lines.append(
            f"| {one.page.name} | {one.queries} | {one.kilobytes:.1f} | {one.per_second:.1f} "
            f"| {one.yardstick:.0f} | 1/{one.ratio:.1f} | 1/{one.page.aim} {met} |"
        )
    return "\n".join(lines)


def growth(results: list[Result]) -> str:
    """How the time of the roll grows with its rows."""
    rolls = [one for one in results if one.page.name.startswith("roll of ")]
    if not rolls:
        return ""
    base = rolls[0]
    parts = [
        f"{one.page.name.removeprefix('roll of ')} rows {base.per_second / one.per_second:.2f}x"
        for one in rolls
    ]
    return f"Time of a roll, {base.page.name.removeprefix('roll of ')} rows being 1: " + ", ".join(
        parts
    )


def bench(asked: argparse.Namespace, folder: Path) -> str:
    """Fill, serve, measure; returns the report."""
    url = postgres.make_database(postgres.server_url(folder), "bench") if asked.postgres else None
    env = environment(folder / "data", url)
    os.environ.update(env)
    (folder / "data").mkdir()
    app = create_app(Settings(_env_file=None, data=folder / "data", database_url=url))
    with app.app_context():
        db.create_all()
        pages = make_pages(app)
        db.session.remove()
    pages = [page for page in pages if page.name.startswith(asked.only)]
    counts = [count_queries(app, page.request) for page in pages]
    with serving(env, asked.workers) as port:
        results = [measure(port, p, n, asked) for p, n in zip(pages, counts, strict=True)]
    kind = "PostgreSQL" if asked.postgres else "SQLite"
    when = f"{datetime.now(UTC):%Y-%m-%d}"
    head = (
        f"{when}, {kind}, {os.cpu_count()} cores, {asked.workers} gunicorn processes, "
        f"{asked.connections} connections, median of {asked.rounds} rounds of {asked.seconds} s"
    )
    return f"{head}\n\n{table(results)}\n\n{growth(results)}"


def main() -> None:
    asked = options()
    if asked.itc:
        print(timetable.itc_report())
        return
    parts = [report for name, report in PARTS.items() if name.startswith(asked.only)]
    if not asked.only or not parts:
        folder = Path(tempfile.mkdtemp(prefix="concord-bench-"))
        try:
            print(bench(asked, folder))
        finally:
            postgres.stop_server(folder)
            shutil.rmtree(folder, ignore_errors=True)
    for report in parts:
        print(f"\n{report()}", flush=True)


if __name__ == "__main__":
    main()
