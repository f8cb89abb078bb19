"""The ledger as it stands, or stood at a moment."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.core.access import Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.courses.rows import SessionHead
from lms.seats.enums import MoveKind, Pool
from lms.seats.models import SeatMove
from lms.seats.policies import Permission
from lms.seats.rows import Balance, Entry, LedgerLine, Wish
from lms.seats.rules.replay import balance_of

# Who has a seat before the ledger is opened: (agency, holder) of each; handed in by the factory.
Holders = Callable[[UUID], Iterable[tuple[UUID, UUID]]]

AnySelect = sa.Select[*tuple[Any, ...]]


def balance(head: SessionHead, at: datetime | None = None) -> Balance:
    """The balance of a session's seats now, or after all moves up to `at`. One query, which
    adds the moves up in the database.

    Counts over all agencies: who shows it to somebody narrows it to what that one may see.
    """
    what = (SeatMove.kind, SeatMove.source, SeatMove.target, SeatMove.agency_id)
    last = sa.func.max(SeatMove.sequence)
    statement = _until(head, at, sa.select(*what, sa.func.sum(SeatMove.seats), last))
    rows = _counted(statement.group_by(*what).order_by(last))
    if not rows and at is None:
        return balance_of(opening(head))
    return balance_of(
        Entry(kind, int(seats), source, target, agency_id)
        for kind, source, target, agency_id, seats, _last in rows
    )


def entries(head: SessionHead, at: datetime | None = None) -> Sequence[Entry]:
    """The moves up to `at` in their order; as it would be opened where nobody moved a seat yet."""
    what = (getattr(SeatMove, name) for name in Entry._fields)
    statement = _until(head, at, sa.select(*what)).order_by(SeatMove.sequence)
    found = [Entry._make(row) for row in _counted(statement)]
    if not found and at is None:
        return opening(head)
    return found


def _until(head: SessionHead, at: datetime | None, statement: AnySelect) -> AnySelect:
    """Narrow to a session's moves up to a moment: up to the last one by number that was made by
    then, so that a clock that was put back never leaves one out between others."""
    own = SeatMove.course_session_id == head.id
    if at is None:
        return statement.where(own)
    last = sa.select(sa.func.max(SeatMove.sequence)).where(own, SeatMove.at <= at)
    return statement.where(own, SeatMove.sequence <= last.scalar_subquery())


def _counted(statement: AnySelect) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    return db.session.execute(
        unscoped(statement, because="seats are counted over all agencies")
    ).all()


def opening(head: SessionHead) -> Sequence[Entry]:
    """The moves that open a ledger: the capacity, and a seat for each person on the roll.

    Where more people are on the roll than there are seats, it opens with a seat for each; the
    ones too many go as they are given back.
    """
    holders: Holders = current_app.extensions["concord.seat_holders"]
    people = list(holders(head.id))
    seats = max(head.capacity, len(people))
    return [
        Entry(MoveKind.OPENED, seats, Pool.OUTSIDE, Pool.COMMON),
        *(
            Entry(MoveKind.OPENED, 1, Pool.COMMON, Pool.TAKEN, agency_id, holder_id)
            for agency_id, holder_id in people
        ),
    ]


def lines(
    head: SessionHead, *, actor: Identity, wish: Wish, limit: int, offset: int = 0
) -> tuple[list[LedgerLine], int]:
    """The newest moves that `actor` may see, and how many there are in all. Two queries."""
    require(actor, Permission.VIEW_SEATS, head)
    what = (getattr(SeatMove, name) for name in LedgerLine._fields)
    statement = _wished(head, wish, sa.select(*what)).order_by(SeatMove.sequence.desc())
    count = _wished(head, wish, sa.select(sa.func.count(SeatMove.id)))
    rows = db.session.execute(seen_by(actor, statement.limit(limit).offset(offset))).all()
    number = db.session.scalar(seen_by(actor, count, SeatMove)) or 0
    return [LedgerLine._make(row) for row in rows], number


def _wished(head: SessionHead, wish: Wish, statement: AnySelect) -> AnySelect:
    narrowed = _until(head, wish.at, statement)
    if wish.agency_id is not None:
        narrowed = narrowed.where(SeatMove.agency_id == wish.agency_id)
    if wish.kind is not None:
        narrowed = narrowed.where(SeatMove.kind == wish.kind)
    if wish.pool is not None:
        narrowed = narrowed.where((SeatMove.source == wish.pool) | (SeatMove.target == wish.pool))
    return narrowed
