"""What the room's answers say about the questions of a quiz."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.courses.rows import SessionHead
from lms.engines.marking.analysis import Response, TestStatistics, analyse
from lms.engines.marking.quiz import Quiz
from lms.engines.marking.types import Question
from lms.exercises.kinds.items import responses
from lms.exercises.models import Attempt, AttemptMember, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import mended_activity
from lms.exercises.queries.attempts import newest_mark
from lms.exercises.queries.people import people
from lms.exercises.rows import Activity, Person


@dataclass(frozen=True)
class PersonLine:
    """One participant's first attempt with a mark: responses by question key, the percent, and
    the questions that wait for a mark by hand."""

    person: Person
    attempt_id: uuid.UUID
    percent: int
    responses: Mapping[str, Response]
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RoomItems:
    """The questions that were given, the people who answered, and the statistics of both."""

    known: Activity
    questions: Sequence[Question]
    lines: Sequence[PersonLine]
    statistics: TestStatistics


def room_items(head: SessionHead, key: str, *, actor: Identity) -> RoomItems:
    """Item analysis of a quiz over everybody's first attempt: later ones have seen the answers.

    An attempt of several people counts once. For those who may see the room. A constant number
    of queries.
    """
    require(actor, Permission.SEE_ROOM, head)
    known = mended_activity(head, key)
    found = _first_marks(head, key, actor)
    names = {one.enrolment_id: one for one in people(head.id)}
    lines = [
        PersonLine(names[enrolment_id], row.id, row.percent, row.responses, row.waiting)
        for enrolment_id, row in found.items()
        if enrolment_id in names
    ]
    lines.sort(key=lambda line: (-line.percent, line.person.name, line.person.enrolment_id))
    given = {question for line in lines for question in (*line.responses, *line.waiting)}
    questions = [one for one in _questions(known) if one.key in given]
    # people at one computer gave their answers once
    sheets = list({line.attempt_id: line.responses for line in lines}.values())
    return RoomItems(known, questions, lines, analyse(sheets, [one.key for one in questions]))


def _questions(known: Activity) -> Sequence[Question]:
    return known.spec.questions if isinstance(known.spec, Quiz) else ()


@dataclass(frozen=True)
class _First:
    id: uuid.UUID
    percent: int
    responses: Mapping[str, Response]
    waiting: frozenset[str]


def _first_marks(head: SessionHead, key: str, actor: Identity) -> dict[uuid.UUID, _First]:
    """By enrolment, the first attempt that has a mark with its questions in short."""
    statement = (
        sa.select(AttemptMember.enrolment_id, Attempt.id, Mark.percent, Mark.items)
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .join(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            Attempt.course_session_id == head.id,
            Attempt.activity == key,
            Mark.items.is_not(None),
        )
        .order_by(Attempt.number, Attempt.id)
    )
    found: dict[uuid.UUID, _First] = {}
    for row in db.session.execute(seen_by(actor, statement, Attempt)):
        if row.enrolment_id not in found:
            short = responses(row.items)
            waiting = frozenset(row.items["questions"].keys() - short.keys())
            found[row.enrolment_id] = _First(row.id, row.percent, short, waiting)
    return found
