"""Typed rows of the seat ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.core.db import LocalizedText
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool


class Entry(NamedTuple):
    """One move of the ledger, as it counts.

    `seats` is at least 1, except for quotas (see `MoveKind`). `freed_id` had the seat before
    `holder_id`, where it passes from one to the other.
    """

    kind: MoveKind
    seats: int
    source: Pool
    target: Pool
    agency_id: UUID | None = None
    holder_id: UUID | None = None
    freed_id: UUID | None = None


class LedgerLine(NamedTuple):
    """One move of the ledger, as a page shows it."""

    sequence: int
    at: datetime
    kind: MoveKind
    seats: int
    source: Pool
    target: Pool
    agency_id: UUID | None
    holder_id: UUID | None
    reason: str
    actor_id: UUID | None


class Holder(NamedTuple):
    """Whose seat it is, as far as the reader may know: the name, and the page under the session's
    address (`roll/<id>`; empty for none)."""

    name: str
    page: str = ""


@dataclass(frozen=True)
class Holding:
    """The seat that somebody has: on which agency's side, and whether held or taken."""

    agency_id: UUID
    pool: Pool


@dataclass(frozen=True)
class AgencySide:
    """An agency in a course session: what a focal point's rights are asked about."""

    head: SessionHead
    agency_id: UUID


@dataclass(frozen=True)
class AgencySeats:
    """The seats on one agency's side.

    `has_quota`: a number was set for it, so that its freed seats stay with it. Without one it
    takes seats of the common pool, and they go back there.
    """

    allotted: int = 0
    reserved: int = 0
    held: int = 0
    taken: int = 0
    has_quota: bool = False

    @property
    def quota(self) -> int:
        """All seats that the agency has now."""
        return self.allotted + self.reserved + self.held + self.taken

    @property
    def named(self) -> int:
        """Seats that a person has, held or taken."""
        return self.held + self.taken

    @property
    def unnamed(self) -> int:
        """Seats that no person has."""
        return self.allotted + self.reserved

    @property
    def used(self) -> int:
        """Seats below which a quota cannot be set: reserved, held and taken ones."""
        return self.reserved + self.held + self.taken


@dataclass(frozen=True)
class Balance:
    """Where the seats of a session stand at one moment: they always sum to the capacity."""

    capacity: int = 0
    common: int = 0
    agencies: Mapping[UUID, AgencySeats] = field(default_factory=dict)

    def of(self, agency_id: UUID) -> AgencySeats:
        """The seats of an agency; none where it never had any."""
        return self.agencies.get(agency_id, AgencySeats())

    @property
    def held(self) -> int:
        return sum(one.held for one in self.agencies.values())

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.agencies.values())

    @property
    def free(self) -> int:
        """Seats that no person has, of all agencies and of the common pool."""
        return self.common + sum(one.unnamed for one in self.agencies.values())


@dataclass(frozen=True)
class SeatRow:
    """One agency's line of the ledger."""

    agency_id: UUID
    name: LocalizedText
    seats: AgencySeats


@dataclass(frozen=True)
class SeatTable:
    """The ledger as `rows` for a reader. `whole` is the balance over all agencies, None for
    somebody who may know the own agency's only. `at` is the moment asked for, if it is past."""

    head: SessionHead
    rows: list[SeatRow]
    whole: Balance | None
    at: datetime | None = None


@dataclass(frozen=True)
class TableRow:
    """One line of the ledger table of `templates/components/seats.html`, for any room.

    `seats` squares: `approved` full ones, `to_decide` half ones, `reserved` dashed ones, the rest
    empty. `figures` are the numbers by column and `links` the pages behind them; `link` is the
    page of the agency; `state` is a shape of `.st` with its words.
    """

    name: LocalizedText
    seats: int
    approved: int = 0
    to_decide: int = 0
    reserved: int = 0
    number: int | None = None
    has_quota: bool = True
    figures: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    state: tuple[str, str] | None = None

    @property
    def squares(self) -> str:
        """A letter for each seat: a approved, s to decide, w reserved, - free."""
        left = max(0, self.seats - self.approved)
        half = min(self.to_decide, left)
        dashed = min(self.reserved, left - half)
        return "a" * self.approved + "s" * half + "w" * dashed + "-" * (left - half - dashed)


@dataclass(frozen=True)
class Wish:
    """Which moves of the history are asked for; None for all. `pool`: to it or from it."""

    agency_id: UUID | None = None
    kind: MoveKind | None = None
    pool: Pool | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class History:
    """Moves, newest first, with the names that the reader may know."""

    lines: list[LedgerLine]
    total: int
    agencies: Mapping[UUID, LocalizedText]
    actors: Mapping[UUID, str]
    holders: Mapping[UUID, Holder]
