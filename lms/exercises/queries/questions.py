"""The questions of an activity with their keys, for those who mend them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.messages import Message
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.quiz import Quiz
from lms.engines.marking.types import Question
from lms.engines.reading import Text
from lms.exercises.models import KeyMend
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity, mended
from lms.exercises.rows import Activity

_SEED = "list"


@dataclass(frozen=True)
class MendLine:
    """One mend of a question, with why."""

    number: int
    payload: Mapping[str, Any]
    reason: str
    at: datetime

    @property
    def is_void(self) -> bool:
        return self.payload.get("void") is True


@dataclass(frozen=True)
class QuestionLine:
    """A question with its key. `drawn`: not every attempt has it."""

    question: Question
    solution: Sequence[Text | Message]
    drawn: bool
    mends: Sequence[MendLine]


@dataclass(frozen=True)
class QuestionList:
    """All questions that an attempt can meet."""

    known: Activity
    lines: Sequence[QuestionLine]


def question_list(head: SessionHead, key: str, *, actor: Identity) -> QuestionList:
    """The questions of an activity with the keys that count now. Raises NotFound where it has
    none. 2 queries."""
    require(actor, Permission.MEND_KEYS, head)
    known = mended(activity(head, key), head.id)
    if not isinstance(known.spec, Quiz):
        raise NotFound
    fixed = {one.key for section in known.spec.sections for one in section.questions}
    mends = _mends(head, key)
    lines = [
        QuestionLine(one, _solution(one), one.key not in fixed, mends.get(one.key, []))
        for one in known.spec.questions
    ]
    return QuestionList(known, lines)


def question_line(
    head: SessionHead, key: str, question: str, *, actor: Identity
) -> tuple[Activity, QuestionLine]:
    """One question of an activity with its key. Raises NotFound."""
    found = question_list(head, key, actor=actor)
    for line in found.lines:
        if line.question.key == question:
            return found.known, line
    raise NotFound


def question_payload(head: SessionHead, key: str, line: QuestionLine) -> Mapping[str, Any]:
    """A question as its authors wrote it, or as it was mended last."""
    newest = next((mend for mend in line.mends if not mend.is_void), None)
    if newest is not None:
        return newest.payload
    assert head.content_hash is not None
    body = content(head.content_hash)
    for payload in _all_questions(body, key):
        if payload.get("key") == line.question.key:
            return payload
    raise NotFound


def _all_questions(body: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    payload = body["activities"][key]
    found = list(payload.get("questions", []))
    banks = []
    for section in payload.get("sections", []):
        found += section.get("questions", [])
        banks += [row["bank"] for row in section.get("draw", [])]
    for bank in dict.fromkeys(banks):
        found += body["banks"][bank]["questions"]
    return found


def _solution(question: Question) -> Sequence[Text | Message]:
    if question.withdrawn:
        return ()
    lines: Sequence[Text | Message] = QUESTION_KINDS[question.kind].explain(question, _SEED).lines
    return lines


def _mends(head: SessionHead, key: str) -> dict[str, list[MendLine]]:
    """The mends of each question, newest first."""
    rows = db.session.execute(
        sa.select(
            KeyMend.question,
            KeyMend.number,
            KeyMend.payload,
            KeyMend.reason,
            KeyMend.mended_at,
        )
        .where(KeyMend.course_session_id == head.id, KeyMend.activity == key)
        .order_by(KeyMend.number.desc())
    )
    found: dict[str, list[MendLine]] = {}
    for row in rows:
        line = MendLine(row.number, row.payload, row.reason, row.mended_at)
        found.setdefault(row.question, []).append(line)
    return found
