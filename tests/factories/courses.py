"""Courses, content and course sessions, straight into the tables."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.courses.enums import SessionState, StaffRole
from lms.courses.formats import Package, freeze, parse_package, read_folder
from lms.courses.inputs import HalfDayInput
from lms.courses.models import (
    ContentSnapshot,
    Course,
    CourseSession,
    CourseStaff,
    HalfDay,
    SessionAgency,
    Signatory,
)
from lms.courses.rules import usual_half_days
from lms.courses.services.content import LIBRARY
from lms.exercises.kinds import CONTENT_KINDS

_number = itertools.count(1)
ZONE = "Asia/Karachi"


@cache
def shipped() -> Package:
    """The course that ships, read once."""
    return parse_package(read_folder(next(LIBRARY.glob("*/course.yaml")).parent), CONTENT_KINDS)


def make_course(slug: str | None = None, title: str = "Link charts") -> Course:
    """A course without content."""
    with transaction():
        course = Course(
            slug=slug or f"course-{next(_number)}", title={"en": title}, summary={"en": "About it."}
        )
        db.session.add(course)
        db.session.flush()
    return course


def make_content(course: Course | None = None, *, label: str = "1.0") -> ContentSnapshot:
    """A published version of the shipped course; another `label` gives another hash."""
    course = course or make_course()
    content = shipped().snapshot.content
    body = {**content, "course": {**content["course"], "slug": course.slug, "version": label}}
    with transaction():
        row = ContentSnapshot(
            hash=freeze(body).content_hash,
            course_id=course.id,
            number=next(_number),
            schema=1,
            body=body,
            created_at=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def make_session(
    *,
    content: ContentSnapshot | None = None,
    agencies: Sequence[Agency] = (),
    organiser: Person | None = None,
    starts_on: date | None = None,
    days: int = 3,
    **values: object,
) -> CourseSession:
    """A running session of `days` days from today with half-days and one signatory."""
    number = next(_number)
    first = starts_on or utcnow().date()
    last = first + timedelta(days=days - 1)
    course_id = content.course_id if content else make_course().id
    given: dict[str, object] = {
        "slug": f"session-{number}",
        "code": f"HOST-2026-{number:02d}",
        "course_id": course_id,
        "content_hash": content.hash if content else None,
        "title": {"en": "Link charts in practice"},
        "state": SessionState.RUNNING,
        "starts_on": first,
        "ends_on": last,
        "time_zone": ZONE,
        "venue": {"en": "Hall A"},
        "place": {"en": "Karachi"},
        "host_name": {"en": "Academy"},
        "organised_by": {"en": "Academy"},
        "donor": {},
        "project": {},
        "capacity": 30,
    }
    with transaction():
        row = CourseSession(**(given | values))
        db.session.add(row)
        db.session.flush()
        for place, agency in enumerate(agencies, start=1):
            db.session.add(
                SessionAgency(course_session_id=row.id, agency_id=agency.id, precedence=place)
            )
        for half in usual_half_days(first, last):
            item = HalfDayInput.of(half, row.time_zone)
            db.session.add(
                HalfDay(
                    course_session_id=row.id,
                    day=item.day,
                    part=item.part,
                    starts_at=item.starts_at,
                    ends_at=item.ends_at,
                    contact_minutes=item.contact_minutes,
                )
            )
        db.session.add(
            Signatory(
                course_session_id=row.id,
                position=1,
                office={"en": "Director General"},
                name={},
                organisation={"en": "Academy"},
                seals_file=True,
            )
        )
        db.session.flush()
    if organiser is not None:
        make_staff(row, organiser)
    return row


def make_staff(
    course_session: CourseSession,
    person: Person,
    role: StaffRole = StaffRole.ORGANISER,
    *,
    ends_on: date | None = None,
) -> CourseStaff:
    """A staff role since a month ago."""
    with transaction():
        row = CourseStaff(
            course_session_id=course_session.id,
            person_id=person.id,
            role=role,
            starts_on=utcnow().date() - timedelta(days=30),
            ends_on=ends_on,
        )
        db.session.add(row)
        db.session.flush()
    return row
