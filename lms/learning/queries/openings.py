"""Which modules are open to a participant, and what is missing for the others."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.attendance.models import AttendanceMark
from lms.attendance.rules import COUNTS
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.messages import Message
from lms.courses.models import HalfDay
from lms.courses.policies import teaches
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.queries import own_enrolment
from lms.learning.models import ModuleOpening
from lms.learning.queries.plans import ModulePlan, Plan, plan
from lms.learning.queries.record import Record, record_of
from lms.learning.rules.openings import (
    Ask,
    HalfDayAsked,
    Result,
    Standing,
    Title,
    Titles,
    missing,
    next_moment,
)


@dataclass(frozen=True)
class Openings:
    """What is missing for each closed module, in words; modules not named are open.

    `asks` is what every module asks; a module that a person has done stays open.
    """

    closed: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    asks: Mapping[str, Ask] = field(default_factory=dict)


ALL_OPEN = Openings()


@dataclass(frozen=True)
class ClosedModule:
    """A module that cannot be opened yet, with all that is missing in words."""

    slug: str
    title: Title
    lacks: Sequence[Message]


def openings(head: SessionHead, *, actor: Identity) -> Openings:
    """What is closed to the actor here. To those who teach, all is open."""
    own = own_enrolment(head, actor=actor)
    if own is None or teaches(actor, head):
        return ALL_OPEN
    return openings_of(head, own, record_of(own, head.id))


def openings_of(head: SessionHead, enrolment_id: uuid.UUID, record: Record) -> Openings:
    """What is closed to one enrolment. One query, and one more where a half-day is asked for."""
    course = plan(head)
    asks = asked(course, head)
    if all(ask.is_empty for ask in asks.values()):
        return Openings(asks=asks)
    standing = _standing(course, asks, enrolment_id, record)
    titles = titles_of(course, head)
    now = utcnow()
    closed = {
        slug: missing(ask, standing, titles, now)
        for slug, ask in asks.items()
        if slug not in standing.modules_done
    }
    return Openings({slug: lacks for slug, lacks in closed.items() if lacks}, asks)


def titles_of(course: Plan, head: SessionHead) -> Titles:
    """Names for the words of what is missing."""
    return Titles(
        {module.slug: module.body["title"] for module in course.modules},
        {key: known.terms.title for key, known in course.activities.items()},
        head.zone,
    )


def asked(course: Plan, head: SessionHead) -> dict[str, Ask]:
    """What each module asks: what the course says, and what the session adds."""
    rows = {
        row.module: row
        for row in db.session.execute(
            sa.select(
                ModuleOpening.module,
                ModuleOpening.opens_at,
                ModuleOpening.activity,
                ModuleOpening.percent,
                ModuleOpening.to_all,
                HalfDay.id.label("half_day_id"),
                HalfDay.day,
                HalfDay.part,
            )
            .outerjoin(HalfDay, HalfDay.id == ModuleOpening.half_day_id)
            .where(ModuleOpening.course_session_id == head.id)
        )
    }
    return {module.slug: ask_of(course, module, rows.get(module.slug)) for module in course.modules}


def ask_of(course: Plan, module: ModulePlan, row: Any = None) -> Ask:
    """What one module asks; `row` is what the session has set for it."""
    if row is not None and row.to_all:
        return Ask()
    need = module.body.get("needs")
    results = [Result(need["activity"], need["percent"])] if need else []
    if row is not None and row.activity:
        results.append(Result(row.activity, row.percent))
    half_day = row is not None and row.half_day_id is not None
    return Ask(
        after=tuple(module.body.get("after", ())),
        results=[result for result in results if result.activity in course.activities],
        opens_at=row.opens_at if row is not None else None,
        half_day=HalfDayAsked(row.half_day_id, row.day, row.part) if row and half_day else None,
    )


def _standing(
    course: Plan, asks: Mapping[str, Ask], enrolment_id: uuid.UUID, record: Record
) -> Standing:
    percents: dict[str, int] = {}
    waiting = set()
    for activity, taken in record.taken.items():
        shown = [one.percent for one in taken if one.released_at and one.percent is not None]
        if shown:
            percents[activity] = max(shown)
        if any(one.state is not AttemptState.OPEN and not one.released_at for one in taken):
            waiting.add(activity)
    half_day_ids = {ask.half_day.id for ask in asks.values() if ask.half_day}
    return Standing(
        modules_done={module.slug for module in course.modules if record.is_done(module)},
        percents=percents,
        waiting=waiting,
        present=_present(enrolment_id, half_day_ids) if half_day_ids else (),
    )


def _present(enrolment_id: uuid.UUID, half_day_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    rows = db.session.scalars(
        sa.select(AttendanceMark.half_day_id).where(
            AttendanceMark.enrolment_id == enrolment_id,
            AttendanceMark.half_day_id.in_(half_day_ids),
            AttendanceMark.presence.in_(COUNTS),
        )
    )
    return set(rows)


def refuse_closed(head: SessionHead, module: str, *, actor: Identity, lesson: str = "") -> None:
    """Raise Refused with what is missing where the module is closed to the actor.

    A lesson that was done before stays readable.
    """
    lacks = openings(head, actor=actor).closed.get(module)
    if not lacks:
        return
    own = own_enrolment(head, actor=actor)
    done = record_of(own, head.id).lessons.get(lesson)
    if done is None or not done.done:
        raise Refused(lacks[0])


def closed_module(head: SessionHead, module: str, *, actor: Identity) -> ClosedModule | None:
    """What a module that is closed to the actor is called and waits for; None where it is open."""
    lacks = openings(head, actor=actor).closed.get(module)
    return ClosedModule(module, known_module(head, module).body["title"], lacks) if lacks else None


def start_refusal(head: SessionHead, activity: str, enrolment_id: uuid.UUID) -> Message | None:
    """Why an enrolment may not begin an activity of the course: all its modules are closed."""
    modules = [
        module.slug
        for module in plan(head).modules
        if activity == module.check or activity in module.exercises
    ]
    if not modules:
        return None
    closed = openings_of(head, enrolment_id, record_of(enrolment_id, head.id)).closed
    lacks = [closed.get(slug) for slug in modules]
    return next((one[0] for one in lacks if one), None) if all(lacks) else None


def known_module(head: SessionHead, module: str) -> ModulePlan:
    """The plan of a module. Raises NotFound."""
    found = next((one for one in plan(head).modules if one.slug == module), None)
    if found is None:
        raise NotFound
    return found


def opens_next(found: Openings) -> datetime | None:
    """The next moment at which a closed module opens by date, or None."""
    return next_moment([found.asks[slug] for slug in found.closed], utcnow())
