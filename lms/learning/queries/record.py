"""What one participant has read, taken and written in a session, in as few reads as can be."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.core.db import UtcDateTime, db, read_memo, unscoped
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember, LiveQuestion, Mark
from lms.exercises.queries.attempts import newest_mark
from lms.exercises.rows import Result
from lms.learning.models import LessonProgress
from lms.learning.queries.plans import ModulePlan


@dataclass(frozen=True)
class Reading:
    """How far somebody is with a lesson; `place` is the block that was read last, from 0."""

    place: int
    done: bool


@dataclass(frozen=True)
class Record:
    """One participant's reading and attempts, and whether a question is on the wall."""

    lessons: Mapping[str, Reading] = field(default_factory=dict)
    taken: Mapping[str, Sequence[Result]] = field(default_factory=dict)
    live: bool = False

    def handed_in(self, activity: str) -> bool:
        """Whether an attempt at the activity was handed in."""
        return any(one.state is not AttemptState.OPEN for one in self.taken.get(activity, ()))

    def is_done(self, module: ModulePlan) -> bool:
        """Whether all lessons are read and the check, if there is one, is handed in."""
        read = all(key in self.lessons and self.lessons[key].done for key in module.lessons)
        return read and (module.check is None or self.handed_in(module.check))


NOTHING = Record()


def record_of(enrolment_id: uuid.UUID | None, course_session_id: uuid.UUID) -> Record:
    """The record of an enrolment, in one query; for those without one, only what is live.

    The caller has checked that the actor may see it.
    """
    memo = read_memo()
    key = (Record, enrolment_id, course_session_id)
    if key not in memo:
        memo[key] = _read(enrolment_id, course_session_id)
    found: Record = memo[key]
    return found


def _read(enrolment_id: uuid.UUID | None, course_session_id: uuid.UUID) -> Record:
    parts = [_live(course_session_id)]
    if enrolment_id is not None:
        parts += [_lessons(enrolment_id), _attempts(enrolment_id, course_session_id)]
    rows = db.session.execute(
        unscoped(sa.union_all(*parts), because="the actor's own record")  # type: ignore[type-var]
    ).all()
    lessons = {row.key: Reading(row.number, row.ended_at is not None) for row in rows if row.lesson}
    taken: dict[str, list[Result]] = defaultdict(list)
    for row in rows:
        if row.state and enrolment_id:
            taken[row.key].append(_result(enrolment_id, row))
    return Record(lessons, taken, any(not (row.lesson or row.state) for row in rows))


def _live(course_session_id: uuid.UUID) -> sa.Select[*tuple[Any, ...]]:
    """The question on the wall. All parts have these columns."""
    moment = sa.cast(sa.null(), UtcDateTime())
    return sa.select(
        LiveQuestion.activity.label("key"),
        sa.literal(0).label("lesson"),
        sa.literal("").label("kind"),
        sa.literal("").label("state"),
        sa.literal(0).label("number"),
        sa.cast(sa.null(), sa.Integer).label("percent"),
        moment.label("ended_at"),
        moment.label("released_at"),
        LiveQuestion.id.label("attempt_id"),
    ).where(LiveQuestion.course_session_id == course_session_id, LiveQuestion.ended_at.is_(None))


def _lessons(enrolment_id: uuid.UUID) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        LessonProgress.lesson,
        sa.literal(1),
        sa.literal(""),
        sa.literal(""),
        LessonProgress.place,
        sa.cast(sa.null(), sa.Integer),
        LessonProgress.done_at,
        sa.cast(sa.null(), UtcDateTime()),
        LessonProgress.enrolment_id,
    ).where(LessonProgress.enrolment_id == enrolment_id)


def _attempts(enrolment_id: uuid.UUID, course_session_id: uuid.UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Attempt.activity,
            sa.literal(0),
            Attempt.kind,
            sa.cast(Attempt.state, sa.String),
            Attempt.number,
            Mark.percent,
            Attempt.handed_in_at,
            Attempt.released_at,
            Attempt.id,
        )
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .outerjoin(Mark, (Mark.attempt_id == Attempt.id) & (Mark.number == newest_mark()))
        .where(
            AttemptMember.enrolment_id == enrolment_id,
            Attempt.course_session_id == course_session_id,
        )
    )


def _result(enrolment_id: uuid.UUID, row: sa.Row[*tuple[Any, ...]]) -> Result:
    ended: datetime | None = row.ended_at
    return Result(
        enrolment_id=enrolment_id,
        attempt_id=row.attempt_id,
        activity=row.key,
        kind=row.kind,
        number=row.number,
        state=AttemptState(row.state),
        percent=row.percent,
        handed_in_at=ended,
        released_at=row.released_at,
    )
