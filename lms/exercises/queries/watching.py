"""The room while an activity is taken: who is where, who has gone silent, who has handed in."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.courses.rows import SessionHead
from lms.engines.marking.quiz import Quiz
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember, AttemptPresence
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity
from lms.exercises.queries.people import people
from lms.exercises.rows import Person
from lms.exercises.rules import is_silent


class Sign(StrEnum):
    """How somebody stands; the first ones need a look most."""

    SILENT = "silent"
    UNSENT = "unsent"
    WORKING = "working"
    NOT_BEGUN = "not_begun"
    HANDED_IN = "handed_in"


@dataclass(frozen=True)
class WatchLine:
    """A group's newest attempt, or a person who has none. `place` is 0 where it is not known."""

    names: Sequence[str]
    sign: Sign
    attempt_id: uuid.UUID | None = None
    place: int = 0
    done: int = 0
    unsent: int = 0
    seen_at: datetime | None = None
    due_at: datetime | None = None
    handed_in_at: datetime | None = None
    minutes_left: int | None = None


@dataclass(frozen=True)
class Watch:
    """The room at a moment. `of` is the number of questions, 0 where there are none to count."""

    lines: Sequence[WatchLine]
    of: int
    at: datetime

    def count(self, sign: str) -> int:
        """How many stand so."""
        return sum(line.sign == sign for line in self.lines)


def watch(head: SessionHead, key: str, *, actor: Identity, now: datetime) -> Watch:
    """Everybody of the session at one activity, those who need a look first. 3 queries."""
    require(actor, Permission.SEE_ROOM, head)
    spec = activity(head, key).spec
    everybody = {one.enrolment_id: one for one in people(head.id)}
    rows = _attempts(head, key, actor)
    done = _done(head, key, isinstance(spec, Quiz))
    newest: dict[uuid.UUID, Any] = {}
    for row in rows:
        if row.enrolment_id in everybody:
            newest[row.enrolment_id] = row
    groups: dict[uuid.UUID, list[Person]] = defaultdict(list)
    for enrolment_id, row in newest.items():
        groups[row.id].append(everybody[enrolment_id])
    by_id = {row.id: row for row in newest.values()}
    lines = [_line(by_id[one], members, done, now) for one, members in groups.items()]
    lines += [
        WatchLine([one.name], Sign.NOT_BEGUN)
        for one in everybody.values()
        if one.enrolment_id not in newest
    ]
    order = list(Sign)
    lines.sort(key=lambda line: (order.index(line.sign), line.names))
    return Watch(lines, spec.length if isinstance(spec, Quiz) else 0, now)


def _attempts(head: SessionHead, key: str, actor: Identity) -> Sequence[Any]:
    """Each member's attempts with what was last heard of them, oldest first."""
    statement = (
        sa.select(
            AttemptMember.enrolment_id,
            Attempt.id,
            Attempt.state,
            Attempt.started_at,
            Attempt.due_at,
            Attempt.handed_in_at,
            AttemptPresence.seen_at,
            AttemptPresence.place,
            AttemptPresence.unsent,
        )
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .outerjoin(AttemptPresence, AttemptPresence.attempt_id == Attempt.id)
        .where(Attempt.course_session_id == head.id, Attempt.activity == key)
        .order_by(Attempt.started_at, Attempt.id)
    )
    return db.session.execute(seen_by(actor, statement, Attempt)).all()


def _done(head: SessionHead, key: str, quiz: bool) -> Mapping[uuid.UUID, int]:
    """How many questions of each open attempt hold an answer; of other kinds, its steps."""
    here = sa.select(Attempt.id).where(
        Attempt.course_session_id == head.id,
        Attempt.activity == key,
        Attempt.state == AttemptState.OPEN,
    )
    because = "counts steps of a session whose trainer asks"
    events = sa.select(AttemptEvent.owner_id).where(AttemptEvent.owner_id.in_(here))
    if not quiz:
        steps = events.add_columns(sa.func.count()).group_by(AttemptEvent.owner_id)
        rows = db.session.execute(unscoped(steps, because=because))
        return {row[0]: row[1] for row in rows}
    question = AttemptEvent.payload["question"].as_string()
    newest = sa.func.row_number().over(
        partition_by=(AttemptEvent.owner_id, question), order_by=AttemptEvent.sequence.desc()
    )
    answers = events.add_columns(
        AttemptEvent.payload["answer"].as_string().label("answer"), newest.label("turn")
    ).subquery()
    counted = (
        sa.select(answers.c.owner_id, sa.func.count())
        .where(answers.c.turn == 1, answers.c.answer.is_not(None))
        .group_by(answers.c.owner_id)
    )
    rows = db.session.execute(unscoped(counted, because=because))
    return {row[0]: row[1] for row in rows}


def _line(
    row: Any, members: Sequence[Person], done: Mapping[uuid.UUID, int], now: datetime
) -> WatchLine:
    names = sorted(one.name for one in members)
    if row.state is not AttemptState.OPEN:
        return WatchLine(names, Sign.HANDED_IN, row.id, handed_in_at=row.handed_in_at)
    seen_at = row.seen_at or row.started_at
    sign = Sign.WORKING
    if is_silent(seen_at, now):
        sign = Sign.SILENT
    elif row.unsent:
        sign = Sign.UNSENT
    return WatchLine(
        names=names,
        sign=sign,
        attempt_id=row.id,
        place=row.place or 0,
        done=done.get(row.id, 0),
        unsent=row.unsent or 0,
        seen_at=seen_at,
        due_at=row.due_at,
        minutes_left=_minutes_left(row.due_at, now),
    )


def _minutes_left(due: datetime | None, now: datetime) -> int | None:
    """Whole minutes to the deadline, begun ones included; none below 0."""
    if due is None:
        return None
    return max(0, -(-int((due - now).total_seconds()) // 60))
