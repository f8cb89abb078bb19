"""The course as one participant meets it, and the one next thing to do."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Part
from lms.exercises.queries import own_enrolment, results
from lms.exercises.rows import Activity, Result
from lms.learning.models import LessonProgress
from lms.learning.policies import Permission
from lms.learning.queries.plans import ModulePlan, Plan, plan
from lms.learning.rows import ActivityLine, CarryOn, LessonLine, ModuleLine, Outline, Stage


def outline(head: SessionHead, *, actor: Identity) -> Outline:
    """The course with the actor's own progress; without any for those who only teach it."""
    require(actor, Permission.READ, head)
    course = plan(head)
    own = own_enrolment(head, actor=actor)
    stages = _lesson_stages(own) if own else {}
    mine: dict[str, list[Result]] = defaultdict(list)
    for result in results(head.id, actor=actor) if own else []:
        if result.enrolment_id == own:
            mine[result.activity].append(result)

    def lines(keys: Sequence[str]) -> list[ActivityLine]:
        return [activity_line(course.activities[key], mine[key]) for key in keys]

    in_modules = {key for module in course.modules for key in module.exercises}
    return Outline(
        course=course.course,
        before=lines(course.before),
        modules=[_module_line(course, module, stages, mine) for module in course.modules],
        exercises=lines([key for key in course.exercises if key not in in_modules]),
        after=lines(course.after),
    )


def activity_line(known: Activity, taken: Sequence[Result]) -> ActivityLine:
    """An activity with what one person made of it."""
    shown = [one.percent for one in taken if one.released_at and one.percent is not None]
    handed = [one for one in taken if one.state is not AttemptState.OPEN]
    stage = Stage.DONE if handed else (Stage.BEGUN if taken else Stage.NEW)
    return ActivityLine(
        key=known.key,
        kind=known.kind.name,
        part=known.terms.part,
        title=known.terms.title,
        pass_mark=known.terms.pass_mark,
        stage=stage,
        percent=max(shown, default=None),
        waits=any(one.released_at is None for one in handed),
    )


def _module_line(
    course: Plan,
    module: ModulePlan,
    stages: Mapping[str, Stage],
    mine: Mapping[str, list[Result]],
) -> ModuleLine:
    lessons = [
        LessonLine(
            module.slug, body["slug"], body["title"], body["minutes"], stages.get(key, Stage.NEW)
        )
        for key, body in zip(module.lessons, module.body["lessons"], strict=True)
    ]
    check = module.check
    return ModuleLine(
        slug=module.slug,
        title=module.body["title"],
        summary=module.body["summary"],
        minutes=module.body["minutes"],
        lessons=lessons,
        check=activity_line(course.activities[check], mine[check]) if check else None,
        exercises=[activity_line(course.activities[key], mine[key]) for key in module.exercises],
    )


def _lesson_stages(enrolment_id: uuid.UUID) -> dict[str, Stage]:
    rows = db.session.execute(
        sa.select(LessonProgress.lesson, LessonProgress.done_at).where(
            LessonProgress.enrolment_id == enrolment_id
        )
    )
    return {row.lesson: Stage.DONE if row.done_at else Stage.BEGUN for row in rows}


def carry_on(course_session_id: uuid.UUID, *, actor: Identity) -> CarryOn | None:
    """The one next thing for a participant; None when all is done or nothing is pinned."""
    head = session_head_by_id(course_session_id, actor)
    if head.content_hash is None or own_enrolment(head, actor=actor) is None:
        return None
    return next_thing(head, outline(head, actor=actor))


def next_thing(head: SessionHead, course: Outline) -> CarryOn | None:
    """The first thing in the course's order that is not done."""
    for line in course.before:
        if line.stage is not Stage.DONE:
            return _activity(head, line)
    for module in course.modules:
        for lesson in module.lessons:
            if lesson.stage is not Stage.DONE:
                values = {"slug": head.slug, "module": lesson.module, "lesson": lesson.lesson}
                begun = lesson.stage is Stage.BEGUN
                return CarryOn("lesson", lesson.title, "learning.lesson", values, begun)
        rest = [*([module.check] if module.check else []), *module.exercises]
        for line in rest:
            if line.stage is not Stage.DONE:
                return _activity(head, line)
    for line in [*course.exercises, *course.after]:
        if line.stage is not Stage.DONE:
            return _activity(head, line)
    return None


def _activity(head: SessionHead, line: ActivityLine) -> CarryOn:
    """`kind` is pre_test, post_test, check or exercise."""
    values = {"slug": head.slug, "key": line.key}
    begun = line.stage is Stage.BEGUN
    if line.kind != "quiz":
        return CarryOn("exercise", line.title, "exercises.exercise", values, begun)
    test = line.part in {Part.PRE_TEST, Part.POST_TEST}
    kind = line.part.value if test else "check"
    return CarryOn(kind, line.title, "learning.check", values, begun)
