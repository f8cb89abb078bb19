"""The rows of the ledger table, each number with the page behind it."""

from collections.abc import Sequence

from flask import url_for

from lms.core.i18n import _
from lms.courses.rows import SessionHead
from lms.seats.enums import Pool
from lms.seats.rows import AgencySeats, Balance, SeatRow, SeatTable, TableRow

# What adds up to the number of a column: the moves to and from this pool. A quota is all that an
# agency got of the common pool.
_BEHIND = {
    "quota": Pool.COMMON,
    "reserved": Pool.RESERVED,
    "approved": Pool.HELD,
    "on_roll": Pool.TAKEN,
    "free": Pool.ALLOTTED,
}


def columns() -> list[tuple[str, str]]:
    """The columns of the seats page: key and head."""
    return [
        ("quota", _("Quota")),
        ("squares", _("Seats")),
        ("reserved", _("Reserved")),
        ("approved", _("Approved")),
        ("on_roll", _("On the roll")),
        ("free", _("Free")),
        ("state", _("State")),
    ]


def table_rows(table: SeatTable, at_text: str = "") -> list[TableRow]:
    """The agencies' lines. `at_text` is the moment shown, as the address says it."""
    return [
        _line(table.head, number, row, at_text) for number, row in enumerate(table.rows, start=1)
    ]


def total_row(rows: Sequence[SeatRow], whole: Balance) -> TableRow:
    """The line under the table: all agencies, with what belongs to none."""
    sides = [row.seats for row in rows]
    return TableRow(
        name={},
        seats=whole.capacity,
        figures={
            "quota": whole.capacity - whole.common,
            "reserved": sum(side.reserved for side in sides),
            "approved": whole.held,
            "on_roll": whole.taken,
            "free": sum(side.allotted for side in sides),
        },
    )


def _line(head: SessionHead, number: int, row: SeatRow, at_text: str) -> TableRow:
    side = row.seats
    figures = {
        "quota": side.quota,
        "reserved": side.reserved,
        "approved": side.held,
        "on_roll": side.taken,
        "free": side.allotted,
    }
    links = {
        key: url_for(
            "seats.history",
            slug=head.slug,
            agency=row.agency_id,
            pool=pool.value,
            at=at_text or None,
        )
        for key, pool in _BEHIND.items()
    }
    return TableRow(
        name=row.name,
        seats=side.quota,
        approved=side.named,
        reserved=side.reserved,
        number=number,
        has_quota=side.has_quota,
        figures=figures,
        links=links,
        link=url_for("seats.agency", slug=head.slug, agency_id=row.agency_id),
        state=_state(side),
    )


def _state(side: AgencySeats) -> tuple[str, str]:
    if not side.has_quota:
        return "open none", _("no quota")
    if not side.unnamed:
        return "tick ok", _("quota filled")
    if not side.named:
        return "warn", _("no names yet")
    if not side.allotted:
        return "open info", _("names follow")
    return "half", _("seats free")
