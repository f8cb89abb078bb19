"""Course sessions of the demonstration: set up, filled, and led through their life."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, seen_by
from lms.core.spreadsheet import write_csv
from lms.courses import queries as courses
from lms.courses import services as courses_services
from lms.courses.enums import SessionState, StaffRole
from lms.courses.inputs import CompletionRule, HalfDayInput, SessionFacts, SignatoryInput
from lms.courses.rules import usual_half_days
from lms.demo.plans import ParticipantPlan, SessionPlan
from lms.demo.services.acting import moment
from lms.demo.services.people import Cast, make_person
from lms.enrolments import services as enrolments
from lms.enrolments.formats import Field
from lms.enrolments.models import Enrolment

_ROLES = {
    "organiser": StaffRole.ORGANISER,
    "trainer": StaffRole.TRAINER,
    "signatory": StaffRole.SIGNATORY,
    "observer": StaffRole.OBSERVER,
}


def first_day(plan: SessionPlan, today: date) -> date:
    """The session's first day: as written, or the first Monday that is far enough away."""
    if plan.first_day is not None:
        return plan.first_day
    day = today + timedelta(days=plan.in_days or 1)
    return day + timedelta(days=-day.weekday() % 7)


def set_up(cast: Cast, plan: SessionPlan, course_id: UUID, first: date, appointed: date) -> UUID:
    """The session as a draft: by the administrator, who then appoints its staff."""
    last = first + timedelta(days=plan.days - 1)
    row = courses_services.create_session(
        actor=SYSTEM,
        facts=SessionFacts(
            course_id=course_id,
            slug=plan.slug,
            code=plan.code.format(year=first.year),
            title=plan.title,
            starts_on=first,
            ends_on=last,
            time_zone=plan.zone,
            capacity=plan.capacity,
            venue=plan.venue,
            place=plan.place,
            host_name=plan.host,
            organised_by=plan.organised_by,
            donor=plan.donor,
            project=plan.project,
        ),
    )
    for key in plan.staff:
        courses_services.appoint_staff(
            actor=SYSTEM,
            course_session_id=row.id,
            person_id=cast.people[key],
            role=_ROLES[key.partition("-")[0]],
            starts_on=appointed,
        )
    _furnish(cast, plan, row.id, first, last)
    return row.id


def _furnish(
    cast: Cast, plan: SessionPlan, course_session_id: UUID, first: date, last: date
) -> None:
    organiser = cast.acting("organiser")
    courses_services.set_agencies(
        actor=organiser,
        course_session_id=course_session_id,
        agency_ids=[cast.agencies[slug] for slug in plan.agencies],
    )
    courses_services.set_half_days(
        actor=organiser,
        course_session_id=course_session_id,
        half_days=[HalfDayInput.of(half, plan.zone) for half in usual_half_days(first, last)],
    )
    courses_services.set_signatories(
        actor=organiser,
        course_session_id=course_session_id,
        signatories=[
            SignatoryInput(one.office, one.organisation, seals_file=one.seals)
            for one in plan.signatories
        ],
    )
    rule = plan.rule
    courses_services.set_rule(
        actor=organiser,
        course_session_id=course_session_id,
        rule=CompletionRule(
            rule.attendance, rule.modules, rule.post_test, rule.exercises, rule.participation
        ),
    )


def turn(cast: Cast, course_session_id: UUID, *states: SessionState) -> None:
    """Lead the session through these states, as its organiser."""
    for state in states:
        courses_services.change_state(
            actor=cast.acting("organiser"), course_session_id=course_session_id, to=state
        )


def fill_roll(cast: Cast, plan: SessionPlan) -> dict[str, UUID]:
    """People into the records of their agencies, then the roll from a spreadsheet, then names.

    Returns the enrolments by service number.
    """
    organiser = cast.acting("organiser")
    for person in plan.participants:
        if not person.known:
            key = _number(person)
            cast.people[key] = make_person(cast, person, actor=SYSTEM, account=True)
    draft = enrolments.read_file(
        actor=organiser, slug=plan.slug, file_name="roll.csv", data=_sheet(plan.participants)
    )
    import_id = enrolments.upload_roll(
        actor=organiser, slug=plan.slug, file_name=f"roll-{plan.slug}.csv", draft=draft
    )
    enrolments.confirm_import(actor=organiser, slug=plan.slug, import_id=import_id)
    rows = _on_roll(plan.slug)
    enrolments.approve_names(actor=organiser, slug=plan.slug, enrolment_ids=list(rows.values()))
    return rows


def _sheet(people: Sequence[ParticipantPlan]) -> bytes:
    columns = (
        Field.FIRST_NAME, Field.LAST_NAME, Field.NAME_LOCAL, Field.GENDER, Field.AGENCY,
        Field.DESIGNATION, Field.RANK, Field.SERVICE_NO,
    )  # fmt: skip
    return write_csv(
        [column.value for column in columns],
        [
            [
                person.first,
                person.last,
                person.local,
                person.gender.value,
                person.agency,
                person.designation,
                person.rank,
                _number(person),
            ]
            for person in people
        ],
    )


def _on_roll(slug: str) -> dict[str, UUID]:
    head = courses.session_head(slug, SYSTEM)
    rows = db.session.execute(
        seen_by(
            SYSTEM,
            sa.select(Enrolment.service_no, Enrolment.id).where(
                Enrolment.course_session_id == head.id
            ),
        )
    )
    return {row.service_no: row.id for row in rows}


def _number(person: ParticipantPlan) -> str:
    assert person.service_no is not None
    return person.service_no


def at(clock: FixedClock, day: date, hour: int, zone: str, minute: int = 0) -> None:
    """Set the clock to a time of day at the venue."""
    clock.set(moment(day, hour, minute, zone))
