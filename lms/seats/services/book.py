"""The open book of one locked session: what it counts, and how a move is written."""

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.courses.policies import organises
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove
from lms.seats.queries.ledger import entries, opening
from lms.seats.rows import Balance, Entry
from lms.seats.rules.replay import Tally
from lms.seats.services import refusals

REASON = 300


class Book:
    """The moves of a locked session, counted; a ledger that was never written is opened."""

    def __init__(self, head: SessionHead, actor: Identity) -> None:
        self.head, self.actor = head, actor
        self._last = self._last_sequence()
        self._tally = Tally(entries(head) if self._last else ())
        if not self._last:
            for move in opening(head):
                self._move(move)

    @property
    def balance(self) -> Balance:
        """The balance after what was moved so far."""
        return self._tally.balance

    @property
    def _tells(self) -> bool:
        """Whether who acts may know the numbers of all agencies."""
        return organises(self.actor, self.head)

    def follow_capacity(self) -> None:
        """Write a changed number of seats. Of seats that went, as many as belong to no agency
        are taken away; the rest follow as they are given back (see `too_many`)."""
        more = self.head.capacity - self._tally.capacity
        less = min(-more, self._tally.seats(None, Pool.COMMON))
        if more > 0:
            self._move(Entry(MoveKind.CAPACITY, more, Pool.OUTSIDE, Pool.COMMON))
        elif less > 0:
            self._move(Entry(MoveKind.CAPACITY, less, Pool.COMMON, Pool.OUTSIDE))

    @property
    def too_many(self) -> int:
        """How many seats are in use or with agencies beyond those of the session."""
        return max(0, self._tally.capacity - self.head.capacity)

    def _need_common(self, seats: int) -> None:
        common = self._tally.seats(None, Pool.COMMON)
        if seats > common:
            raise Refused(refusals.common_short(common, seats))

    def _move(self, entry: Entry, reason: str = "") -> None:
        self._last += 1
        db.session.add(
            SeatMove(
                **entry._asdict(),
                course_session_id=self.head.id,
                sequence=self._last,
                reason=reason.strip()[:REASON],
                at=utcnow(),
                actor_id=self.actor.person_id,
            )
        )
        self._tally.count(entry)

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
