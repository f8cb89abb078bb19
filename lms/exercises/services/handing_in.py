"""Handing in, marking, marking again, and releasing what was marked."""

import uuid

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity, published_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptHead
from lms.exercises.rules import GRACE, is_over
from lms.exercises.services.locking import locked
from lms.exercises.services.marking import mark_attempt, release_rows


def hand_in(*, actor: Identity, attempt_id: uuid.UUID) -> AttemptHead:
    """Hand an attempt in and mark it at once. Handing in twice changes nothing."""
    row = locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    if not attempt.is_open:
        return attempt
    require(actor, Permission.WORK, attempt)
    close(actor, row, attempt)
    return attempt_head(attempt_id, actor=actor)


def close_overdue(*, limit: int = 200) -> int:
    """Hand in what is over its time, as the clock would. Returns how many."""
    ids = db.session.scalars(
        unscoped(
            sa.select(Attempt.id)
            .where(Attempt.state == AttemptState.OPEN, Attempt.due_at < utcnow() - GRACE)
            .order_by(Attempt.due_at)
            .limit(limit),
            because="the clock hands in for everybody",
        )
    ).all()
    for attempt_id in ids:
        row = locked(SYSTEM, attempt_id)
        attempt = attempt_head(attempt_id, actor=SYSTEM)
        # more time may have been given while this waited for the lock
        if attempt.is_open and is_over(attempt.due_at, utcnow()):
            close(SYSTEM, row, attempt)
    return len(ids)


def remark(*, actor: Identity, attempt_id: uuid.UUID, reason: str) -> int:
    """Mark an attempt again, as a new row with its reason; returns the new percent.

    The same engine gives the same mark; another one (or a mended key) may not.
    """
    if not reason.strip():
        raise Invalid([FieldError("reason", N_("Say why it is marked again."))])
    row = locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.MARK, attempt.head)
    if attempt.is_open:
        raise Invalid([FieldError("reason", N_("It is not handed in yet."))])
    mark = mark_attempt(actor, row, attempt, reason.strip()[:200])
    audit.record(
        actor,
        "exercises.marked_again",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_("%(activity)s marked again.", activity=title_of(attempt)),
        course_session_id=attempt.course_session_id,
        after={"percent": mark.percent, "reason": reason.strip()[:200]},
    )
    return mark.percent


def release(*, actor: Identity, course_session_id: uuid.UUID, activity_key: str) -> int:
    """Show marks, reasons and right answers of all marked attempts at an activity; how many."""
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.MARK, head)
    known = activity(head, activity_key)
    rows = db.session.scalars(
        seen_by(
            actor,
            sa.select(Attempt).where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity_key,
                Attempt.state == AttemptState.MARKED,
                Attempt.released_at.is_(None),
            ),
            Attempt,
        )
    ).all()
    release_rows(rows)
    if rows:
        audit.record(
            actor,
            "exercises.released",
            object_type="course_session",
            object_id=head.id,
            summary=N_(
                "Marks of %(activity)s released: %(count)s.",
                activity=dict(known.terms.title),
                count=len(rows),
            ),
            course_session_id=head.id,
        )
    return len(rows)


def title_of(attempt: AttemptHead) -> dict[str, str]:
    """The activity's title, for the log."""
    return dict(published_activity(attempt).terms.title)


def close(actor: Identity, row: Attempt, attempt: AttemptHead) -> None:
    """Hand in and mark an open attempt whose lock the caller holds."""
    now = utcnow()
    row.state = AttemptState.HANDED_IN
    row.handed_in_at = min(now, attempt.due_at) if attempt.due_at else now
    mark_attempt(actor, row, attempt, "")
    audit.record(
        actor,
        "exercises.handed_in",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_("%(activity)s handed in.", activity=title_of(attempt)),
        course_session_id=attempt.course_session_id,
    )
