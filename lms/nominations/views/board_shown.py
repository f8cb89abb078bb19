"""The board as its template and its script read it."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from lms.core.i18n import _, localized, number
from lms.engines.selection.types import AimKind
from lms.nominations.queries.board import Board, SeatLine
from lms.nominations.rules.balance import Effect
from lms.nominations.rules.board import Lane
from lms.nominations.views.board_words import whom
from lms.seats.rows import TableRow


class Shown(NamedTuple):
    """One effect in words: `met` is "" where nothing is wanted, else "yes" or "no"; `over` says
    that there are fewer seats."""

    label: str
    figures: str
    met: str
    over: str = ""


def effect_words(board: Board) -> list[Shown]:
    """What the choice would do, in words; agencies are left out of a blind board."""
    names = agency_names(board)
    return [
        Shown(
            _label(board, one, names),
            figures(one.before, one.after, one.of),
            met(one.met),
            over_word(one) if one.over else "",
        )
        for one in board.effects
        if not (board.wanted.blind and one.agency_id)
    ]


def _label(board: Board, effect: Effect, names: dict[UUID, str]) -> str:
    if effect.agency_id is not None:
        return names.get(effect.agency_id, "")
    if effect.aim is not None:
        return whom(effect.aim, board.options)
    return _("All seats")


def over_word(effect: Effect) -> str:
    return _("over the quota") if effect.agency_id else _("more than there are")


def figures(before: int, after: int, of: int) -> str:
    """`19 to 21 of 30`, or `19 of 30` where nothing changes."""
    if before == after:
        return _("%(count)s of %(of)s", count=after, of=of)
    return _("%(before)s to %(after)s of %(of)s", before=before, after=after, of=of)


def met(value: bool | None) -> str:
    return {None: "", True: "yes", False: "no"}[value]


def agency_names(board: Board) -> dict[UUID, str]:
    """The short name of each agency, the long one where it has none."""
    return {
        one.agency_id: localized(one.short_name) or localized(one.name)
        for one in board.facts.agencies
    }


def script_room(board: Board) -> dict[str, Any]:
    """What the script counts with: who has a seat, and what is wanted."""
    room = board.facts.room
    names = agency_names(board)
    return {
        "capacity": room.capacity,
        "seated": room.seated,
        "agencies": {}
        if board.wanted.blind
        else {
            str(key): {
                "label": label,
                "used": room.used.get(key, 0),
                "of": room.quotas.get(key, 0),
            }
            for key, label in names.items()
        },
        "measures": [
            {
                "label": whom(aim, board.options),
                "kind": aim.kind.value,
                "feature": aim.feature,
                "values": None if aim.kind is AimKind.SPREAD else sorted(aim.values),
                "amount": aim.amount,
                "there": dict(room.values.get(aim.feature, {})),
            }
            for aim in room.measures
        ],
    }


# The lane behind each column of the ledger.
BEHIND = {
    "to_decide": Lane.DECIDE,
    "approved": Lane.APPROVED,
    "wait_listed": Lane.WAITING,
    "off": Lane.ENDED,
}


def ledger_rows(board: Board, url: Callable[..., str]) -> list[TableRow]:
    """The agencies' lines; each number opens the cards behind it."""
    rows = []
    for number_of, line in enumerate(board.lines, start=1):
        key, side = line.agency.agency_id, line.seats
        counts = {column: line.lanes[lane] for column, lane in BEHIND.items()}
        links = {
            column: url(agency=key, lane=lane.value, state=None) + f"#lane-{lane.value}"
            for column, lane in BEHIND.items()
        }
        links["nominated"] = url(agency=key, lane=None, state=None) + "#board"
        rows.append(
            TableRow(
                name=line.agency.name,
                seats=side.quota,
                approved=side.named,
                to_decide=line.lanes[Lane.DECIDE],
                reserved=side.reserved,
                number=number_of,
                has_quota=side.has_quota,
                figures=counts
                | {"quota": side.quota, "nominated": line.nominated, "free": side.unnamed},
                links=links,
                state=line_state(line),
            )
        )
    return rows


def ledger_total(board: Board) -> TableRow:
    """The line under the table."""
    seats = board.facts.seats
    counts = {column: board.lanes[lane].all for column, lane in BEHIND.items()}
    more = {"quota": seats.capacity, "nominated": len(board.facts.rows), "free": seats.free}
    return TableRow(name={}, seats=seats.capacity, figures=counts | more)


def line_state(line: SeatLine) -> tuple[str, str]:
    """The mark and the word of an agency's line in the ledger."""
    side = line.seats
    if not line.nominated:
        return ("warn" if side.has_quota else "open none"), _("no names yet")
    if line.lanes[Lane.DECIDE]:
        return "half", _("to be selected")
    if side.has_quota and not side.unnamed:
        return "tick ok", _("quota filled")
    if side.unnamed and line.withdrawn:
        return "open info", _("replacement wanted")
    if side.unnamed and line.lanes[Lane.WAITING]:
        return "hold", _("names wait")
    if side.unnamed:
        return "open info", _("seats free")
    return "tick ok", _("all decided")


def tab_figure(board: Board) -> str:
    """Seats with a person, of all, for the tab."""
    room = board.facts.room
    return f"{number(room.seated)}/{number(room.capacity)}"
