"""Typed rows of the seat ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.seats.enums import MoveKind, Pool


class Entry(NamedTuple):
    """One move of the ledger, as it counts. `seats` is at least 1."""

    kind: MoveKind
    seats: int
    source: Pool
    target: Pool
    agency_id: UUID | None = None
    holder_id: UUID | None = None


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


@dataclass(frozen=True)
class AgencySeats:
    """The seats on one agency's side."""

    allotted: int = 0
    reserved: int = 0
    held: int = 0
    taken: int = 0

    @property
    def quota(self) -> int:
        """All seats that the agency has now."""
        return self.allotted + self.reserved + self.held + self.taken

    @property
    def unnamed(self) -> int:
        """Seats that no person has."""
        return self.allotted + self.reserved


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


def balance_of(entries: Iterable[Entry]) -> Balance:
    """Replay entries to the balance after them."""
    common = outside = 0
    sides: dict[UUID, dict[Pool, int]] = {}
    for entry in entries:
        for pool, seats in ((entry.source, -entry.seats), (entry.target, entry.seats)):
            if pool is Pool.OUTSIDE:
                outside += seats
            elif pool is Pool.COMMON:
                common += seats
            elif entry.agency_id is not None:
                side = sides.setdefault(entry.agency_id, {})
                side[pool] = side.get(pool, 0) + seats
    agencies = {
        agency_id: AgencySeats(
            side.get(Pool.ALLOTTED, 0),
            side.get(Pool.RESERVED, 0),
            side.get(Pool.HELD, 0),
            side.get(Pool.TAKEN, 0),
        )
        for agency_id, side in sides.items()
    }
    return Balance(-outside, common, agencies)
