"""Keeping what a participant has read."""

import uuid

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.exercises.queries import own_enrolment
from lms.learning.models import LessonEvent, LessonProgress
from lms.learning.policies import Permission
from lms.learning.queries.openings import refuse_closed
from lms.learning.queries.plans import plan
from lms.learning.rules import lesson_key

SCHEMA = 1
MOST_BLOCKS = 10_000


def open_lesson(*, actor: Identity, course_session_id: uuid.UUID, module: str, lesson: str) -> None:
    """Note that the participant has opened a lesson. Opening it again changes nothing."""
    head, own = learner(actor, course_session_id)
    key = _open_lesson(head, module, lesson, actor)
    if db.session.get(LessonProgress, (own, key)) is not None:
        return
    lock(own)
    if db.session.get(LessonProgress, (own, key)) is not None:
        return
    _note(own, actor, "opened", key, new_id())
    db.session.add(LessonProgress(enrolment_id=own, lesson=key, opened_at=utcnow()))
    db.session.flush()


def finish_lesson(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    module: str,
    lesson: str,
    event_uuid: uuid.UUID | None = None,
) -> None:
    """Note that the participant is done with a lesson. A repeated `event_uuid` changes nothing."""
    head, own = learner(actor, course_session_id)
    key = _open_lesson(head, module, lesson, actor)
    lock(own)
    row = db.session.get(LessonProgress, (own, key))
    if row is None:
        row = LessonProgress(enrolment_id=own, lesson=key, opened_at=utcnow())
        db.session.add(row)
    if row.done_at is None:
        row.done_at = utcnow()
        _note(own, actor, "done", key, event_uuid or new_id())
    db.session.flush()


def keep_place(
    *, actor: Identity, course_session_id: uuid.UUID, module: str, lesson: str, place: int
) -> None:
    """Keep the block that was read last, from 0; reading goes on there. The last word counts."""
    head, own = learner(actor, course_session_id)
    key = _open_lesson(head, module, lesson, actor)
    if not 0 <= place <= MOST_BLOCKS:
        raise Invalid([FieldError("place", N_("This place is not in the lesson."))])
    row = db.session.get(LessonProgress, (own, key))
    if row is None:
        open_lesson(actor=actor, course_session_id=course_session_id, module=module, lesson=lesson)
        row = db.session.get_one(LessonProgress, (own, key))
    row.place = place
    row.placed_at = utcnow()
    db.session.flush()


def learner(actor: Identity, course_session_id: uuid.UUID) -> tuple[SessionHead, uuid.UUID]:
    """The session's head and the actor's own enrolment there, while it is open for learning."""
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.LEARN, head)
    own = own_enrolment(head, actor=actor)
    if own is None:
        raise NotFound
    return head, own


def known_lesson(head: SessionHead, module: str, lesson: str) -> str:
    """The key of a lesson of the course. Raises NotFound."""
    key = lesson_key(module, lesson)
    if not any(key in one.lessons for one in plan(head).modules):
        raise NotFound
    return key


def _open_lesson(head: SessionHead, module: str, lesson: str, actor: Identity) -> str:
    key = known_lesson(head, module, lesson)
    refuse_closed(head, module, actor=actor, lesson=key)
    return key


def lock(enrolment_id: uuid.UUID) -> None:
    """One writer at a time for each participant."""
    db.session.execute(
        lock_row(
            unscoped(
                sa.select(Enrolment.id).where(Enrolment.id == enrolment_id),
                because="the actor's own enrolment",
            )
        )
    ).all()


def _note(own: uuid.UUID, actor: Identity, kind: str, lesson: str, event_uuid: uuid.UUID) -> None:
    known = db.session.scalar(sa.select(LessonEvent.id).where(LessonEvent.uuid == event_uuid))
    if known is not None:
        return
    last = db.session.scalar(
        sa.select(sa.func.max(LessonEvent.sequence)).where(LessonEvent.owner_id == own)
    )
    module, _, name = lesson.partition("/")
    db.session.add(
        LessonEvent(
            owner_id=own,
            uuid=event_uuid,
            sequence=(last or 0) + 1,
            kind=kind,
            payload={"schema": SCHEMA, "module": module, "lesson": name},
            server_at=utcnow(),
            actor_id=actor.person_id,
        )
    )
    db.session.flush()
