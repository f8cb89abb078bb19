"""Marking attempts: by their kind, with what persons gave. Callers hold the attempt's lock."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Json, Marked
from lms.exercises.kinds.items import items_of
from lms.exercises.models import Attempt, Mark
from lms.exercises.queries.activities import activity_of
from lms.exercises.queries.attempts import work_of
from lms.exercises.queries.hands import hand_of
from lms.exercises.rows import AttemptHead


def mark_attempt(
    actor: Identity, row: Attempt, attempt: AttemptHead, reason: str, *, by_hand: bool = False
) -> Mark:
    """Mark an attempt that is handed in and keep the mark as a new row.

    Where an answer waits for a person it stays handed in; else it is marked, and shown at once
    where the activity says so.
    """
    known = activity_of(attempt)
    steps = work_of(attempt).steps
    marked = known.kind.mark(known.spec, attempt.seed, steps, hand_of(attempt.id) or None)
    items = items_of(known.spec, attempt.seed, steps, marked.detail)
    mark = _keep_mark(actor, attempt.id, marked, items, reason)
    if by_hand:
        mark.marked_by = actor.person_id
    row.state = AttemptState.HANDED_IN if marked.pending else AttemptState.MARKED
    if not marked.pending and known.terms.release_at_once and row.released_at is None:
        row.released_at = mark.marked_at
    db.session.flush()
    return mark


def _keep_mark(
    actor: Identity, attempt_id: uuid.UUID, marked: Marked, items: Json | None, reason: str
) -> Mark:
    """The next mark of an attempt, as a new row; the earlier ones stay."""
    last = db.session.scalar(
        sa.select(sa.func.max(Mark.number)).where(Mark.attempt_id == attempt_id)
    )
    mark = mark_row(actor, attempt_id, marked, items, reason, number=(last or 0) + 1)
    db.session.add(mark)
    db.session.flush()
    return mark


def mark_row(
    actor: Identity,
    attempt_id: uuid.UUID,
    marked: Marked,
    items: Json | None,
    reason: str,
    *,
    number: int,
) -> Mark:
    """A mark as a row that is not added yet. `reason` is empty for a first mark."""
    return Mark(
        attempt_id=attempt_id,
        number=number,
        points=str(marked.points),
        maximum=str(marked.maximum),
        percent=marked.percent,
        detail=marked.detail,
        items=items,
        engine=marked.engine,
        reason=reason[:200],
        marked_at=utcnow(),
        marked_by=actor.person_id if reason else None,
    )


def release_rows(rows: Sequence[Attempt]) -> None:
    """Show the marks of these attempts to their members."""
    now = utcnow()
    for row in rows:
        row.released_at = now
    db.session.flush()
