"""The ledger as it stands, or stood at a moment."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.core.access import Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove
from lms.seats.policies import Permission
from lms.seats.rows import Balance, Entry, LedgerLine, balance_of

# Who has a seat before the ledger is opened: (agency, holder) of each; handed in by the factory.
Holders = Callable[[UUID], Iterable[tuple[UUID, UUID]]]

_COUNTED = (
    SeatMove.kind,
    SeatMove.seats,
    SeatMove.source,
    SeatMove.target,
    SeatMove.agency_id,
    SeatMove.holder_id,
)


def balance(head: SessionHead, at: datetime | None = None) -> Balance:
    """The balance of a session's seats now, or after all moves up to `at`. One query.

    Counts over all agencies: who shows it to somebody narrows it to what that one may see.
    """
    return balance_of(entries(head, at))


def entries(head: SessionHead, at: datetime | None = None) -> Sequence[Entry]:
    """The moves up to `at` in their order; as it would be opened where nobody moved a seat yet."""
    statement = (
        sa.select(*_COUNTED)
        .where(SeatMove.course_session_id == head.id)
        .order_by(SeatMove.sequence)
    )
    if at is not None:
        statement = statement.where(SeatMove.at <= at)
    rows = db.session.execute(
        unscoped(statement, because="seats are counted over all agencies")
    ).all()
    found = [Entry._make(row) for row in rows]
    if not found and at is None:
        return opening(head)
    return found


def opening(head: SessionHead) -> Sequence[Entry]:
    """The moves that open a ledger: the capacity, and a seat for each person on the roll."""
    holders: Holders = current_app.extensions["concord.seat_holders"]
    seats = [Entry(MoveKind.OPENED, head.capacity, Pool.OUTSIDE, Pool.COMMON)]
    return seats + [
        Entry(MoveKind.OPENED, 1, Pool.COMMON, Pool.TAKEN, agency_id, holder_id)
        for agency_id, holder_id in holders(head.id)
    ]


def lines(
    head: SessionHead,
    *,
    actor: Identity,
    agency_id: UUID | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[LedgerLine], int]:
    """The newest moves that `actor` may see, and how many there are in all."""
    require(actor, Permission.VIEW_SEATS, head)
    where = [SeatMove.course_session_id == head.id]
    if agency_id is not None:
        where.append(SeatMove.agency_id == agency_id)
    statement = (
        sa.select(
            SeatMove.sequence,
            SeatMove.at,
            SeatMove.kind,
            SeatMove.seats,
            SeatMove.source,
            SeatMove.target,
            SeatMove.agency_id,
            SeatMove.holder_id,
            SeatMove.reason,
            SeatMove.actor_id,
        )
        .where(*where)
        .order_by(SeatMove.sequence.desc())
        .limit(limit)
        .offset(offset)
    )
    count = sa.select(sa.func.count(SeatMove.id)).where(*where)
    rows = db.session.execute(seen_by(actor, statement)).all()
    number = db.session.scalar(seen_by(actor, count, SeatMove)) or 0
    return [LedgerLine._make(row) for row in rows], number
