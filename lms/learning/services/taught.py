"""A module taught in the room: everybody who was there has done its lessons."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from lms.attendance.enums import Presence
from lms.attendance.models import AttendanceMark
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.queries import half_days, session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.learning.models import LessonEvent, LessonProgress
from lms.learning.policies import Permission
from lms.learning.queries.openings import known_module

SCHEMA = 1
THERE = (Presence.PRESENT, Presence.LATE)
# rows that came with the act and that nobody has read in since
_UNREAD = sa.and_(
    LessonProgress.opened_at == LessonProgress.done_at, LessonProgress.placed_at.is_(None)
)


def teach_module(
    *,
    actor: Identity,
    slug: str,
    module: str,
    half_day_id: uuid.UUID | None = None,
    enrolment_ids: Collection[uuid.UUID] | None = None,
    act: uuid.UUID | None = None,
) -> int:
    """Note that a module was taught in the room; returns for how many this was new.

    For those present (or late) at the half-day, those named, or else the whole roll. Lessons
    that somebody has done already stay as they are. `act` names it, to take it back by. Raises
    Invalid for a half-day of another session.
    """
    head = session_head(slug, actor)
    require(actor, Permission.TEACH, head)
    lessons = known_module(head, module).lessons
    people = _people(head, half_day_id, enrolment_ids)
    _lock(people)
    now = utcnow()
    new = [one for one in people if _do_lessons(one, lessons, now)]
    _note(actor, "taught", module, new, act=act or new_id(), now=now)
    if new:
        audit.record(
            actor,
            "learning.taught",
            object_type="course_session",
            object_id=head.id,
            summary=N_(
                "The module %(module)s was taught in the room to %(count)s.",
                module=dict(known_module(head, module).body["title"]),
                count=len(new),
            ),
            course_session_id=head.id,
            after={"module": module, "half_day": str(half_day_id or "")},
        )
    return len(new)


def take_back(*, actor: Identity, slug: str, act: uuid.UUID) -> int:
    """Undo that a module was taught: its lessons are as they were. For how many people.

    What somebody had done before, or has read since, stays. Raises NotFound for an act that is
    not of this session.
    """
    head = session_head(slug, actor)
    require(actor, Permission.TEACH, head)
    taught = _events(head, act, "taught")
    if not taught:
        raise NotFound
    if _events(head, act, "untaught"):
        return 0
    people = [one.owner_id for one in taught]
    _lock(people)
    module = taught[0].payload["module"]
    done = sa.and_(
        LessonProgress.enrolment_id.in_(people),
        LessonProgress.lesson.in_(known_module(head, module).lessons),
        LessonProgress.done_at == taught[0].server_at,
    )
    db.session.execute(sa.delete(LessonProgress).where(done, _UNREAD))
    db.session.execute(sa.update(LessonProgress).where(done).values(done_at=None))
    _note(actor, "untaught", module, people, act=act, now=utcnow())
    audit.record(
        actor,
        "learning.taught_back",
        object_type="course_session",
        object_id=head.id,
        summary=N_(
            "That the module %(module)s was taught in the room is taken back for %(count)s.",
            module=dict(known_module(head, module).body["title"]),
            count=len(people),
        ),
        course_session_id=head.id,
        after={"module": module},
    )
    return len(people)


def _events(head: SessionHead, act: uuid.UUID, kind: str) -> Sequence[LessonEvent]:
    statement = (
        sa.select(LessonEvent)
        .join(Enrolment, Enrolment.id == LessonEvent.owner_id)
        .where(
            Enrolment.course_session_id == head.id,
            LessonEvent.kind == kind,
            LessonEvent.payload["act"].as_string() == str(act),
        )
    )
    return db.session.scalars(unscoped(statement, because="the whole room was taught")).all()


def _people(
    head: SessionHead,
    half_day_id: uuid.UUID | None,
    enrolment_ids: Collection[uuid.UUID] | None,
) -> list[uuid.UUID]:
    if half_day_id is not None and half_day_id not in {one.id for one in half_days(head.id)}:
        raise Invalid([FieldError("half_day", N_("Choose a half-day of this session."))])
    statement = sa.select(Enrolment.id).where(
        Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    if half_day_id is not None:
        statement = statement.join(
            AttendanceMark,
            (AttendanceMark.enrolment_id == Enrolment.id)
            & (AttendanceMark.half_day_id == half_day_id)
            & AttendanceMark.presence.in_(THERE),
        )
    if enrolment_ids is not None:
        statement = statement.where(Enrolment.id.in_(enrolment_ids))
    because = "the whole room was taught"
    return list(db.session.scalars(unscoped(statement.order_by(Enrolment.id), because=because)))


def _lock(enrolment_ids: Collection[uuid.UUID]) -> None:
    statement = sa.select(Enrolment.id).where(Enrolment.id.in_(enrolment_ids))
    db.session.execute(
        lock_row(unscoped(statement.order_by(Enrolment.id), because="the whole room was taught"))
    ).all()


def _do_lessons(enrolment_id: uuid.UUID, lessons: Collection[str], now: datetime) -> bool:
    """Whether a lesson was not done before."""
    rows = {
        row.lesson: row
        for row in db.session.scalars(
            sa.select(LessonProgress).where(
                LessonProgress.enrolment_id == enrolment_id, LessonProgress.lesson.in_(lessons)
            )
        )
    }
    left = [key for key in lessons if key not in rows or rows[key].done_at is None]
    for key in left:
        if key in rows:
            rows[key].done_at = now
        else:
            db.session.add(
                LessonProgress(enrolment_id=enrolment_id, lesson=key, opened_at=now, done_at=now)
            )
    return bool(left)


def _note(
    actor: Identity,
    kind: str,
    module: str,
    enrolment_ids: Collection[uuid.UUID],
    *,
    act: uuid.UUID,
    now: datetime,
) -> None:
    """One event for each person; state is what the lessons' rows say."""
    db.session.flush()
    last = {
        row.owner_id: row.last
        for row in db.session.execute(
            sa.select(LessonEvent.owner_id, sa.func.max(LessonEvent.sequence).label("last"))
            .where(LessonEvent.owner_id.in_(enrolment_ids))
            .group_by(LessonEvent.owner_id)
        )
    }
    db.session.add_all(
        LessonEvent(
            owner_id=one,
            uuid=new_id(),
            sequence=last.get(one, 0) + 1,
            kind=kind,
            payload={"schema": SCHEMA, "module": module, "act": str(act)},
            server_at=now,
            actor_id=actor.person_id,
        )
        for one in enrolment_ids
    )
    db.session.flush()
