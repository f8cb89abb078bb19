"""Marks that trainers give by a rubric."""

import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.marking.quiz import Quiz, questions_in_order
from lms.exercises.kinds.written import written_questions
from lms.exercises.models import HandMark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity_of
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.queries.hands import dump_points
from lms.exercises.rows import AttemptHead
from lms.exercises.services.handing_in import title_of
from lms.exercises.services.locking import locked
from lms.exercises.services.marking import mark_attempt
from lms.exercises.services.rubrics import read_comment, read_rubric


def mark_by_hand(
    *,
    actor: Identity,
    attempt_id: uuid.UUID,
    question: str,
    points: Mapping[str, str],
    comment: str = "",
    reason: str = "",
) -> int:
    """Give points (as typed, by criterion) for one answer, and mark its attempt with them.

    Giving again needs a reason; the earlier word stays on record. Returns the percent so far.
    Raises Invalid with every fault.
    """
    row = locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.MARK, attempt.head)
    if attempt.is_open:
        raise Refused(N_("This attempt is open. It can be marked once it is handed in."))
    asked = _asked(attempt, question)
    given, comment = read_rubric(asked, points), read_comment(comment)
    number = _next_number(attempt_id, question)
    reason = reason.strip()[:200]
    if number > 1 and not reason:
        raise Invalid([FieldError("reason", N_("Say why it is marked again."))])
    db.session.add(
        HandMark(
            attempt_id=attempt_id,
            question=question,
            number=number,
            criteria=dump_points(given),
            comment=comment,
            marked_at=utcnow(),
            marked_by=actor.person_id,
        )
    )
    db.session.flush()
    mark = mark_attempt(actor, row, attempt, reason if number > 1 else "", by_hand=True)
    _record(actor, attempt, question, number, reason)
    return mark.percent


def _asked(attempt: AttemptHead, question: str) -> EssayQuestion:
    spec = activity_of(attempt).spec
    found = written_questions(spec).get(question)
    if found is None or (isinstance(spec, Quiz) and not _is_drawn(spec, attempt.seed, question)):
        raise NotFound
    return found


def _is_drawn(quiz: Quiz, seed: str, question: str) -> bool:
    return any(one.key == question for one in questions_in_order(quiz, seed))


def _next_number(attempt_id: uuid.UUID, question: str) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(HandMark.number)).where(
            HandMark.attempt_id == attempt_id, HandMark.question == question
        )
    )
    return (last or 0) + 1


def _record(actor: Identity, attempt: AttemptHead, question: str, number: int, reason: str) -> None:
    audit.record(
        actor,
        "exercises.marked_by_hand",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_("%(activity)s: an answer marked by hand.", activity=title_of(attempt)),
        course_session_id=attempt.course_session_id,
        after={"question": question, "number": number, "reason": reason},
    )
