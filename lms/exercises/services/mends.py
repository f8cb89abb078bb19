"""Mending the key of a question for one session, with everything marked again under it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.engines.marking.quiz import Quiz, with_mends
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, KeyMend, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.mends import Mend, newest_mends
from lms.exercises.services.remarking import Effect, attempts_at, effect_of, mark_again

MOST_AT_ONCE = 200


def try_mend(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity_key: str,
    question: str,
    payload: Mapping[str, Any],
) -> Effect:
    """What a mend would change; writes nothing. Raises Invalid where it does not fit."""
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.MEND_KEYS, head)
    mends = _with(head, activity_key, question, payload)
    rows = attempts_at(actor, head, activity_key)
    return effect_of(rows, question, mends)


def mend_key(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity_key: str,
    question: str,
    payload: Mapping[str, Any],
    reason: str,
) -> Effect | None:
    """Keep another key for a question, and mark every attempt that has it again.

    `payload` is the whole question, or {void: true}: then everybody gets its points. Over 200
    attempts are marked by a job: then there is no effect to tell yet (None). Raises Invalid.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise Invalid([FieldError("reason", N_("Say why; the participants read it."))])
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.MEND_KEYS, head)
    rows = attempts_at(actor, head, activity_key, lock=True)
    mends = _with(head, activity_key, question, payload)
    row = _keep(actor, head, activity_key, mends[-1], reason)
    if len(rows) > MOST_AT_ONCE:
        enqueue("exercises.mark_again", requested_by=actor, key=f"mend:{row.id}", mend_id=row.id)
        effect = None
    else:
        effect = mark_again(actor, rows, question, mends, reason)
    _record(actor, head, row, effect)
    return effect


def left_to_mark(mend_id: uuid.UUID) -> list[uuid.UUID]:
    """Attempts handed in that were not marked since a mend was kept, for the job."""
    mend = db.session.get(KeyMend, mend_id)
    if mend is None:
        return []
    since = sa.select(Mark.attempt_id).where(Mark.marked_at >= mend.mended_at)
    return list(
        db.session.scalars(
            unscoped(
                sa.select(Attempt.id)
                .where(
                    Attempt.course_session_id == mend.course_session_id,
                    Attempt.activity == mend.activity,
                    Attempt.state != AttemptState.OPEN,
                    Attempt.id.not_in(since),
                )
                .order_by(Attempt.id),
                because="a mended key counts for everybody of its session",
            )
        )
    )


def mark_some_again(mend_id: uuid.UUID, attempt_ids: Sequence[uuid.UUID]) -> None:
    """Mark these attempts again under the keys that count now, with the mend's reason."""
    mend = db.session.get_one(KeyMend, mend_id)
    head = session_head_by_id(mend.course_session_id, SYSTEM)
    rows = attempts_at(SYSTEM, head, mend.activity, among=attempt_ids, lock=True)
    mends = newest_mends(head.id, mend.activity)
    mark_again(SYSTEM, rows, mend.question, mends, mend.reason)


def _with(head: SessionHead, key: str, question: str, payload: Mapping[str, Any]) -> list[Mend]:
    """The session's newest mends, then this one, which fits. Raises Invalid, NotFound."""
    known = activity(head, key)
    if not isinstance(known.spec, Quiz):
        raise NotFound
    if question not in {one.key for one in known.spec.questions}:
        raise NotFound
    problems = with_mends(known.spec, {question: payload}).problems
    if problems:
        raise Invalid(
            [
                FieldError(one.path.removeprefix(question).lstrip("."), one.message)
                for one in problems
            ]
        )
    others = [one for one in newest_mends(head.id, key) if one.question != question]
    return [*others, Mend(question, _next_number(head, key, question), dict(payload))]


def _next_number(head: SessionHead, key: str, question: str) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(KeyMend.number)).where(
            KeyMend.course_session_id == head.id,
            KeyMend.activity == key,
            KeyMend.question == question,
        )
    )
    return (last or 0) + 1


def _keep(actor: Identity, head: SessionHead, key: str, mend: Mend, reason: str) -> KeyMend:
    row = KeyMend(
        course_session_id=head.id,
        activity=key,
        question=mend.question,
        number=mend.number,
        payload=mend.payload,
        reason=reason,
        mended_at=utcnow(),
        mended_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _record(actor: Identity, head: SessionHead, row: KeyMend, effect: Effect | None) -> None:
    told = {"up": effect.up, "down": effect.down, "attempts": effect.attempts} if effect else {}
    audit.record(
        actor,
        "exercises.key_mended",
        object_type="course_session",
        object_id=head.id,
        summary=N_(
            "Key of a question of %(activity)s mended.",
            activity=dict(activity(head, row.activity).terms.title),
        ),
        course_session_id=head.id,
        after={"question": row.question, "number": row.number, "reason": row.reason, **told},
    )
