"""The question on the wall: what may be put there, how many have answered, what they answered."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.messages import Message
from lms.courses.rows import SessionHead
from lms.engines.marking.quiz import mark_question, public_question
from lms.engines.marking.types import Question
from lms.engines.reading import Text
from lms.exercises.kinds.base import Json, Part
from lms.exercises.models import LiveAnswer, LiveQuestion
from lms.exercises.queries import activity, own_enrolment
from lms.exercises.queries.activities import mended
from lms.learning.policies import Permission
from lms.learning.queries.plans import plan
from lms.learning.rules.live import Bars, Phase, bars_of, can_be_live


@dataclass(frozen=True)
class LiveChoice:
    """A quiz whose questions can be put on the wall; `tells` where it is not for practice."""

    key: str
    title: Text
    tells: bool
    questions: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Live:
    """The question on the wall as everybody may see it: `view` never holds a key."""

    id: uuid.UUID
    activity: str
    title: Text
    phase: Phase
    view: Json
    opened_at: datetime
    answers: int


@dataclass(frozen=True)
class Told:
    """What is shown after closing: the room's bars, the right answer and why."""

    bars: Sequence[Bars]
    solution: Sequence[Text | Message]
    explanation: Text | None


def live_choices(head: SessionHead, *, actor: Identity) -> list[LiveChoice]:
    """The quizzes of the course with their questions, those for practice first."""
    require(actor, Permission.PROJECT, head)
    course = plan(head)
    found = []
    for key, known in course.activities.items():
        if known.kind.name != "quiz":
            continue
        questions = [(one.key, one.text) for one in known.spec.questions if can_be_live(one)]
        tells = known.terms.part is not Part.PRACTICE
        found.append(LiveChoice(key, known.terms.title, tells, questions))
    return sorted(found, key=lambda choice: choice.tells)


def live_now(head: SessionHead, *, actor: Identity) -> Live | None:
    """The question that is on the wall, for the people of the session."""
    require(actor, Permission.READ, head)
    row = _row(head)
    if row is None:
        return None
    known = mended(_published(head, row), head.id)
    question = question_of(known.spec.questions, row.question)
    count = db.session.scalar(
        sa.select(sa.func.count()).where(LiveAnswer.live_question_id == row.id)
    )
    view = public_question(question, row.seed)
    title = known.terms.title
    return Live(row.id, row.activity, title, phase_of(row), view, row.opened_at, count or 0)


def phase_of(row: Any) -> Phase:
    """Where a question stands, by its moments."""
    if row.shown_at is not None:
        return Phase.SHOWN
    return Phase.CLOSED if row.closed_at is not None else Phase.OPEN


def told(head: SessionHead, *, actor: Identity) -> Told | None:
    """The bars and the right answer, once they are shown; before that None."""
    require(actor, Permission.READ, head)
    row = _row(head)
    if row is None or phase_of(row) is not Phase.SHOWN:
        return None
    question = live_question(head, row)
    answers = db.session.scalars(
        sa.select(LiveAnswer.answer).where(LiveAnswer.live_question_id == row.id)
    ).all()
    solution = mark_question(question, row.seed, None).solution
    return Told(bars_of(question, row.seed, answers), solution.lines, question.explanation)


def own_answer(head: SessionHead, *, actor: Identity) -> Json | None:
    """The actor's own answer to the question on the wall."""
    require(actor, Permission.READ, head)
    row = _row(head)
    own = own_enrolment(head, actor=actor)
    if row is None or own is None:
        return None
    return db.session.scalar(
        sa.select(LiveAnswer.answer).where(
            LiveAnswer.live_question_id == row.id, LiveAnswer.enrolment_id == own
        )
    )


def live_question(head: SessionHead, row: Any) -> Question:
    """The question of a row of the wall, with the keys that were mended."""
    return question_of(mended(_published(head, row), head.id).spec.questions, row.question)


def question_of(questions: Sequence[Question], key: str) -> Question:
    """The question of this key. Raises NotFound."""
    found = next((one for one in questions if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _published(head: SessionHead, row: Any) -> Any:
    """The activity in the content that was pinned when the question was put on the wall."""
    return activity(replace(head, content_hash=row.content_hash), row.activity)


def _row(head: SessionHead) -> Any:
    return db.session.execute(
        sa.select(
            LiveQuestion.id,
            LiveQuestion.content_hash,
            LiveQuestion.activity,
            LiveQuestion.question,
            LiveQuestion.seed,
            LiveQuestion.opened_at,
            LiveQuestion.closed_at,
            LiveQuestion.shown_at,
        )
        .where(LiveQuestion.course_session_id == head.id, LiveQuestion.ended_at.is_(None))
        .order_by(LiveQuestion.opened_at.desc(), LiveQuestion.id.desc())
        .limit(1)
    ).one_or_none()
