"""What participants do in the demonstration: come, read, answer, draw."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from lms.accounts.identity import identity_of
from lms.attendance import services as attendance
from lms.attendance.enums import Presence
from lms.attendance.formats import MarkEvent
from lms.core.access import SYSTEM, Identity
from lms.core.clock import FixedClock
from lms.core.ids import new_id
from lms.courses import queries as courses
from lms.courses.formats import Content
from lms.courses.rows import SessionHead
from lms.demo.plans import ParticipantPlan, SessionPlan
from lms.demo.services.people import Cast
from lms.engines.marking.quiz import Quiz, question_token
from lms.engines.marking.types import Difficulty
from lms.exercises import services as exercises
from lms.exercises.kinds.base import ExerciseKind, Step
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.queries import activity_of, attempt_head
from lms.exercises.rows import EventInput
from lms.exercises.rules import partner_code
from lms.learning import services as learning
from lms.learning.services.taught import teach_module

_SIGNS = {
    "p": Presence.PRESENT,
    "l": Presence.LATE,
    "a": Presence.ABSENT,
    "e": Presence.EXCUSED,
}
WHOLE = 100
TABLE = 5  # people at one table
HARDER = {Difficulty.EASY: 0.0, Difficulty.MEDIUM: 0.25, Difficulty.HARD: 0.5}
LEARNT = 40  # what the training added, in percent of the test


def take_attendance(cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], number: int) -> None:
    """Mark the half-day `number` (from 0) of the whole roll, as the organiser."""
    head = courses.session_head(plan.slug, SYSTEM)
    half = courses.half_days(head.id)[number]
    events = [
        MarkEvent(
            new_id(),
            rows[str(person.service_no)],
            half.id,
            _SIGNS[person.attendance[number]],
        )
        for person in plan.participants
        if number < len(person.attendance)
    ]
    attendance.mark(actor=cast.acting("organiser"), slug=plan.slug, events=events)


def teach(cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], number: int) -> None:
    """The module `number` (from 0) is taught in the room; each table answers its check together.

    Who has left by then reads on alone another day, or has only opened the first lesson.
    """
    head = courses.session_head(plan.slug, SYSTEM)
    module = _content(head)["modules"][number]
    there = [one for one in plan.participants if one.modules > number]
    teach_module(
        actor=cast.acting("trainer"),
        slug=plan.slug,
        module=module["slug"],
        enrolment_ids=[rows[str(one.service_no)] for one in there],
    )
    for place in range(0, len(there), TABLE):
        table = there[place : place + TABLE]
        actor = identity_of(cast.people[str(table[0].service_no)])
        codes = [partner_code(rows[str(one.service_no)]) for one in table[1:]]
        share = max(one.test or WHOLE for one in table)
        attempt(actor, head, module["quiz"], _share(share), codes)
    _open_first(cast, plan, head, number)


def study(cast: Cast, plan: SessionPlan, number: int, clock: FixedClock) -> None:
    """Everybody who does it reads the module `number` (from 0) alone and answers its check."""
    head = courses.session_head(plan.slug, SYSTEM)
    module = _content(head)["modules"][number]
    for person in plan.participants:
        if person.modules > number:
            clock.advance(timedelta(seconds=20))
            actor = identity_of(cast.people[str(person.service_no)])
            for lesson in module["lessons"]:
                learning.finish_lesson(
                    actor=actor,
                    course_session_id=head.id,
                    module=module["slug"],
                    lesson=lesson["slug"],
                )
            attempt(actor, head, module["quiz"], _share(person.test or WHOLE))
    _open_first(cast, plan, head, number)


def _open_first(cast: Cast, plan: SessionPlan, head: SessionHead, number: int) -> None:
    """Who stopped before the module `number` has opened its first lesson, if the plan says so."""
    module = _content(head)["modules"][number]
    for person in plan.participants:
        if person.unfinished and person.modules == number:
            learning.open_lesson(
                actor=identity_of(cast.people[str(person.service_no)]),
                course_session_id=head.id,
                module=module["slug"],
                lesson=module["lessons"][0]["slug"],
            )


def draw_charts(cast: Cast, plan: SessionPlan, clock: FixedClock) -> None:
    """The link-chart exercise of those who did it."""
    head = courses.session_head(plan.slug, SYSTEM)
    key = _content(head)["course"]["exercises"][0]
    for person in plan.participants:
        if person.chart is not None:
            clock.advance(timedelta(seconds=20))
            actor = identity_of(cast.people[str(person.service_no)])
            attempt(actor, head, key, _share(person.chart))


def take_test(cast: Cast, plan: SessionPlan, clock: FixedClock, *, before: bool = False) -> None:
    """The post-test of those who sat it, or the pre-test with what they knew before; the trainer
    then shows the marks."""
    head = courses.session_head(plan.slug, SYSTEM)
    key = _content(head)["course"]["tests"][0 if before else -1]
    for person in plan.participants:
        share = _before(person) if before else person.test
        if share is not None:
            clock.advance(timedelta(seconds=20))
            actor = identity_of(cast.people[str(person.service_no)])
            attempt(actor, head, key, _share(share))
    exercises.release(actor=cast.acting("trainer"), course_session_id=head.id, activity_key=key)


def _before(person: ParticipantPlan) -> int | None:
    """What somebody knew before, in percent of the test; None who did not sit it."""
    if person.before is not None or person.test is None:
        return person.before
    return max(0, person.test - LEARNT)


def attempt(
    actor: Identity, head: SessionHead, key: str, share: Fraction, codes: Sequence[str] = ()
) -> None:
    """An attempt from start to handing in, with the given share of it right; `codes` are those of
    partners at the same computer."""
    attempt_id = exercises.start_attempt(
        actor=actor, course_session_id=head.id, activity=key, partner_codes=codes
    )
    steps = _steps(actor, attempt_id, share)
    exercises.append_events(
        actor=actor,
        attempt_id=attempt_id,
        events=[EventInput(new_id(), step.kind, step.payload) for step in steps],
    )
    exercises.hand_in(actor=actor, attempt_id=attempt_id)


def _steps(actor: Identity, attempt_id: UUID, share: Fraction) -> list[Step]:
    begun = attempt_head(attempt_id, actor=actor)
    known = activity_of(begun)
    if isinstance(known.spec, Quiz):
        return _answers(known.spec, known.kind, begun.seed, share)
    return known.kind.model_steps(known.spec, begun.seed, share=share)


def _answers(quiz: Quiz, kind: ExerciseKind[Any], seed: str, share: Fraction) -> list[Step]:
    """Answers of a person who knows `share` of the questions, the harder ones less often: right
    ones, and wrong choices or nothing for the others."""
    views = {view["token"]: view for view in kind.public_view(quiz, seed)["questions"]}
    steps = kind.model_steps(quiz, seed, share=Fraction(1))
    hard = {question_token(seed, one): HARDER[one.difficulty] for one in quiz.questions}

    def unknown(step: Step) -> float:
        token = step.payload["question"]
        return hard[token] + random.Random(seed + token).random()  # noqa: S311 - invented answers

    ranked = sorted(steps, key=unknown)
    right = int(len(ranked) * share)
    wrong = [_wrong(step, views[step.payload["question"]]) for step in ranked[right:]]
    return [*ranked[:right], *(step for step in wrong if step is not None)]


def _wrong(step: Step, view: Mapping[str, Any]) -> Step | None:
    """Another choice than the right one; None for kinds where nothing is answered instead."""
    if view["kind"] != "single":
        return None
    token = step.payload["question"]
    others = [
        one["token"]
        for one in view["options"]
        if one["token"] not in step.payload["answer"]["chosen"]
    ]
    return answer_step(token, {"chosen": [random.Random(token).choice(others)]})  # noqa: S311


def _content(head: SessionHead) -> Content:
    assert head.content_hash is not None
    return courses.content(head.content_hash)


def _share(percent: int) -> Fraction:
    return Fraction(percent, WHOLE)
