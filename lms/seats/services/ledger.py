"""The ledger of one session under its lock: the one way to move a seat.

However many acts arrive at once, each sees the balance after the one before it, so that neither
capacity nor quota is exceeded. Whoever calls has asked the own policy; `set_quota` asks here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.models import CourseSession
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove
from lms.seats.policies import Permission
from lms.seats.queries.ledger import entries, opening
from lms.seats.rows import AgencySeats, Balance, Entry


@dataclass(frozen=True)
class Holding:
    """The seat that somebody has: on which agency's side, and whether held or taken."""

    agency_id: UUID
    pool: Pool


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


class Ledger:
    """The seats of one locked session. Each method writes its moves at once or raises Refused."""

    def __init__(self, head: SessionHead, actor: Identity) -> None:
        self.head, self.actor = head, actor
        self._last = self._last_sequence()
        moves = list(entries(head)) if self._last else []
        self._holdings = _holdings(moves)
        self._with_quota: set[UUID] = set()
        self._seats: Counter[tuple[UUID | None, Pool]] = Counter()
        for move in moves:
            self._count(move)
        if not self._last:
            for move in opening(head):
                self._move(move)

    @property
    def balance(self) -> Balance:
        """The balance after what was moved so far."""
        sides = {agency_id for agency_id, _pool in self._seats if agency_id is not None}
        agencies = {
            side: AgencySeats(
                *(
                    self._seats[side, pool]
                    for pool in (Pool.ALLOTTED, Pool.RESERVED, Pool.HELD, Pool.TAKEN)
                )
            )
            for side in sides
        }
        return Balance(-self._seats[None, Pool.OUTSIDE], self._seats[None, Pool.COMMON], agencies)

    def holding(self, holder_id: UUID) -> Holding | None:
        """The seat that a nomination or enrolment has; None for none."""
        return self._holdings.get(holder_id)

    def need(self, seats: int) -> None:
        """Raise Refused where fewer seats than these are without a person, over all agencies."""
        if seats > self.balance.free:
            raise Refused(self._full())

    def follow_capacity(self) -> None:
        """Write a changed number of seats. Raises Refused where fewer are left than are in use."""
        difference = self.head.capacity + self._seats[None, Pool.OUTSIDE]
        if difference > 0:
            self._move(Entry(MoveKind.CAPACITY, difference, Pool.OUTSIDE, Pool.COMMON))
        elif difference < 0:
            if -difference > self._seats[None, Pool.COMMON]:
                raise Refused(
                    N_(
                        "Only %(free)s seats belong to no agency, so the session cannot have "
                        "%(less)s seats less. Lower quotas or take people out first.",
                        free=self._seats[None, Pool.COMMON],
                        less=-difference,
                    )
                )
            self._move(Entry(MoveKind.CAPACITY, -difference, Pool.COMMON, Pool.OUTSIDE))

    def set_quotas(self, quotas: Mapping[UUID, int], *, reason: str = "") -> None:
        """Give each of these agencies that many seats in all. Raises Refused where the common pool
        has too few, or where an agency's people and reserved seats are more already."""
        require(self.actor, Permission.MANAGE_SEATS, self.head)
        steps = [
            (agency_id, seats - self.balance.of(agency_id).quota)
            for agency_id, seats in quotas.items()
        ]
        for agency_id, more in sorted(steps, key=lambda step: step[1]):
            if more < 0:
                self._lower_quota(agency_id, -more, reason)
            elif more:
                self._need_common(more)
                self._move(
                    Entry(MoveKind.QUOTA, more, Pool.COMMON, Pool.ALLOTTED, agency_id), reason
                )
        if any(more for _agency_id, more in steps):
            record(
                self.actor,
                "seats.quotas_set",
                object_type="course_session",
                object_id=self.head.id,
                course_session_id=self.head.id,
                summary=N_("Set the seats of %(count)s agencies.", count=len(quotas)),
                after={"quotas": {str(key): seats for key, seats in quotas.items()}},
            )

    def _lower_quota(self, agency_id: UUID, less: int, reason: str) -> None:
        free = self._seats[agency_id, Pool.ALLOTTED]
        if less > free:
            raise Refused(
                N_(
                    "An agency has %(used)s seats in use or reserved; its quota cannot be lower.",
                    used=self.balance.of(agency_id).quota - free,
                )
            )
        self._move(Entry(MoveKind.QUOTA, less, Pool.ALLOTTED, Pool.COMMON, agency_id), reason)

    def reserve(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Claim free seats of the agency's quota for people whose names follow."""
        if seats > self._seats[agency_id, Pool.ALLOTTED]:
            raise Refused(
                N_(
                    "%(free)s seats of the quota are free. Reserve no more than these.",
                    free=self._seats[agency_id, Pool.ALLOTTED],
                )
            )
        self._move(Entry(MoveKind.RESERVED, seats, Pool.ALLOTTED, Pool.RESERVED, agency_id), reason)

    def unreserve(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Give reserved seats back to the agency's free ones."""
        if seats > self._seats[agency_id, Pool.RESERVED]:
            raise Refused(N_("%(n)s seats are reserved.", n=self._seats[agency_id, Pool.RESERVED]))
        self._move(
            Entry(MoveKind.UNRESERVED, seats, Pool.RESERVED, Pool.ALLOTTED, agency_id), reason
        )

    def hold(self, agency_id: UUID, holder_id: UUID, *, reason: str = "") -> None:
        """Hold a seat for a named person: of the agency's free ones, else of those it reserved,
        else of the common pool. Raises Refused where there is none. Held already: nothing."""
        self._give(MoveKind.HELD, Pool.HELD, agency_id, holder_id, reason)

    def take(
        self,
        agency_id: UUID,
        holder_id: UUID,
        *,
        held_by: UUID | None = None,
        reason: str = "",
    ) -> None:
        """Seat a participant (`holder_id`, an enrolment): in the seat held by the nomination
        `held_by` where there is one, else as `hold` finds one. Taken already: nothing."""
        held = self._holdings.get(held_by) if held_by else None
        if held_by is None or held is None or held.pool is not Pool.HELD:
            self._give(MoveKind.TAKEN, Pool.TAKEN, agency_id, holder_id, reason)
            return
        if held.agency_id != agency_id:
            self.give_back(held_by, reason=reason)
            self._give(MoveKind.TAKEN, Pool.TAKEN, agency_id, holder_id, reason)
            return
        home = self._home(agency_id)
        self._move(Entry(MoveKind.TAKEN, 1, Pool.HELD, home, agency_id, held_by), reason)
        self._move(Entry(MoveKind.TAKEN, 1, home, Pool.TAKEN, agency_id, holder_id), reason)

    def give_back(self, holder_id: UUID, *, reason: str = "") -> None:
        """Free the seat of a nomination or enrolment: it stays with its agency where that has a
        quota, else it goes to the common pool. No seat: nothing."""
        holding = self._holdings.get(holder_id)
        if holding is None:
            return
        home, side = self._home(holding.agency_id), holding.agency_id
        self._move(Entry(MoveKind.GIVEN_BACK, 1, holding.pool, home, side, holder_id), reason)

    def _home(self, agency_id: UUID) -> Pool:
        """Where a freed seat goes: to the agency where it has a quota, else to all."""
        return Pool.ALLOTTED if agency_id in self._with_quota else Pool.COMMON

    def release(self, agency_id: UUID, *, seats: int | None = None, reason: str = "") -> int:
        """Let the agency's seats without a person (or `seats` of them) flow to the common pool;
        returns how many."""
        side = self.balance.of(agency_id)
        wanted = side.unnamed if seats is None else seats
        if wanted > side.unnamed:
            raise Refused(N_("%(n)s seats of the agency have no name.", n=side.unnamed))
        for pool, there in ((Pool.ALLOTTED, side.allotted), (Pool.RESERVED, side.reserved)):
            now = min(there, wanted)
            if now:
                self._move(Entry(MoveKind.RELEASED, now, pool, Pool.COMMON, agency_id), reason)
            wanted -= now
        return side.unnamed if seats is None else seats

    def flow(self, agency_id: UUID, seats: int, *, reason: str = "") -> None:
        """Give seats of the common pool to an agency."""
        self._need_common(seats)
        self._move(Entry(MoveKind.FLOWED, seats, Pool.COMMON, Pool.ALLOTTED, agency_id), reason)

    def _give(
        self, kind: MoveKind, pool: Pool, agency_id: UUID, holder_id: UUID, reason: str
    ) -> None:
        if holder_id in self._holdings:
            return
        source = next(
            (
                one
                for one, side in (
                    (Pool.ALLOTTED, agency_id),
                    (Pool.RESERVED, agency_id),
                    (Pool.COMMON, None),
                )
                if self._seats[side, one] > 0
            ),
            None,
        )
        if source is None:
            raise Refused(self._no_seat(agency_id))
        self._move(Entry(kind, 1, source, pool, agency_id, holder_id), reason)

    def _no_seat(self, agency_id: UUID) -> Message:
        if self.balance.free <= 0:
            return self._full()
        return N_(
            "The agency's %(quota)s seats are in use, and the free seats belong to other agencies. "
            "Raise its quota, or put the name on the wait-list.",
            quota=self.balance.of(agency_id).quota,
        )

    def _full(self) -> Message:
        balance = self.balance
        return N_(
            "The session has %(capacity)s seats and %(free)s of them are free. Withdraw "
            "somebody or raise the number of seats in the settings.",
            capacity=balance.capacity,
            free=max(balance.free, 0),
        )

    def _need_common(self, seats: int) -> None:
        common = self._seats[None, Pool.COMMON]
        if seats > common:
            raise Refused(
                N_(
                    "%(free)s seats belong to no agency; %(seats)s are asked for. Lower another "
                    "quota or raise the number of seats in the settings.",
                    free=common,
                    seats=seats,
                )
            )

    def _move(self, entry: Entry, reason: str = "") -> None:
        self._last += 1
        db.session.add(
            SeatMove(
                course_session_id=self.head.id,
                sequence=self._last,
                kind=entry.kind,
                seats=entry.seats,
                source=entry.source,
                target=entry.target,
                agency_id=entry.agency_id,
                holder_id=entry.holder_id,
                reason=reason[:300],
                at=utcnow(),
                actor_id=self.actor.person_id,
            )
        )
        self._count(entry)
        _note_holding(self._holdings, entry)

    def _count(self, entry: Entry) -> None:
        for pool, seats in ((entry.source, -entry.seats), (entry.target, entry.seats)):
            side = None if pool in {Pool.OUTSIDE, Pool.COMMON} else entry.agency_id
            self._seats[side, pool] += seats
        if entry.kind in {MoveKind.QUOTA, MoveKind.FLOWED} and entry.agency_id is not None:
            self._with_quota.add(entry.agency_id)

    def _last_sequence(self) -> int:
        return (
            db.session.scalar(
                unscoped(
                    sa.select(sa.func.max(SeatMove.sequence)).where(
                        SeatMove.course_session_id == self.head.id
                    ),
                    because="the ledger is one line of moves over all agencies",
                )
            )
            or 0
        )


def _holdings(moves: list[Entry]) -> dict[UUID, Holding]:
    found: dict[UUID, Holding] = {}
    for move in moves:
        _note_holding(found, move)
    return found


def _note_holding(found: dict[UUID, Holding], move: Entry) -> None:
    if move.holder_id is None or move.agency_id is None:
        return
    if move.target in {Pool.HELD, Pool.TAKEN}:
        found[move.holder_id] = Holding(move.agency_id, move.target)
    else:
        found.pop(move.holder_id, None)
