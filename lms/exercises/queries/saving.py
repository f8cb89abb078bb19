"""An attempt as the saving of its steps needs it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import has_row_locks, rows_of, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.rows import SessionBrief
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember, AttemptPresence
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptBrief


@dataclass(frozen=True)
class ToSave:
    """An attempt, locked, with which of the events that were sent are there already, the number
    of the last event, and when its page was heard of, with how much that it had not sent."""

    attempt: AttemptBrief
    known: frozenset[uuid.UUID]
    last: int
    seen_at: datetime | None
    unsent: int


def attempt_to_save(
    attempt_id: uuid.UUID, events: Collection[uuid.UUID], *, actor: Identity
) -> ToSave:
    """An attempt, locked until the transaction ends, in one query: whole rooms save at once.

    Where rows have locks of their own it takes a second one, before: what a query reads beside
    the row that it waits for is as old as the query, and members would get the same number.

    Raises NotFound unless `actor` may send to it. A member sees the own attempt once the session
    is announced; whoever else asks, and before then, it is judged by the whole heads.
    """
    names = {f"event{place}": event for place, event in enumerate(events)}
    if has_row_locks():
        rows_of(_LOCK, {"attempt": attempt_id})
    rows = rows_of(_to_save(len(names)), {"attempt": attempt_id, **names})
    if not rows:
        raise NotFound
    first = rows[0]
    members = frozenset(row.member for row in rows)
    if not members & actor.enrolment_ids or first.session_state is SessionState.DRAFT:
        attempt: AttemptBrief = attempt_head(attempt_id, actor=actor)
    else:
        attempt = AttemptBrief(
            id=attempt_id,
            course_session_id=first.course_session_id,
            content_hash=first.content_hash,
            activity=first.activity,
            seed=first.seed,
            state=first.state,
            due_at=first.due_at,
            members=members,
            head=SessionBrief(first.course_session_id, first.session_state),
        )
    require(actor, Permission.SEND, attempt)
    if any(row.owner_id not in (None, attempt_id) for row in rows):
        raise Invalid([FieldError("events", N_("An event of another attempt has this uuid."))])
    known = frozenset(row.uuid for row in rows if row.uuid is not None)
    return ToSave(attempt, known, first.last or 0, first.seen_at, first.unsent or 0)


_LOCK = unscoped(
    sa.select(Attempt.id).where(Attempt.id == sa.bindparam("attempt")).with_for_update(),
    because="nothing is read from it",
)


@lru_cache(maxsize=32)
def _to_save(count: int) -> sa.Select[*tuple[Any, ...]]:
    """The statement for so many events, built once, when all rooms have their tables: putting it
    together takes longer than the database needs for it. Pages send one event, or a few."""
    event = cast("sa.Table", AttemptEvent.__table__)
    known = event.alias("known")
    sent: list[Any] = [sa.bindparam(f"event{place}", type_=sa.Uuid()) for place in range(count)]
    last = sa.select(sa.func.max(event.c.sequence)).where(event.c.owner_id == Attempt.id)
    statement = (
        sa.select(
            Attempt.course_session_id,
            Attempt.content_hash,
            Attempt.activity,
            Attempt.seed,
            Attempt.state,
            Attempt.due_at,
            CourseSession.state.label("session_state"),
            AttemptMember.enrolment_id.label("member"),
            last.correlate(Attempt).scalar_subquery().label("last"),
            AttemptPresence.seen_at,
            AttemptPresence.unsent,
            known.c.uuid,
            known.c.owner_id,
        )
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .join(CourseSession, CourseSession.id == Attempt.course_session_id)
        .outerjoin(AttemptPresence, AttemptPresence.attempt_id == Attempt.id)
        .outerjoin(known, known.c.uuid.in_(sent))
        .where(Attempt.id == sa.bindparam("attempt"))
    )
    return unscoped(statement, because="who is no member is judged by the whole head")
