"""What counts for certificates: modules, exercises and tests of a whole session."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from lms.core.access import SYSTEM, Identity, Role
from lms.core.db import db, seen_by, unscoped
from lms.courses.policies import teaches
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Part
from lms.exercises.queries import results
from lms.exercises.rows import Result
from lms.learning.models import LessonProgress
from lms.learning.queries.plans import Plan, plan
from lms.learning.rows import Completion


def completions(course_session_id: uuid.UUID, *, actor: Identity) -> dict[uuid.UUID, Completion]:
    """By enrolment, for everybody of the session whom `actor` may see. Constant query count.

    What is done counts the same whoever looks, though answers and charts are for few: who may see a
    person may see how far that person has come. A mark that nobody has released is told to those
    who run or sign for the session only.
    """
    head = session_head_by_id(course_session_id, actor)
    ids = db.session.scalars(
        seen_by(
            actor,
            sa.select(Enrolment.id).where(Enrolment.course_session_id == course_session_id),
            Enrolment,
        )
    ).all()
    if head.content_hash is None:
        return {one: completion_of(one, None, frozenset(), ()) for one in ids}
    course = plan(head)
    lessons = done_lessons(course_session_id)
    taken: dict[uuid.UUID, list[Result]] = defaultdict(list)
    hidden = not _sees_unreleased(actor, head)
    for result in results(course_session_id, actor=SYSTEM):
        told = result._replace(percent=None) if hidden and not result.released_at else result
        taken[result.enrolment_id].append(told)
    return {
        one: completion_of(
            one, course, lessons.get(one, frozenset()), taken[one], marks_hidden=hidden
        )
        for one in ids
    }


def _sees_unreleased(actor: Identity, head: SessionHead) -> bool:
    signs = actor.has(Role.SIGNATORY, course_session_id=head.id)
    return actor.is_system or teaches(actor, head) or signs


def done_lessons(course_session_id: uuid.UUID) -> Mapping[uuid.UUID, frozenset[str]]:
    """The lessons that each enrolment of a session has done, in one query."""
    rows = db.session.execute(
        unscoped(
            sa.select(LessonProgress.enrolment_id, LessonProgress.lesson)
            .join(Enrolment, Enrolment.id == LessonProgress.enrolment_id)
            .where(
                Enrolment.course_session_id == course_session_id,
                LessonProgress.done_at.is_not(None),
            ),
            because="callers pick the enrolments that their actor may see",
        )
    )
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in rows:
        found[row.enrolment_id].add(row.lesson)
    return {enrolment_id: frozenset(lessons) for enrolment_id, lessons in found.items()}


def completion_of(
    enrolment_id: uuid.UUID,
    course: Plan | None,
    lessons: frozenset[str],
    taken: Iterable[Result],
    *,
    marks_hidden: bool = False,
) -> Completion:
    """One person's completion from what was read for the whole session."""
    if course is None:
        return Completion(enrolment_id, 0, 0, 0, 0, False, None, None)
    handed = [one for one in taken if one.state is not AttemptState.OPEN]
    keys = {one.activity for one in handed}
    # whoever may not know a mark is told that work is handed in, whatever it is worth
    worth = {
        one.activity for one in handed if one.percent or (marks_hidden and not one.released_at)
    }
    modules_done = sum(
        set(module.lessons) <= lessons and (module.check is None or module.check in keys)
        for module in course.modules
    )
    after = [key for key in course.after if course.activities[key].terms.part is Part.POST_TEST]
    best = _best(handed, after)
    return Completion(
        enrolment_id=enrolment_id,
        modules_done=modules_done,
        modules=len(course.modules),
        exercises_done=sum(key in worth for key in course.exercises),
        exercises=len(course.exercises),
        has_post_test=bool(after),
        post_test_percent=best,
        pre_test_percent=_best(handed, course.before),
        post_test_waits=best is None and not keys.isdisjoint(after),
    )


def _best(handed: Iterable[Result], keys: Iterable[str]) -> int | None:
    wanted = set(keys)
    percents = [one.percent for one in handed if one.activity in wanted and one.percent is not None]
    return max(percents, default=None)
