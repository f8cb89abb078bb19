"""What moves add up to: the seats in each pool, who has one, which agencies have a quota."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from lms.seats.enums import MoveKind, Pool
from lms.seats.rows import AgencySeats, Balance, Entry, Holding

_OF_NO_AGENCY = frozenset({Pool.OUTSIDE, Pool.COMMON})
_OF_PEOPLE = frozenset({Pool.HELD, Pool.TAKEN})


class Tally:
    """Counts moves one after the other."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.holdings: dict[UUID, Holding] = {}
        self.with_quota: set[UUID] = set()
        self._seats: Counter[tuple[UUID | None, Pool]] = Counter()
        for entry in entries:
            self.count(entry)

    def count(self, entry: Entry) -> None:
        """Add one move."""
        for pool, seats in ((entry.source, -entry.seats), (entry.target, entry.seats)):
            self._seats[_side(entry, pool), pool] += seats
        if entry.agency_id is not None:
            if entry.kind is MoveKind.QUOTA:
                self.with_quota.add(entry.agency_id)
            elif entry.kind is MoveKind.QUOTA_ENDED:
                self.with_quota.discard(entry.agency_id)
        self._note_holder(entry)

    def seats(self, agency_id: UUID | None, pool: Pool) -> int:
        """Seats in a pool; of no agency for the common one."""
        return self._seats[agency_id, pool]

    @property
    def capacity(self) -> int:
        return -self._seats[None, Pool.OUTSIDE]

    @property
    def balance(self) -> Balance:
        """The balance after all moves counted so far."""
        sides = {agency_id for agency_id, _pool in self._seats if agency_id is not None}
        agencies = {side: self._of(side) for side in sides | self.with_quota}
        return Balance(self.capacity, self._seats[None, Pool.COMMON], agencies)

    def _of(self, side: UUID) -> AgencySeats:
        return AgencySeats(
            allotted=self._seats[side, Pool.ALLOTTED],
            reserved=self._seats[side, Pool.RESERVED],
            held=self._seats[side, Pool.HELD],
            taken=self._seats[side, Pool.TAKEN],
            has_quota=side in self.with_quota,
        )

    def _note_holder(self, entry: Entry) -> None:
        if entry.freed_id is not None:
            self.holdings.pop(entry.freed_id, None)
        if entry.holder_id is None or entry.agency_id is None:
            return
        if entry.target in _OF_PEOPLE:
            self.holdings[entry.holder_id] = Holding(entry.agency_id, entry.target)
        else:
            self.holdings.pop(entry.holder_id, None)


def _side(entry: Entry, pool: Pool) -> UUID | None:
    return None if pool in _OF_NO_AGENCY else entry.agency_id


def balance_of(entries: Iterable[Entry]) -> Balance:
    """The balance after these moves, from the first of a ledger on."""
    return Tally(entries).balance
