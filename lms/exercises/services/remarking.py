"""Marking a whole room again, and what that changes."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.courses.rows import SessionHead
from lms.engines.marking.quiz import questions_in_order
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Marked, Step
from lms.exercises.kinds.items import items_of
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember, Mark
from lms.exercises.queries.activities import activity_in
from lms.exercises.queries.hands import hands_of
from lms.exercises.queries.mends import Mend
from lms.exercises.rows import Activity
from lms.exercises.services.marking import mark_row


@dataclass(frozen=True)
class Change:
    """One attempt before and after, in exact points and whole percent; `members` are enrolments."""

    attempt_id: uuid.UUID
    members: frozenset[uuid.UUID]
    before: Fraction
    after: Fraction
    percent_before: int
    percent_after: int


@dataclass(frozen=True)
class Effect:
    """What marking again does: how many attempts have the question, and whose points change."""

    attempts: int
    changes: Sequence[Change]

    @property
    def up(self) -> int:
        return sum(one.after > one.before for one in self.changes)

    @property
    def down(self) -> int:
        return sum(one.after < one.before for one in self.changes)

    @property
    def most(self) -> int:
        """The largest change, in whole points of a hundred."""
        steps = (abs(one.percent_after - one.percent_before) for one in self.changes)
        return max(steps, default=0)


@dataclass(frozen=True)
class _Again:
    """An attempt with its newest mark and the one that it gets now."""

    row: Attempt
    known: Activity
    steps: Sequence[Step]
    marked: Marked
    newest: Any


def attempts_at(
    actor: Identity,
    head: SessionHead,
    key: str,
    *,
    among: Sequence[uuid.UUID] | None = None,
    lock: bool = False,
) -> Sequence[Attempt]:
    """All attempts at an activity, or some of them. Locked until the transaction ends, nothing
    can be handed in under another key meanwhile."""
    statement = (
        sa.select(Attempt)
        .where(Attempt.course_session_id == head.id, Attempt.activity == key)
        .order_by(Attempt.id)
    )
    if among is not None:
        statement = statement.where(Attempt.id.in_(among))
    statement = seen_by(actor, statement, Attempt)
    return db.session.scalars(lock_row(statement) if lock else statement).all()


def effect_of(rows: Sequence[Attempt], question: str, mends: Sequence[Mend]) -> Effect:
    """What these mends change in the marks of attempts that have the question; writes nothing."""
    return _effect(list(_again(rows, question, mends)))


def mark_again(
    actor: Identity, rows: Sequence[Attempt], question: str, mends: Sequence[Mend], reason: str
) -> Effect:
    """Mark the attempts that have the question again, each with a new mark and its reason."""
    found = list(_again(rows, question, mends))
    for one in found:
        items = items_of(one.known.spec, one.row.seed, one.steps, one.marked.detail)
        number = one.newest.number + 1
        db.session.add(mark_row(actor, one.row.id, one.marked, items, reason, number=number))
        one.row.state = AttemptState.HANDED_IN if one.marked.pending else AttemptState.MARKED
        done = not one.marked.pending and one.known.terms.release_at_once
        if done and one.row.released_at is None:
            one.row.released_at = utcnow()
    db.session.flush()
    return _effect(found)


def _again(rows: Sequence[Attempt], question: str, mends: Sequence[Mend]) -> Iterator[_Again]:
    handed_in = [row for row in rows if row.state is not AttemptState.OPEN]
    ids = [row.id for row in handed_in]
    steps, hands, newest = _steps(ids), hands_of(ids), _newest(ids)
    for row in handed_in:
        known = activity_in(row.content_hash, row.activity, mends)
        asked = {one.key for one in questions_in_order(known.spec, row.seed)}
        if question in asked and row.id in newest:
            mine = steps.get(row.id, [])
            marked = known.kind.mark(known.spec, row.seed, mine, hands.get(row.id))
            yield _Again(row, known, mine, marked, newest[row.id])


def _steps(attempt_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Step]]:
    rows = db.session.execute(
        sa.select(AttemptEvent.owner_id, AttemptEvent.kind, AttemptEvent.payload)
        .where(AttemptEvent.owner_id.in_(attempt_ids))
        .order_by(AttemptEvent.owner_id, AttemptEvent.sequence)
    )
    found: dict[uuid.UUID, list[Step]] = {}
    for row in rows:
        found.setdefault(row.owner_id, []).append(Step(row.kind, row.payload))
    return found


def _newest(attempt_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
    rows = db.session.execute(
        sa.select(Mark.attempt_id, Mark.number, Mark.points, Mark.percent)
        .where(Mark.attempt_id.in_(attempt_ids))
        .order_by(Mark.number)
    )
    return {row.attempt_id: row for row in rows}


def _effect(found: Sequence[_Again]) -> Effect:
    changed = [one for one in found if one.marked.points != Fraction(one.newest.points)]
    members = _members([one.row.id for one in changed])
    return Effect(
        attempts=len(found),
        changes=[
            Change(
                attempt_id=one.row.id,
                members=frozenset(members.get(one.row.id, ())),
                before=Fraction(one.newest.points),
                after=one.marked.points,
                percent_before=one.newest.percent,
                percent_after=one.marked.percent,
            )
            for one in changed
        ],
    )


def _members(attempt_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    rows = db.session.execute(
        sa.select(AttemptMember.attempt_id, AttemptMember.enrolment_id).where(
            AttemptMember.attempt_id.in_(attempt_ids)
        )
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in rows:
        found.setdefault(row.attempt_id, []).append(row.enrolment_id)
    return found
