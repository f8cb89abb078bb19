"""Fellow participants' words on answers. Names reach neither side."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.courses.policies import teaches
from lms.courses.rows import SessionHead
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.reading import Text
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.written import (
    Block,
    written_blocks,
    written_questions,
    written_token,
)
from lms.exercises.models import Attempt, AttemptEvent, PeerTask
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity_in
from lms.exercises.queries.hands import read_points
from lms.exercises.rows import AttemptHead


@dataclass(frozen=True)
class PeerWord:
    """What one fellow participant gave."""

    points: Mapping[str, Fraction]
    comment: str

    @property
    def total(self) -> Fraction:
        return sum(self.points.values(), Fraction(0))


@dataclass(frozen=True)
class TaskLine:
    """One of the actor's tasks."""

    id: uuid.UUID
    title: Text
    question: Text
    done_at: datetime | None
    closed: bool


@dataclass(frozen=True)
class TaskPage:
    """A task with the answer to mark. `closed`: the marks are shown, nothing changes any more."""

    id: uuid.UUID
    title: Text
    question: EssayQuestion
    blocks: Sequence[Block]
    points: Mapping[str, Fraction]
    comment: str
    done_at: datetime | None
    closed: bool


def peer_words(
    attempt_ids: Collection[uuid.UUID],
) -> Mapping[tuple[uuid.UUID, str], list[PeerWord]]:
    """What fellow participants gave, by attempt and question, for the room's own work. 1 query."""
    rows = db.session.execute(
        sa.select(PeerTask.attempt_id, PeerTask.question, PeerTask.criteria, PeerTask.comment)
        .where(PeerTask.attempt_id.in_(attempt_ids), PeerTask.done_at.is_not(None))
        .order_by(PeerTask.done_at, PeerTask.id)
    )
    found: dict[tuple[uuid.UUID, str], list[PeerWord]] = {}
    for row in rows:
        word = PeerWord(read_points(row.criteria or {"points": {}}), row.comment)
        found.setdefault((row.attempt_id, row.question), []).append(word)
    return found


def mean(words: Sequence[PeerWord]) -> Fraction | None:
    """The mean of what was given, exactly; None where nobody has given anything."""
    return sum((word.total for word in words), Fraction(0)) / len(words) if words else None


def words_on(attempt: AttemptHead, *, actor: Identity) -> dict[str, list[PeerWord]]:
    """Fellow participants' words on an attempt, by the browser's name of the question.

    Its people read them with the marks, after release; trainers always. 1 query.
    """
    if attempt.released_at is None and not teaches(actor, attempt.head):
        return {}
    known = activity_in(attempt.content_hash, attempt.activity, [])
    asked = written_questions(known.spec)
    tokens = {key: written_token(known.spec, attempt.seed, one) for key, one in asked.items()}
    return {
        tokens[question]: words
        for (_attempt_id, question), words in peer_words([attempt.id]).items()
        if question in tokens
    }


def my_tasks(head: SessionHead, *, actor: Identity) -> list[TaskLine]:
    """The actor's tasks in a session, open ones first. 1 query."""
    require(actor, Permission.MARK_PEERS, head)
    lines = [
        TaskLine(row.id, known.terms.title, question.text, row.done_at, _closed(row))
        for row in _tasks(actor, Attempt.course_session_id == head.id)
        for known, question in [_asked(row)]
        if question is not None
    ]
    return sorted(lines, key=lambda line: (line.done_at is not None, line.id))


def open_tasks(head: SessionHead, *, actor: Identity) -> int:
    """How many answers wait for the actor. 1 query."""
    statement = (
        sa.select(sa.func.count())
        .select_from(PeerTask)
        .join(Attempt, Attempt.id == PeerTask.attempt_id)
        .where(
            Attempt.course_session_id == head.id,
            Attempt.state != AttemptState.OPEN,
            Attempt.released_at.is_(None),
            PeerTask.enrolment_id.in_(actor.enrolment_ids),
            PeerTask.done_at.is_(None),
        )
    )
    because = "counts the actor's own tasks"
    return db.session.scalar(unscoped(statement, because=because)) or 0


def task_page(head: SessionHead, task_id: uuid.UUID, *, actor: Identity) -> TaskPage:
    """One of the actor's tasks. Raises NotFound for those of others."""
    require(actor, Permission.MARK_PEERS, head)
    rows = _tasks(actor, Attempt.course_session_id == head.id, PeerTask.id == task_id)
    if not rows:
        raise NotFound
    row = rows[0]
    known, question = _asked(row)
    if question is None:
        raise NotFound
    return TaskPage(
        id=row.id,
        title=known.terms.title,
        question=question,
        blocks=_written(row, known, question),
        points=read_points(row.criteria) if row.criteria else {},
        comment=row.comment,
        done_at=row.done_at,
        closed=_closed(row),
    )


def _tasks(actor: Identity, *criteria: sa.ColumnElement[bool]) -> Sequence[Any]:
    statement = (
        sa.select(
            PeerTask.id,
            PeerTask.question,
            PeerTask.criteria,
            PeerTask.comment,
            PeerTask.done_at,
            Attempt.id.label("attempt_id"),
            Attempt.activity,
            Attempt.content_hash,
            Attempt.seed,
            Attempt.state,
            Attempt.released_at,
        )
        .join(Attempt, Attempt.id == PeerTask.attempt_id)
        .where(PeerTask.enrolment_id.in_(actor.enrolment_ids), *criteria)
        .order_by(PeerTask.given_at, PeerTask.id)
    )
    because = "narrowed to the actor's own tasks; the answers are shown without names"
    return db.session.execute(unscoped(statement, because=because)).all()


def _asked(row: Any) -> tuple[Any, EssayQuestion | None]:
    known = activity_in(row.content_hash, row.activity, [])
    return known, written_questions(known.spec).get(row.question)


def _closed(row: Any) -> bool:
    """Once marks are shown, or while the answer is being changed, nothing is given."""
    return row.released_at is not None or row.state is AttemptState.OPEN


def _written(row: Any, known: Any, question: EssayQuestion) -> list[Block]:
    if row.state is AttemptState.OPEN:
        return []
    steps = [
        Step(kind, payload)
        for kind, payload in db.session.execute(
            sa.select(AttemptEvent.kind, AttemptEvent.payload)
            .where(AttemptEvent.owner_id == row.attempt_id)
            .order_by(AttemptEvent.sequence)
        )
    ]
    answers = known.kind.fold(known.spec, row.seed, steps)["answers"]
    return written_blocks(known.spec, row.seed, question, answers)
