"""`flask seats ...`: the seat ledger without a browser.

Exit status: 0 done; 2 wrong use; 3 no such session or agency; 4 refused by the seats in use.
"""

import json
from datetime import datetime
from typing import NoReturn

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError, Invalid, NotFound
from lms.courses.queries import session_agencies
from lms.seats.queries.tables import seat_table
from lms.seats.rows import SeatTable
from lms.seats.rules import moments
from lms.seats.services import reserving

cli = AppGroup("seats", help="The seat ledger of a course session.")

ABSENT, REFUSED = 3, 4
session_slug = click.option(
    "--session", "slug", required=True, help="The session's slug, as in its address."
)


@cli.command("show")
@session_slug
@click.option("--at", "at_text", default="", help="A past moment, as in 2026-03-02T14:30.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(slug: str, at_text: str, as_json: bool) -> None:
    """Print where the seats stand, now or at a moment on the clock of the session."""
    try:
        table = seat_table(slug, actor=SYSTEM)
        at, fault = moments.asked(at_text, table.head.zone)
        if fault is not None:
            raise click.BadParameter(fault.english(), param_hint="--at")
        if at is not None:
            table = seat_table(slug, actor=SYSTEM, at=at)
    except NotFound:
        _stop(ABSENT, f"There is no session {slug}.")
    click.echo(json.dumps(_plain(table, at), ensure_ascii=False) if as_json else _text(table))


@cli.command("quota")
@session_slug
@click.option("--agency", "code", required=True, help="The agency's slug, as in its address.")
@click.option("--seats", "number", required=True, type=click.IntRange(min=0), help="All its seats.")
def quota(slug: str, code: str, number: int) -> None:
    """Set how many seats an agency has in all."""
    try:
        head = seat_table(slug, actor=SYSTEM).head
    except NotFound:
        _stop(ABSENT, f"There is no session {slug}.")
    agencies = {row.slug: row.agency_id for row in session_agencies(head.id)}
    if code not in agencies:
        known = ", ".join(agencies) or "none"
        _stop(ABSENT, f"{code} takes no part in {slug}. Its agencies are: {known}.")
    try:
        with transaction():
            reserving.set_quotas(actor=SYSTEM, slug=slug, quotas={agencies[code]: number})
    except Invalid as error:
        _stop(REFUSED, "\n".join(item.message.english() for item in error.errors))
    except DomainError as error:
        _stop(REFUSED, error.message.english())
    click.echo(f"{code} has {number} seats.")


def _plain(table: SeatTable, at: datetime | None) -> dict[str, object]:
    assert table.whole is not None
    return {
        "session": table.head.slug,
        "at": at.isoformat() if at else None,
        "capacity": table.whole.capacity,
        "common": table.whole.common,
        "agencies": [
            {
                "id": str(row.agency_id),
                "name": row.name.get("en", ""),
                "quota": row.seats.quota if row.seats.has_quota else None,
                "free": row.seats.allotted,
                "reserved": row.seats.reserved,
                "approved": row.seats.held,
                "on_roll": row.seats.taken,
            }
            for row in table.rows
        ],
    }


def _text(table: SeatTable) -> str:
    assert table.whole is not None
    lines = [f"{'quota':>6} {'free':>5} {'resvd':>5} {'appr.':>5} {'roll':>5}  agency"]
    for row in table.rows:
        side = row.seats
        words = str(side.quota) if side.has_quota else "-"
        numbers = (side.allotted, side.reserved, side.held, side.taken)
        told = " ".join(f"{number:>5}" for number in numbers)
        lines.append(f"{words:>6} {told}  {row.name.get('en', '')}")
    whole = table.whole
    lines.append(f"{whole.capacity} seats, {whole.common} of no agency, {whole.free} free.")
    return "\n".join(lines)


def _stop(status: int, text: str) -> NoReturn:
    click.echo(text, err=True)
    raise SystemExit(status)
