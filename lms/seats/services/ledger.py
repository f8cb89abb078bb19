"""The ledger of one session under its lock: the one way to move a seat.

However many acts arrive at once, each sees the balance after the one before it, so that neither
capacity nor quota is exceeded. Whoever calls has asked the own policy; `set_quotas` asks here.
"""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head_by_id
from lms.seats.enums import MoveKind, Pool
from lms.seats.rows import Entry, Holding
from lms.seats.services import quotas, refusals
from lms.seats.services.book import Book


def open_ledger(course_session_id: UUID, *, actor: Identity) -> "Ledger":
    """Lock the session until the transaction ends and read its ledger. Raises NotFound.

    A ledger that was never written is opened; a changed number of seats is written first.
    """
    found = db.session.scalar(
        lock_row(sa.select(CourseSession.id).where(CourseSession.id == course_session_id))
    )
    if found is None:
        raise NotFound
    ledger = Ledger(session_head_by_id(course_session_id, actor), actor)
    ledger.follow_capacity()
    return ledger


class Ledger(Book):
    """The seats of one locked session. Each method writes its moves at once or raises Refused."""

    def holding(self, holder_id: UUID) -> Holding | None:
        """The seat that a nomination or enrolment has; None for none."""
        return self._tally.holdings.get(holder_id)

    def need(self, seats: int) -> None:
        """Raise Refused where fewer seats than these are without a person, over all agencies."""
        if seats > self.balance.free:
            raise Refused(refusals.full(self.balance, tells=self._tells))

    def set_quotas(self, wanted: Mapping[UUID, int | None], *, reason: str = "") -> None:
        """Give each of these agencies that many seats in all; None ends a quota.

        All or none: raises Invalid with a fault at each agency (`quota-<id>`), NotFound for an
        agency that takes no part.
        """
        for entry in quotas.moves(self.actor, self.head, self.balance, wanted):
            self._move(entry, reason)

    def end_quota(self, agency_id: UUID, *, reason: str = "") -> None:
        """Take an agency's quota away: its free and reserved seats go to the common pool."""
        self.unreserve(agency_id, self._tally.seats(agency_id, Pool.RESERVED), reason=reason)
        free = self._tally.seats(agency_id, Pool.ALLOTTED)
        if free or agency_id in self._tally.with_quota:
            entry = Entry(MoveKind.QUOTA_ENDED, free, Pool.ALLOTTED, Pool.COMMON, agency_id)
            self._move(entry, reason)

    def reserve(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Claim free seats of the agency's quota for people whose names follow. An agency
        without a quota gets them of the common pool, for which an organiser must ask."""
        pool, side = self._home(agency_id), self.balance.of(agency_id)
        if pool is Pool.COMMON and self._tells:
            self._need_common(seats)
        elif pool is Pool.COMMON or seats > side.allotted:
            raise Refused(
                N_(
                    "Free seats of the quota: %(free)s. Reserve no more than these.",
                    free=side.allotted,
                )
            )
        if seats > 0:
            self._move(Entry(MoveKind.RESERVED, seats, pool, Pool.RESERVED, agency_id), reason)

    def unreserve(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Give reserved seats back to where they came from: the agency's free ones, or all."""
        reserved = self._tally.seats(agency_id, Pool.RESERVED)
        if seats > reserved:
            raise Refused(N_("Reserved seats: %(n)s. Give back no more than these.", n=reserved))
        if seats > 0:
            entry = Entry(
                MoveKind.UNRESERVED, seats, Pool.RESERVED, self._home(agency_id), agency_id
            )
            self._move(entry, reason)

    def hold(
        self, agency_id: UUID, holder_id: UUID, *, within_quota: bool = False, reason: str = ""
    ) -> None:
        """Hold a seat for a named person: of the agency's free ones, else of those it reserved,
        else of the common pool. Raises Refused where there is none. Held already: nothing.

        An agency with a quota that takes one of the common pool has a greater quota from then
        on, which is on record as a flow; `within_quota` refuses that.
        """
        if holder_id not in self._tally.holdings:
            self._seat(MoveKind.HELD, agency_id, holder_id, within_quota, reason)

    def take(
        self,
        agency_id: UUID,
        holder_id: UUID,
        *,
        held_by: UUID | None = None,
        within_quota: bool = False,
        reason: str = "",
    ) -> None:
        """Seat a participant (`holder_id`, an enrolment): in the seat held by the nomination
        `held_by` where there is one, else as `hold` finds one. Taken already: what is held
        is given back, so that nobody has two seats."""
        held = self.holding(held_by) if held_by is not None else None
        if held_by is not None and held is not None:
            if held.agency_id == agency_id and holder_id not in self._tally.holdings:
                self._pass(held_by, held, holder_id, reason)
                return
            self.give_back(held_by, reason=reason)
        if holder_id not in self._tally.holdings:
            self._seat(MoveKind.TAKEN, agency_id, holder_id, within_quota, reason)

    def take_place(self, agency_id: UUID, holder_id: UUID, *, of: UUID, reason: str = "") -> None:
        """Seat a substitute in the very seat of `of`, also where that is another agency's: then
        the seat changes sides. Somebody who has no seat any more gives none: as `take`."""
        had = self.holding(of)
        if had is None or holder_id in self._tally.holdings:
            self.give_back(of, reason=reason)
            self.take(agency_id, holder_id, reason=reason)
        elif had.agency_id == agency_id:
            self._pass(of, had, holder_id, reason)
        else:
            self.give_back(of, reason=reason)
            if self._home(had.agency_id) is Pool.ALLOTTED:
                self.release(had.agency_id, seats=1, reason=reason)
            self.take(agency_id, holder_id, reason=reason)

    def give_back(self, holder_id: UUID, *, reason: str = "") -> None:
        """Free the seat of a nomination or enrolment: it stays with its agency where that has a
        quota, else it goes to the common pool. No seat: nothing."""
        holding = self.holding(holder_id)
        if holding is None:
            return
        home, side = self._home(holding.agency_id), holding.agency_id
        self._move(Entry(MoveKind.GIVEN_BACK, 1, holding.pool, home, side, holder_id), reason)

    def release(self, agency_id: UUID, *, seats: int | None = None, reason: str = "") -> int:
        """Let the agency's seats without a person (or `seats` of them) flow to the common pool,
        free ones before reserved ones; returns how many. The quota is lower by that many."""
        side = self.balance.of(agency_id)
        wanted = side.unnamed if seats is None else seats
        if wanted > side.unnamed:
            raise Refused(
                N_("Seats of the agency without a name: %(n)s. Give back no more.", n=side.unnamed)
            )
        left = wanted
        for pool, there in ((Pool.ALLOTTED, side.allotted), (Pool.RESERVED, side.reserved)):
            now = min(there, left)
            if now > 0:
                self._move(Entry(MoveKind.RELEASED, now, pool, Pool.COMMON, agency_id), reason)
                left -= now
        return max(wanted, 0)

    def flow(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Give seats of the common pool to an agency."""
        self._need_common(seats)
        if seats > 0:
            self._move(Entry(MoveKind.FLOWED, seats, Pool.COMMON, Pool.ALLOTTED, agency_id), reason)

    def _home(self, agency_id: UUID) -> Pool:
        """Where a freed seat goes: to the agency where it has a quota, else to all."""
        return Pool.ALLOTTED if agency_id in self._tally.with_quota else Pool.COMMON

    def _pass(self, freed_id: UUID, had: Holding, holder_id: UUID, reason: str) -> None:
        """Let a seat go over from one holder to the next of the same agency."""
        entry = Entry(
            MoveKind.TAKEN, 1, had.pool, Pool.TAKEN, had.agency_id, holder_id, freed_id=freed_id
        )
        self._move(entry, reason)

    def _seat(
        self, kind: MoveKind, agency_id: UUID, holder_id: UUID, within_quota: bool, reason: str
    ) -> None:
        side = self.balance.of(agency_id)
        common = self._tally.seats(None, Pool.COMMON)
        if not side.unnamed and (common <= 0 or (side.has_quota and within_quota)):
            raise Refused(refusals.no_seat(self.balance, agency_id, tells=self._tells))
        if not side.unnamed and side.has_quota:
            self.flow(agency_id, 1, reason=reason)
            side = self.balance.of(agency_id)
        source = Pool.ALLOTTED if side.allotted else Pool.RESERVED if side.reserved else Pool.COMMON
        self._move(Entry(kind, 1, source, _TARGETS[kind], agency_id, holder_id), reason)


_TARGETS = {MoveKind.HELD: Pool.HELD, MoveKind.TAKEN: Pool.TAKEN}
