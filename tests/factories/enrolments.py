"""Enrolments and attendance marks, straight into the tables."""

import itertools

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.attendance.enums import Presence
from lms.attendance.models import AttendanceMark
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.courses.models import CourseSession, HalfDay
from lms.enrolments.models import Enrolment
from tests.factories.accounts import make_person

_number = itertools.count(1)


def make_enrolment(
    course_session: CourseSession,
    agency: Agency,
    person: Person | None = None,
    **values: object,
) -> Enrolment:
    """A confirmed participant; a new person of the agency unless one is given."""
    number = next(_number)
    person = person or make_person(f"Person{number}", "Test", agency=agency)
    given: dict[str, object] = {
        "course_session_id": course_session.id,
        "person_id": person.id,
        "agency_id": agency.id,
        "position": number,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "certificate_name": person.full_name,
    }
    with transaction():
        row = Enrolment(**(given | values))
        db.session.add(row)
        db.session.flush()
    return row


def make_mark(
    enrolment: Enrolment, half_day: HalfDay, presence: Presence = Presence.PRESENT
) -> AttendanceMark:
    """The present mark of one half-day, without its event."""
    with transaction():
        row = AttendanceMark(
            enrolment_id=enrolment.id,
            half_day_id=half_day.id,
            presence=presence,
            marked_at=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
    return row
