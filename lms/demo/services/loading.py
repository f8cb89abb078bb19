"""The demonstration into an empty installation: all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare.services.reminding import remind
from lms.agencies.models import Agency
from lms.attendance.services import write_outcomes
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.installation import ensure_installation
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses import services as courses
from lms.courses.enums import SessionState
from lms.demo.plans import SessionPlan, people_plan, places_plan, session_plans
from lms.demo.queries import is_empty
from lms.demo.services.acting import told_by
from lms.demo.services.aftercare import limit_validity
from lms.demo.services.agendas import (
    Places,
    change_late,
    make_days_off,
    make_places,
    note_absence,
    plan_agenda,
)
from lms.demo.services.ceremonies import plan_ceremony
from lms.demo.services.charts import solve_case
from lms.demo.services.modules import begin_draft, mark_essays, open_charts, open_modules
from lms.demo.services.nominations import take_nominations
from lms.demo.services.papers import issue_and_correct
from lms.demo.services.people import Cast, make_cast
from lms.demo.services.preparing import arrange, seat_at_tables
from lms.demo.services.sessions import at, fill_roll, first_day, set_up, turn
from lms.demo.services.teaching import draw_charts, take_attendance, take_test, teach

MODULES = 12
ENDING = timedelta(days=60)  # after which the past session's certificates end
OPENED = datetime(2018, 9, 3, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Loaded:
    """What was made."""

    agencies: int
    people: int
    sessions: tuple[str, ...]


def load() -> Loaded:
    """Fill the empty installation. Raises Refused where it is not a demonstration or not empty.

    The past is told by a clock that is set back; everything goes through the rooms' services, in
    one transaction.
    """
    if not settings().demo:
        raise Refused(N_("This is no demonstration. Set CONCORD_DEMO=1 for one."))
    today = utcnow()
    with transaction():
        if not is_empty():
            raise Refused(N_("There is data already. The demonstration wants an empty database."))
        clock = FixedClock(OPENED)
        with told_by(clock):
            ensure_installation()
            cast = make_cast(people_plan())
            [snapshot, *_others] = courses.import_library(actor=SYSTEM)
            course_id = snapshot.course_id
            past, news, coming, open_ = session_plans()
            made = make_places(cast, places_plan(), news.zone)
            _closed_one(cast, past, course_id, clock, today)
            _karachi(cast, news, course_id, clock, made)
            clock.set(today - timedelta(days=10))
            first = first_day(coming, today.date())
            _coming_one(cast, coming, course_id, first, clock)
            plan_agenda(cast, coming, made)
            change_late(cast, coming)
            _open_one(cast, open_, course_id, today, clock)
            note_absence(cast, "trainer-3", first + timedelta(days=1), coming.zone)
            clock.set(today - timedelta(days=1))
            begin_draft(cast, snapshot.hash)
            clock.set(today)
            make_days_off(cast, places_plan(), today.date())
            remind()
    return Loaded(
        agencies=db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) or 0,
        people=len(cast.people),
        sessions=tuple(plan.slug for plan in session_plans()),
    )


def _closed_one(
    cast: Cast, plan: SessionPlan, course_id: UUID, clock: FixedClock, today: datetime
) -> None:
    first = first_day(plan, clock.now().date())
    row = set_up(cast, plan, course_id, first, clock.now().date())
    turn(cast, row, SessionState.ANNOUNCED)
    rows = fill_roll(cast, plan)
    turn(cast, row, SessionState.CONFIRMED)
    at(clock, first, 8, plan.zone)
    turn(cast, row, SessionState.RUNNING)
    for number in range(2 * plan.days):
        at(clock, first + timedelta(days=number // 2), 12 + 4 * (number % 2), plan.zone)
        take_attendance(cast, plan, rows, number)
    take_test(cast, plan, clock)
    write_outcomes(actor=cast.acting("organiser"), slug=plan.slug)
    turn(cast, row, SessionState.COMPLETED)
    plan_ceremony(cast, plan, first + timedelta(days=plan.days))
    at(clock, first + timedelta(days=plan.days), 10, plan.zone)
    limit_validity(cast, plan, today + ENDING)
    issue_and_correct(cast, plan, row, rows, clock)
    turn(cast, row, SessionState.CLOSED)


def _karachi(
    cast: Cast, plan: SessionPlan, course_id: UUID, clock: FixedClock, made: Places
) -> None:
    first = first_day(plan, clock.now().date())
    at(clock, first - timedelta(days=43), 9, plan.zone)
    row = set_up(cast, plan, course_id, first, clock.now().date())
    clock.advance(timedelta(days=7))
    turn(cast, row, SessionState.ANNOUNCED)
    clock.advance(timedelta(days=21))
    rows = fill_roll(cast, plan)
    seat_at_tables(cast, plan, 7)
    plan_agenda(cast, plan, made)
    clock.advance(timedelta(days=7))
    turn(cast, row, SessionState.CONFIRMED)
    at(clock, first, 8, plan.zone)
    turn(cast, row, SessionState.RUNNING)
    open_charts(cast, plan)
    for day in range(plan.days):
        today = first + timedelta(days=day)
        at(clock, today, 12, plan.zone, 30)
        take_attendance(cast, plan, rows, 2 * day)
        _lesson_of(day, cast, plan, rows, clock)
        at(clock, today, 16, plan.zone, 30)
        take_attendance(cast, plan, rows, 2 * day + 1)
    mark_essays(cast, plan, clock)
    plan_ceremony(cast, plan, first + timedelta(days=plan.days - 1))
    write_outcomes(actor=cast.acting("organiser"), slug=plan.slug)
    turn(cast, row, SessionState.COMPLETED)


def _lesson_of(
    day: int, cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], clock: FixedClock
) -> None:
    """A third of the modules a day; the tests stand at both ends, the charts on the last day."""
    if day == 0:
        take_test(cast, plan, clock, before=True)
    for number in range(MODULES * day // plan.days, MODULES * (day + 1) // plan.days):
        clock.advance(timedelta(minutes=5))
        teach(cast, plan, rows, number)
    if day == plan.days - 1:
        draw_charts(cast, plan, clock)
        solve_case(cast, plan, rows, clock)
        take_test(cast, plan, clock)


def _coming_one(
    cast: Cast, plan: SessionPlan, course_id: UUID, first: date, clock: FixedClock
) -> None:
    row = set_up(cast, plan, course_id, first, clock.now().date())
    turn(cast, row, SessionState.ANNOUNCED)
    clock.advance(timedelta(days=4))
    rows = fill_roll(cast, plan)
    open_modules(cast, plan, rows, first, clock)
    clock.advance(timedelta(days=3))
    turn(cast, row, SessionState.CONFIRMED)


def _open_one(
    cast: Cast, plan: SessionPlan, course_id: UUID, today: datetime, clock: FixedClock
) -> None:
    """A session that takes nominations: announced nine days ago."""
    clock.set(today - timedelta(days=9))
    first = first_day(plan, today.date())
    row = set_up(cast, plan, course_id, first, clock.now().date())
    turn(cast, row, SessionState.ANNOUNCED)
    arrange(cast, plan, take_nominations(cast, plan, clock), first)
