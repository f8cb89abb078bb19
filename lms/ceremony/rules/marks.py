"""What happened at a ceremony: the fold of its events, and the tally with the printed stack.

`static/ceremony/fold.js` folds the same way in the browser; a test holds both together. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from lms.ceremony.enums import Happening, Mark

SCHEMA = 1
_MARKS = {
    Happening.COLLECTED: Mark.COLLECTED,
    Happening.ABSENT: Mark.ABSENT,
    Happening.POSTED: Mark.POSTED,
}


class Happened(NamedTuple):
    """One event as it is kept; `at` is when it happened, by the clock of who noted it."""

    uuid: UUID
    sequence: int
    kind: Happening
    payload: Mapping[str, Any]
    at: datetime


@dataclass
class Hall:
    """What is so now. `current` is who is called, None for nobody."""

    current: UUID | None = None
    item: str = ""
    marks: dict[UUID, Mark] = field(default_factory=dict)
    papers: dict[UUID, str] = field(default_factory=dict)
    marked_by: dict[UUID, UUID] = field(default_factory=dict)
    called: dict[UUID, datetime] = field(default_factory=dict)
    began: dict[str, datetime] = field(default_factory=dict)
    counted: int | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    undoable: UUID | None = None


def fold(events: Iterable[Happened]) -> Hall:
    """The state that events lead to, in their sequence. What was undone counts no more."""
    ordered = sorted(events, key=lambda one: one.sequence)
    undone = {str(one.payload.get("undoes")) for one in ordered if one.kind is Happening.UNDONE}
    hall = Hall()
    for one in ordered:
        if one.kind is not Happening.UNDONE and str(one.uuid) not in undone:
            _apply(hall, one)
    return hall


def _apply(hall: Hall, one: Happened) -> None:
    hall.undoable = one.uuid
    key = _key(one.payload.get("enrolment"))
    if one.kind is Happening.ITEM:
        hall.item = str(one.payload.get("item") or "")
        hall.began.setdefault(hall.item, one.at)
        hall.current = None
    elif one.kind is Happening.COUNTED:
        hall.counted = int(one.payload.get("left") or 0)
    elif one.kind is Happening.CALLED:
        hall.current = key
        if key is not None:
            hall.called.setdefault(key, one.at)
            hall.first_at = hall.first_at or one.at
    elif key is not None:
        hall.marks[key] = _MARKS[one.kind]
        hall.marked_by[key] = one.uuid
        hall.papers[key] = str(one.payload.get("serial") or "")
        if one.kind is Happening.COLLECTED:
            hall.last_at = one.at


def _key(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def following(order: Sequence[UUID], hall: Hall) -> UUID | None:
    """Who is called next: the next in the order without a mark, else one before; None: nobody."""
    place = order.index(hall.current) if hall.current in order else -1
    ring = [*order[place + 1 :], *order[: max(place, 0)]]
    return next((one for one in ring if one not in hall.marks), None)


def preceding(order: Sequence[UUID], hall: Hall) -> UUID | None:
    """Who stands before the one who is called; the last where nobody is; None before the first."""
    if hall.current not in order:
        return order[-1] if order and hall.called else None
    place = order.index(hall.current)
    return order[place - 1] if place else None


class Sheet(NamedTuple):
    """One paper of the stack: whose it is, its number, and whether the print file held it."""

    enrolment: UUID
    serial: str
    printed: bool


@dataclass(frozen=True)
class Tally:
    """Figures of the stack. `printed` papers were handed over, posted, kept for the absent, or are
    left; each difference is named by whose paper it is. Before anything is marked or counted
    (`begun`) there is nothing that could tally."""

    printed: int
    collected: int
    posted: int
    absent: int
    left: int
    unprinted: Sequence[UUID] = ()
    older: Sequence[UUID] = ()
    without_paper: Sequence[UUID] = ()
    unmarked: Sequence[UUID] = ()
    counted: int | None = None
    begun: bool = True

    @property
    def on_table(self) -> int:
        """How many papers should lie on the table: those left and those of the absent."""
        return self.left + self.absent

    @property
    def missing(self) -> int:
        """How many fewer lie there than should, by the count; negative: more. 0 before a count."""
        return self.on_table - self.counted if self.counted is not None else 0

    @property
    def agrees(self) -> bool:
        """Whether printed papers and marks tally, and the count where one was made."""
        return not (self.unprinted or self.older or self.without_paper or self.missing)


def tally(sheets: Sequence[Sheet], hall: Hall) -> Tally:
    """Hold the marks against the stack. Marks of people without a paper in force, papers that the
    print file did not hold, and papers replaced since they were handed over are differences."""
    stack = {sheet.enrolment: sheet for sheet in sheets}
    printed = [sheet for sheet in sheets if sheet.printed]
    marks = {sheet.enrolment: hall.marks.get(sheet.enrolment) for sheet in printed}
    gone = {Mark.COLLECTED, Mark.POSTED}
    values = list(marks.values())
    return Tally(
        printed=len(printed),
        collected=values.count(Mark.COLLECTED),
        posted=values.count(Mark.POSTED),
        absent=values.count(Mark.ABSENT),
        left=values.count(None),
        unprinted=[one.enrolment for one in sheets if not one.printed],
        older=[
            key
            for key, mark in hall.marks.items()
            if mark in gone
            and key in stack
            and hall.papers.get(key)
            and hall.papers[key] != stack[key].serial
        ],
        without_paper=[
            key for key, mark in hall.marks.items() if mark in gone and key not in stack
        ],
        unmarked=[key for key in hall.called if key in marks and marks[key] is None],
        counted=hall.counted,
        begun=bool(hall.marks) or hall.counted is not None,
    )
