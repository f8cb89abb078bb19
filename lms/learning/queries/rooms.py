"""How the room is getting on, for its trainers and organisers."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import roll_entries
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember
from lms.exercises.queries import results
from lms.exercises.rows import Result
from lms.learning.models import LessonEvent
from lms.learning.policies import Permission
from lms.learning.queries.completion import completion_of, done_lessons
from lms.learning.queries.plans import Plan, plan
from lms.learning.rows import ProgressLine, RoomProgress
from lms.learning.rules import pace


def room_progress(head: SessionHead, *, actor: Identity) -> RoomProgress:
    """Everybody of the session with the steps of each module, in a constant number of queries."""
    require(actor, Permission.SEE_PROGRESS, head)
    course = plan(head)
    now = utcnow()
    lessons = done_lessons(head.id)
    last = _last_signs(head.id)
    taken: dict[uuid.UUID, list[Result]] = defaultdict(list)
    for result in results(head.id, actor=actor):
        taken[result.enrolment_id].append(result)
    lines = []
    for entry in roll_entries(head.id, actor=actor):
        if entry.state is EnrolmentState.WITHDRAWN:
            continue
        done, mine = lessons.get(entry.id, frozenset()), taken[entry.id]
        completion = completion_of(entry.id, course, done, mine)
        lines.append(
            ProgressLine(
                enrolment_id=entry.id,
                name=entry.full_name,
                name_local=entry.name_local,
                agency_id=entry.agency_id,
                steps=_steps(course, done, mine),
                completion=completion,
                last_at=last.get(entry.id),
                pace=pace(completion, last.get(entry.id), _failures(course, mine), now),
            )
        )
    modules = [
        (one.slug, one.body["title"], len(one.lessons) + (one.check is not None))
        for one in course.modules
    ]
    return RoomProgress(modules, lines)


def _steps(course: Plan, lessons: frozenset[str], taken: Iterable[Result]) -> list[int]:
    handed = {one.activity for one in taken if one.handed_in_at}
    return [
        len(lessons & set(module.lessons)) + (module.check is not None and module.check in handed)
        for module in course.modules
    ]


def _failures(course: Plan, taken: Iterable[Result]) -> int:
    """How often the most difficult activity was tried and not passed."""
    tries: dict[str, list[int]] = defaultdict(list)
    for one in taken:
        if one.percent is not None:
            tries[one.activity].append(one.percent)
    counts = [
        len(percents)
        for key, percents in tries.items()
        if key in course.activities and max(percents) < course.activities[key].terms.pass_mark
    ]
    return max(counts, default=0)


def _last_signs(course_session_id: uuid.UUID) -> dict[uuid.UUID, datetime]:
    """When each enrolment last opened a lesson or made a step."""
    read = db.session.execute(
        unscoped(
            sa.select(LessonEvent.owner_id, sa.func.max(LessonEvent.server_at))
            .join(Enrolment, Enrolment.id == LessonEvent.owner_id)
            .where(Enrolment.course_session_id == course_session_id)
            .group_by(LessonEvent.owner_id),
            because="the caller may see the whole room",
        )
    ).all()
    made = db.session.execute(
        unscoped(
            sa.select(AttemptMember.enrolment_id, sa.func.max(AttemptEvent.server_at))
            .join(Attempt, Attempt.id == AttemptMember.attempt_id)
            .join(AttemptEvent, AttemptEvent.owner_id == Attempt.id)
            .where(Attempt.course_session_id == course_session_id)
            .group_by(AttemptMember.enrolment_id),
            because="the caller may see the whole room",
        )
    ).all()
    found: dict[uuid.UUID, datetime] = {}
    for enrolment_id, at in (*read, *made):
        found[enrolment_id] = max(found.get(enrolment_id, at), at)
    return found
