"""The course as one participant meets it, and the one next thing to do."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.messages import Message
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.engines.marking.plan import Show
from lms.engines.marking.quiz import Quiz
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Part
from lms.exercises.queries import own_enrolment
from lms.exercises.rows import Activity, Result
from lms.learning.policies import Permission
from lms.learning.queries.openings import openings, opens_next
from lms.learning.queries.plans import ModulePlan, Plan, plan
from lms.learning.queries.record import record_of
from lms.learning.rows import ActivityLine, CarryOn, LessonLine, ModuleLine, Outline, Stage
from lms.learning.rules.pretest import offers_pre_test


def outline(head: SessionHead, *, actor: Identity) -> Outline:
    """The course with the actor's own progress; without any for those who only teach it."""
    require(actor, Permission.READ, head)
    course = plan(head)
    record = record_of(own_enrolment(head, actor=actor), head.id)
    found = openings(head, actor=actor)
    stages = {
        key: Stage.DONE if reading.done else Stage.BEGUN for key, reading in record.lessons.items()
    }
    mine = record.taken

    def lines(keys: Sequence[str]) -> list[ActivityLine]:
        return [activity_line(course.activities[key], mine.get(key, ())) for key in keys]

    in_modules = {key for module in course.modules for key in module.exercises}
    return Outline(
        course=course.course,
        before=lines(course.before),
        modules=[
            _module_line(course, module, stages, mine, found.closed.get(module.slug, ()))
            for module in course.modules
        ],
        exercises=lines([key for key in course.exercises if key not in in_modules]),
        after=lines(course.after),
        live=record.live,
        opens_next=opens_next(found),
    )


def activity_line(known: Activity, taken: Sequence[Result]) -> ActivityLine:
    """An activity with what one person made of it; the mark only where its author shows marks."""
    released = [one.percent for one in taken if one.released_at and one.percent is not None]
    shown = released if shows_marks(known) else []
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


def shows_marks(known: Activity) -> bool:
    """Whether participants may see their marks at an activity once these are released."""
    return not isinstance(known.spec, Quiz) or Show.MARKS in known.spec.show


def _module_line(
    course: Plan,
    module: ModulePlan,
    stages: Mapping[str, Stage],
    mine: Mapping[str, Sequence[Result]],
    lacks: Sequence[Message],
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
        check=activity_line(course.activities[check], mine.get(check, ())) if check else None,
        exercises=[
            activity_line(course.activities[key], mine.get(key, ())) for key in module.exercises
        ],
        aims=[aim["text"] for aim in module.body["aims"]],
        lacks=lacks,
    )


def carry_on(course_session_id: uuid.UUID, *, actor: Identity) -> CarryOn | None:
    """The one next thing for a participant; None when all is done or nothing is pinned."""
    head = session_head_by_id(course_session_id, actor)
    if head.content_hash is None or own_enrolment(head, actor=actor) is None:
        return None
    return next_thing(head, outline(head, actor=actor))


def next_thing(head: SessionHead, course: Outline) -> CarryOn | None:
    """The first thing in the course's order that is not done, not closed and still of use."""
    return next(_left(head, course), None)


def _left(head: SessionHead, course: Outline) -> Iterator[CarryOn]:
    """All that is left to do, in the course's order."""
    open_modules = [module for module in course.modules if not module.lacks]
    if offers_pre_test(head.state, head.starts_on, head.zone, utcnow()):
        yield from _activities(head, course.before)
    for module in open_modules:
        for lesson in module.lessons:
            if lesson.stage is not Stage.DONE:
                values = {"slug": head.slug, "module": lesson.module, "lesson": lesson.lesson}
                begun = lesson.stage is Stage.BEGUN
                yield CarryOn("lesson", lesson.title, "learning.lesson", values, begun)
        yield from _activities(head, [module.check] if module.check else [])
        yield from _activities(head, module.exercises)
    yield from _activities(head, [*course.exercises, *course.after])


def _activities(head: SessionHead, lines: Iterable[ActivityLine]) -> Iterator[CarryOn]:
    return (_activity(head, line) for line in lines if line.stage is not Stage.DONE)


def _activity(head: SessionHead, line: ActivityLine) -> CarryOn:
    """`kind` is pre_test, post_test, check or exercise."""
    values = {"slug": head.slug, "key": line.key}
    begun = line.stage is Stage.BEGUN
    if line.kind != "quiz":
        return CarryOn("exercise", line.title, "exercises.exercise", values, begun)
    test = line.part in {Part.PRE_TEST, Part.POST_TEST}
    kind = line.part.value if test else "check"
    return CarryOn(kind, line.title, "learning.check", values, begun)
