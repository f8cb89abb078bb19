"""A question put to the room: opened, answered on phones, closed, shown, ended."""

import secrets
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.exercises.kinds.base import Part
from lms.exercises.models import LiveAnswer, LiveQuestion
from lms.exercises.queries import activity, own_enrolment
from lms.learning.policies import Permission
from lms.learning.queries.live import live_question, question_of
from lms.learning.rules.live import can_be_live


class LiveAct(StrEnum):
    """What is done to the question on the wall."""

    CLOSE = "close"
    REOPEN = "reopen"
    SHOW = "show"
    END = "end"


def start_live(
    *, actor: Identity, slug: str, activity_key: str, question: str, sure: bool = False
) -> None:
    """Put a question on the wall; one that is there already ends.

    Raises Refused for a question of a test unless the trainer is `sure`: it becomes known.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PROJECT, head)
    known = activity(head, activity_key)
    if known.kind.name != "quiz":
        raise NotFound
    if not can_be_live(question_of(known.spec.questions, question)):
        raise Refused(N_("Questions of this kind cannot be put on the wall."))
    if known.terms.part is not Part.PRACTICE and not sure:
        raise Refused(N_("This question belongs to a test. Say that the room may see it."))
    _end_all(head)
    row = LiveQuestion(
        course_session_id=head.id,
        content_hash=known.content_hash,
        activity=activity_key,
        question=question,
        seed=secrets.token_hex(16),
        opened_at=utcnow(),
        opened_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "learning.live_opened",
        object_type="live_question",
        object_id=row.id,
        summary=N_("A question of %(quiz)s was put on the wall.", quiz=dict(known.terms.title)),
        course_session_id=head.id,
    )


def act_on_live(*, actor: Identity, slug: str, act: LiveAct) -> None:
    """Close, open again, show or end what is on the wall. A repeated act changes nothing."""
    head = session_head(slug, actor)
    require(actor, Permission.PROJECT, head)
    row = _locked(head)
    if row is None:
        return
    now = utcnow()
    if act is LiveAct.REOPEN:
        if row.shown_at is not None:
            raise Refused(N_("The right answer was shown. Put the question on the wall again."))
        row.closed_at = None
    else:
        row.closed_at = row.closed_at or now
    if act is LiveAct.SHOW:
        row.shown_at = row.shown_at or now
    if act is LiveAct.END:
        row.ended_at = now
    db.session.flush()


def answer_live(*, actor: Identity, slug: str, live_id: uuid.UUID, answer: Any) -> None:
    """Keep a participant's answer to the question on the wall; the last one counts.

    Raises Refused when it is closed or another one is there, Invalid for what is no answer.
    """
    head = session_head(slug, actor)
    require(actor, Permission.ANSWER_LIVE, head)
    own = own_enrolment(head, actor=actor)
    if own is None:
        raise NotFound
    row = _locked(head)
    if row is None or row.id != live_id:
        raise Refused(N_("This question is no longer on the wall."))
    if row.closed_at is not None:
        raise Refused(N_("This question is closed. What you answered before counts."))
    question = live_question(head, row)
    problems = QUESTION_KINDS[question.kind].read(question, row.seed, answer).problems
    if answer is None or problems:
        words = problems[0].message if problems else N_("Choose or write an answer first.")
        raise Invalid([FieldError("answer", words)])
    found = db.session.scalar(
        sa.select(LiveAnswer).where(
            LiveAnswer.live_question_id == row.id, LiveAnswer.enrolment_id == own
        )
    )
    if found is None:
        found = LiveAnswer(live_question_id=row.id, enrolment_id=own)
        db.session.add(found)
    found.answer = answer
    found.answered_at = utcnow()
    db.session.flush()


def _end_all(head: SessionHead) -> None:
    """End what is on the wall; the session's row is locked, so that one at a time is put there."""
    db.session.execute(
        lock_row(sa.select(CourseSession.id).where(CourseSession.id == head.id))
    ).all()
    row = _locked(head)
    if row is not None:
        row.closed_at = row.closed_at or utcnow()
        row.ended_at = utcnow()
        db.session.flush()


def _locked(head: SessionHead) -> LiveQuestion | None:
    return db.session.scalar(
        lock_row(
            sa.select(LiveQuestion)
            .where(LiveQuestion.course_session_id == head.id, LiveQuestion.ended_at.is_(None))
            .order_by(LiveQuestion.opened_at.desc(), LiveQuestion.id.desc())
            .limit(1)
        )
    )
