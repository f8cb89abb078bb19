"""What trainers do to one attempt, each with its reason on record: time, opening again, closing."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, seen_by
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.policies import while_open
from lms.courses.queries import session_head_by_id
from lms.courses.rules import Act
from lms.exercises.enums import ActKind, AttemptState
from lms.exercises.models import Attempt, AttemptAct
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import published_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptHead
from lms.exercises.rules import MOST_MINUTES, later
from lms.exercises.services.groups import refuse_busy
from lms.exercises.services.handing_in import close, title_of
from lms.exercises.services.locking import locked
from lms.exercises.services.presence import keep_presence


def give_minutes(*, actor: Identity, attempt_id: uuid.UUID, minutes: int, reason: str) -> None:
    """Move the deadline of an open attempt on. Raises Refused where it has none or is over."""
    reason = _reason(reason)
    _bounds(minutes)
    row, attempt = _held(actor, attempt_id)
    if not attempt.is_open:
        raise Refused(N_("This attempt is handed in. Open it again to give more time."))
    if attempt.due_at is None:
        raise Refused(N_("This attempt has no time limit."))
    row.due_at = later(attempt.due_at, utcnow(), minutes)
    row.extra_minutes += minutes
    record_act(actor, attempt, ActKind.EXTENDED, reason, minutes)


def give_all_minutes(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity_key: str,
    minutes: int,
    reason: str,
) -> int:
    """Move the deadline of every open attempt at an activity on; returns how many had one."""
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.DELIVER, head)
    ids = db.session.scalars(
        seen_by(
            actor,
            sa.select(Attempt.id)
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity_key,
                Attempt.state == AttemptState.OPEN,
                Attempt.due_at.is_not(None),
            )
            .order_by(Attempt.id),
            Attempt,
        )
    ).all()
    for attempt_id in ids:
        give_minutes(actor=actor, attempt_id=attempt_id, minutes=minutes, reason=reason)
    return len(ids)


def reopen(*, actor: Identity, attempt_id: uuid.UUID, minutes: int | None, reason: str) -> None:
    """Open an attempt that was handed in; what was answered stays and can be changed.

    Its earlier marks stay on record, but none counts or is shown until it is handed in again.
    `minutes` from now on are needed where the activity has a limit.
    """
    reason = _reason(reason)
    row, attempt = _held(actor, attempt_id)
    if attempt.is_open:
        raise Refused(N_("This attempt is open already."))
    require_open(attempt)
    limited = published_activity(attempt).terms.minutes is not None
    if limited and minutes is None:
        message = N_("Write for how many minutes it is open; this activity has a time limit.")
        raise Invalid([FieldError("minutes", message)])
    if minutes is not None:
        _bounds(minutes)
    refuse_busy(sorted(attempt.members), attempt.head, attempt.activity)
    row.state = AttemptState.OPEN
    row.handed_in_at = row.released_at = None
    now = utcnow()
    row.due_at = None if minutes is None else now + timedelta(minutes=minutes)
    # nobody is silent before the news had time to arrive
    keep_presence(attempt.id, now, {"place": 0, "unsent": 0})
    record_act(actor, attempt, ActKind.REOPENED, reason, minutes)


def close_for(*, actor: Identity, attempt_id: uuid.UUID, reason: str) -> None:
    """Hand an open attempt in for its people, as it stands."""
    reason = _reason(reason)
    row, attempt = _held(actor, attempt_id)
    if not attempt.is_open:
        raise Refused(N_("This attempt is handed in already."))
    close(actor, row, attempt)
    record_act(actor, attempt, ActKind.CLOSED, reason)


def require_open(attempt: AttemptHead) -> None:
    """Raises Refused where the session is not open for learning: nobody could work on it."""
    decision = while_open(attempt.head, Act.LEARN)
    if decision.reason is not None:
        raise Refused(decision.reason)


def record_act(
    actor: Identity,
    attempt: AttemptHead,
    kind: ActKind,
    reason: str,
    minutes: int | None = None,
) -> None:
    """Put an act on the attempt's record, which its people read, and into the log."""
    db.session.add(
        AttemptAct(
            attempt_id=attempt.id,
            kind=kind,
            reason=reason,
            minutes=minutes,
            at=utcnow(),
            actor_id=actor.person_id,
        )
    )
    db.session.flush()
    audit.record(
        actor,
        f"exercises.{kind.value}",
        object_type="attempt",
        object_id=attempt.id,
        summary=_summary(kind, attempt),
        course_session_id=attempt.course_session_id,
        after={"reason": reason, "minutes": minutes},
    )


def _summary(kind: ActKind, attempt: AttemptHead) -> Message:
    title = title_of(attempt)
    return {
        ActKind.EXTENDED: N_("%(activity)s: more time given.", activity=title),
        ActKind.REOPENED: N_("%(activity)s: an attempt opened again.", activity=title),
        ActKind.CLOSED: N_("%(activity)s: handed in for its people.", activity=title),
        ActKind.TYPED_BACK: N_("%(activity)s: answers typed back from paper.", activity=title),
    }[kind]


def _held(actor: Identity, attempt_id: uuid.UUID) -> tuple[Attempt, AttemptHead]:
    row = locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.DELIVER, attempt.head)
    return row, attempt


def _reason(reason: str) -> str:
    reason = reason.strip()[:300]
    if not reason:
        raise Invalid([FieldError("reason", N_("Say why; the participant reads it."))])
    return reason


def _bounds(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        message = N_("Write a whole number from 1 to %(most)s.", most=MOST_MINUTES)
        raise Invalid([FieldError("minutes", message)])
