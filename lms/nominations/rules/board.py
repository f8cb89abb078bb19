"""How nominations stand on the organiser's board: lanes, what narrows them, and their order."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.names import joined_name
from lms.nominations.enums import NominationState as State
from lms.nominations.rules.features import Feature, features


class Lane(StrEnum):
    """A column of the board."""

    DECIDE = "decide"
    APPROVED = "approved"
    WAITING = "waiting"
    ENDED = "ended"


LANE_OF: Mapping[State, Lane] = {
    State.NOMINATED: Lane.DECIDE,
    State.SHORTLISTED: Lane.DECIDE,
    State.APPROVED: Lane.APPROVED,
    State.CONFIRMED: Lane.APPROVED,
    State.WAIT_LISTED: Lane.WAITING,
    State.DECLINED: Lane.ENDED,
    State.WITHDRAWN: Lane.ENDED,
}


class Sort(StrEnum):
    PRIORITY = "priority"  # the agency's own, then the date of nomination
    DATE = "date"
    NAME = "name"
    RANK = "rank"


class View(StrEnum):
    """A part of the board that is asked for often."""

    ALL = ""
    NOTES = "notes"
    TRAINED = "trained"
    DOUBLES = "doubles"


class Slim(NamedTuple):
    """What sorts, narrows and counts a nomination; everything else is read for shown cards only."""

    id: UUID
    agency_id: UUID
    person_id: UUID
    state: State
    priority: int
    place: int | None
    alternate: bool
    gender: Gender
    rank: str
    province: str
    practice_years: int | None
    submitted_at: datetime
    first_name: str
    last_name: str
    name_local: str
    noted: bool

    @property
    def lane(self) -> Lane:
        return LANE_OF[self.state]

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)

    def features(self, trained: bool) -> dict[str, str]:
        """The features that count in the balance."""
        return features(
            gender=self.gender,
            rank=self.rank,
            province=self.province,
            practice_years=self.practice_years,
            trained=trained,
        )


class Turn(Protocol):
    """What counts in an agency's own order."""

    @property
    def id(self) -> UUID: ...
    @property
    def agency_id(self) -> UUID: ...
    @property
    def state(self) -> State: ...
    @property
    def priority(self) -> int: ...


def own_order(rows: Iterable[Turn]) -> dict[UUID, int]:
    """The place of each nomination in its agency's own order, from 1 without gaps. Those that
    ended have none, so that nobody counts on from them."""
    found: dict[UUID, int] = {}
    last: Counter[UUID] = Counter()
    for row in sorted(rows, key=lambda row: (row.priority, row.id)):
        if LANE_OF[row.state] is not Lane.ENDED:
            last[row.agency_id] += 1
            found[row.id] = last[row.agency_id]
    return found


@dataclass(frozen=True)
class Wanted:
    """What somebody asked the board for. `features` maps a Feature to the wanted value."""

    agency_id: UUID | None = None
    state: State | None = None
    lane: Lane | None = None
    features: Mapping[str, str] | None = None
    words: str = ""
    view: View = View.ALL
    sort: Sort = Sort.PRIORITY
    blind: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of people beside their nominations: who took part when, who may be double."""

    trained: Mapping[UUID, date]  # person -> the last day of the newest course session
    doubles: frozenset[UUID]  # nominations with an open suspicion


def narrow(rows: Iterable[Slim], wanted: Wanted, known: Known) -> list[Slim]:
    """The rows that fit all that is wanted."""
    tests: list[Callable[[Slim], bool]] = []
    if wanted.agency_id is not None:
        tests.append(lambda row: row.agency_id == wanted.agency_id)
    if wanted.state is not None:
        tests.append(lambda row: row.state is wanted.state)
    if wanted.lane is not None:
        tests.append(lambda row: row.lane is wanted.lane)
    if wanted.view is View.NOTES:
        tests.append(lambda row: row.noted)
    elif wanted.view is View.TRAINED:
        tests.append(lambda row: row.person_id in known.trained)
    elif wanted.view is View.DOUBLES:
        tests.append(lambda row: row.id in known.doubles)
    if words := wanted.words.casefold().split():
        tests.append(lambda row: all(word in _text(row) for word in words))
    if asked := [pair for pair in (wanted.features or {}).items() if pair[1]]:
        tests.append(lambda row: _has(row, asked, known))
    return [row for row in rows if all(test(row) for test in tests)]


def _text(row: Slim) -> str:
    return f"{row.full_name} {row.name_local} {row.rank} {row.province}".casefold()


def _has(row: Slim, asked: list[tuple[str, str]], known: Known) -> bool:
    mine = row.features(row.person_id in known.trained)
    return all(mine.get(Feature(feature), "") == value for feature, value in asked)


def sort_key(sort: Sort) -> Callable[[Slim], tuple[object, ...]]:
    """Sorts the rows of a lane. The wait-list has an order of its own: `waiting_key`."""
    keys: Mapping[Sort, Callable[[Slim], tuple[object, ...]]] = {
        Sort.PRIORITY: lambda row: (row.alternate, row.priority, row.submitted_at, row.id),
        Sort.DATE: lambda row: (row.submitted_at, row.id),
        Sort.NAME: lambda row: (row.full_name.casefold(), row.id),
        Sort.RANK: lambda row: (not row.rank, row.rank.casefold(), row.priority, row.id),
    }
    return keys[sort]


def waiting_key(row: Slim) -> tuple[object, ...]:
    """The order in which the wait-list moves up."""
    return (row.place is None, row.place or 0, row.id)


def lanes(rows: Iterable[Slim], sort: Sort) -> dict[Lane, list[Slim]]:
    """The rows of each lane in their order."""
    found: dict[Lane, list[Slim]] = {lane: [] for lane in Lane}
    for row in rows:
        found[row.lane].append(row)
    for lane, members in found.items():
        members.sort(key=waiting_key if lane is Lane.WAITING else sort_key(sort))
    return found
