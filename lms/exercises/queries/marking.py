"""Answers in a participant's own words: which wait, and one with all that helps to mark it."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.courses.rows import SessionHead
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.marking.quiz import public_question
from lms.engines.marking.types import Outcome
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.written import Block, written_blocks, written_questions
from lms.exercises.models import Attempt, AttemptMember, HandMark, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity, activity_of
from lms.exercises.queries.attempts import attempt_head, newest_mark, work_of
from lms.exercises.queries.hands import read_points
from lms.exercises.queries.peers import PeerWord, peer_words
from lms.exercises.queries.people import people
from lms.exercises.rows import Activity, AttemptHead


@dataclass(frozen=True)
class AnswerLine:
    """An answer to mark or marked. `names` is empty where they are hidden."""

    attempt_id: uuid.UUID
    question: str
    waits: bool
    points: Fraction | None
    maximum: int
    names: Sequence[str]


@dataclass(frozen=True)
class Queue:
    """All answers of an activity that persons mark: question by question, in an order that tells
    nothing of their authors."""

    known: Activity
    questions: Mapping[str, EssayQuestion]
    lines: Sequence[AnswerLine]

    @property
    def waiting(self) -> int:
        return sum(line.waits for line in self.lines)

    def after(self, attempt_id: uuid.UUID, question: str) -> AnswerLine | None:
        """The next answer that waits, from this one on and then from the beginning."""
        names = [(line.attempt_id, line.question) for line in self.lines]
        at = names.index((attempt_id, question)) if (attempt_id, question) in names else -1
        turned = [*self.lines[at + 1 :], *self.lines[: max(at, 0)]]
        return next((line for line in turned if line.waits), None)


@dataclass(frozen=True)
class Given:
    """What a trainer gave, with each earlier word on the same answer."""

    number: int
    points: Mapping[str, Fraction]
    comment: str
    at: datetime

    @property
    def total(self) -> Fraction:
        return sum(self.points.values(), Fraction(0))


@dataclass(frozen=True)
class AnswerPage:
    """One answer: the question as it was shown, what was written, what was given before."""

    attempt: AttemptHead
    question: EssayQuestion
    shown: Json
    blocks: Sequence[Block]
    given: Sequence[Given]
    peers: Sequence[PeerWord]
    names: Sequence[str]
    at: int
    of: int
    before: AnswerLine | None
    after: AnswerLine | None

    @property
    def text(self) -> str:
        """All that was written."""
        return "\n\n".join(block.text for block in self.blocks if block.text)


def marking_queue(
    head: SessionHead, key: str, *, actor: Identity, with_names: bool = False
) -> Queue:
    """The answers of an activity that persons mark, of attempts handed in. At most 4 queries."""
    require(actor, Permission.MARK, head)
    known = activity(head, key)
    questions = by_hand(known)
    if not questions:
        return Queue(known, questions, [])
    rows = _marked(head, key, actor)
    given = _newest([row.id for row in rows])
    names = _names(head, [row.id for row in rows]) if with_names else {}
    lines = [
        _line(row, question, given.get((row.id, question.key)), names.get(row.id, ()))
        for question in questions.values()
        for row in sorted(rows, key=lambda row: _place(row.id, question.key))
        if _asked(row, question.key)
        and (_waits(row, question.key) or (row.id, question.key) in given)
    ]
    return Queue(known, questions, lines)


def answer_page(
    queue: Queue, attempt_id: uuid.UUID, question: str, *, actor: Identity
) -> AnswerPage:
    """One answer of a queue. Raises NotFound for what the queue does not hold."""
    names = [(line.attempt_id, line.question) for line in queue.lines]
    if (attempt_id, question) not in names:
        raise NotFound
    at = names.index((attempt_id, question))
    attempt = attempt_head(attempt_id, actor=actor)
    found = by_hand(activity_of(attempt))[question]
    return AnswerPage(
        attempt=attempt,
        question=found,
        shown=public_question(found, attempt.seed),
        blocks=written(attempt, found),
        given=_history(attempt_id, question),
        peers=peer_words([attempt_id]).get((attempt_id, question), []),
        names=queue.lines[at].names,
        at=at + 1,
        of=len(names),
        before=queue.lines[at - 1] if at else None,
        after=queue.lines[at + 1] if at + 1 < len(names) else None,
    )


def by_hand(known: Activity) -> dict[str, EssayQuestion]:
    """What persons mark in an activity, by key."""
    return written_questions(known.spec)


def written(attempt: AttemptHead, question: EssayQuestion) -> list[Block]:
    """What was written in answer to a question, part by part."""
    known = activity_of(attempt)
    answers = known.kind.fold(known.spec, attempt.seed, work_of(attempt).steps)["answers"]
    return written_blocks(known.spec, attempt.seed, question, answers)


def _marked(head: SessionHead, key: str, actor: Identity) -> Sequence[Any]:
    statement = (
        sa.select(Attempt.id, Mark.items)
        .join(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            Attempt.course_session_id == head.id,
            Attempt.activity == key,
            Attempt.state != AttemptState.OPEN,
        )
    )
    return db.session.execute(seen_by(actor, statement, Attempt)).all()


def _asked(row: Any, question: str) -> bool:
    return question in (row.items or {}).get("questions", {})


def _waits(row: Any, question: str) -> bool:
    outcome: str = row.items["questions"][question][1]
    return outcome == Outcome.WAITS


def _newest(
    attempt_ids: Sequence[uuid.UUID],
) -> dict[tuple[uuid.UUID, str], Mapping[str, Fraction]]:
    rows = db.session.execute(
        sa.select(HandMark.attempt_id, HandMark.question, HandMark.criteria)
        .where(HandMark.attempt_id.in_(attempt_ids))
        .order_by(HandMark.number)
    )
    return {(row.attempt_id, row.question): read_points(row.criteria) for row in rows}


def _names(head: SessionHead, attempt_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    known = {one.enrolment_id: one.name for one in people(head.id)}
    rows = db.session.execute(
        sa.select(AttemptMember.attempt_id, AttemptMember.enrolment_id).where(
            AttemptMember.attempt_id.in_(attempt_ids)
        )
    )
    found: dict[uuid.UUID, list[str]] = {}
    for row in rows:
        if row.enrolment_id in known:
            found.setdefault(row.attempt_id, []).append(known[row.enrolment_id])
    return found


def _line(
    row: Any, question: EssayQuestion, given: Mapping[str, Fraction] | None, names: Sequence[str]
) -> AnswerLine:
    return AnswerLine(
        attempt_id=row.id,
        question=question.key,
        waits=_waits(row, question.key),
        points=None if given is None else sum(given.values(), Fraction(0)),
        maximum=question.points,
        names=names,
    )


def _history(attempt_id: uuid.UUID, question: str) -> list[Given]:
    rows = db.session.execute(
        sa.select(HandMark.number, HandMark.criteria, HandMark.comment, HandMark.marked_at)
        .where(HandMark.attempt_id == attempt_id, HandMark.question == question)
        .order_by(HandMark.number.desc())
    )
    return [
        Given(row.number, read_points(row.criteria), row.comment, row.marked_at) for row in rows
    ]


def _place(attempt_id: uuid.UUID, question: str) -> bytes:
    return hashlib.sha256(f"{attempt_id}|{question}".encode()).digest()
