"""Typed rows of tables (syndicates) and who sits at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.db import LocalizedText
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.engines.grouping import Clash, RuleCost
from lms.enrolments.rules.syndicates import Wish, features_of


class Seat(NamedTuple):
    """Somebody on the roll with the table, None: none yet."""

    id: UUID
    person_id: UUID
    agency_id: UUID
    first_name: str
    last_name: str
    name_local: str
    gender: Gender
    rank: str
    rank_local: str
    designation: str
    needs: str
    syndicate_id: UUID | None
    locked: bool

    @property
    def name(self) -> str:
        return joined_name(self.first_name, self.last_name)

    @property
    def features(self) -> dict[str, str]:
        """By what the grouping tells people apart."""
        return features_of(self.agency_id, self.rank, self.gender)


class TableRow(NamedTuple):
    """A table: its letter, which the agenda's tracks are called by, and its name if it has one."""

    id: UUID
    position: int
    letter: str
    name: LocalizedText


class Share(NamedTuple):
    """How many people of a value sit at a table, and the even share of it.

    `even`: the count is the share rounded down or up.
    """

    value: str
    has: int
    share: Fraction
    even: bool


@dataclass(frozen=True)
class TablePlan:
    """A table with its people in calling order and its mix by feature (agency, rank, gender)."""

    row: TableRow
    seats: Sequence[Seat]
    mix: Mapping[str, Sequence[Share]]

    @property
    def letter(self) -> str:
        return self.row.letter


class LastChange(NamedTuple):
    """The newest change of the tables, which can be taken back."""

    number: int
    act: str
    made_at: datetime
    by: str


@dataclass(frozen=True)
class Seating:
    """All tables of a session. `seats`: everybody on the roll, in calling order. `costs`: how even
    the mix is, by rule, with the usual weights."""

    head: SessionHead
    seats: Sequence[Seat]
    tables: Sequence[TablePlan]
    unseated: Sequence[Seat]
    agencies: Mapping[UUID, LocalizedText]
    costs: Sequence[RuleCost]
    last: LastChange | None = None

    @property
    def letters(self) -> dict[UUID, str]:
        """The letter of each table."""
        return {table.row.id: table.row.letter for table in self.tables}

    @property
    def locked(self) -> int:
        """How many people are locked at their table."""
        return sum(seat.locked for table in self.tables for seat in table.seats)


class Move(NamedTuple):
    """Somebody whom a suggestion puts elsewhere; letters of tables, empty: none."""

    seat: Seat
    before: str
    after: str


@dataclass(frozen=True)
class Suggestion:
    """Tables as they would be. Nothing is written. `clashes` say why there are none.

    `best`: proved that nothing better exists; `in_time` False: the clock ended the search.
    """

    now: Seating
    wish: Wish
    then: Seating | None = None
    moves: Sequence[Move] = ()
    before: Sequence[RuleCost] = ()
    after: Sequence[RuleCost] = ()
    clashes: Sequence[Clash] = ()
    best: bool = False
    in_time: bool = True


@dataclass(frozen=True)
class OwnTable:
    """A participant's own table; the names at it where the organiser lets them be seen."""

    head: SessionHead
    table: TableRow | None
    names: Sequence[Seat]
    people: int


@dataclass(frozen=True)
class AgencySeats:
    """A focal point's own people with the letter of their table."""

    head: SessionHead
    people: Sequence[tuple[Seat, str]]
