"""Two agencies, two course sessions and one person of every kind, for tests of isolation.

What belongs to one agency or person carries a marker that may reach nobody else.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from lms.accounts.enums import AppointmentRole, Gender
from lms.accounts.models import Appointment, Membership, Person
from lms.agencies.models import Agency, Unit
from lms.core.clock import utcnow
from lms.core.db import db
from lms.courses.enums import DayPart, SessionState, StaffRole
from lms.courses.models import (
    ContentSnapshot,
    Course,
    CourseSession,
    CourseStaff,
    HalfDay,
    SessionAgency,
    Signatory,
)
from lms.enrolments.models import Enrolment

START = date(2026, 3, 2)
LONG_AGO, YESTERDAY = date(2020, 1, 1), date(2026, 3, 1)

MARK_A = "Zarqamarker"  # in every text of agency A's participant
MARK_B = "Belarmarker"  # in every text of agency B's participant
MARK_OTHER = "Corvanmarker"  # in every text of the other session's participant


@dataclass
class World:
    """Ids of all that a test of isolation needs; `people` by the name of their part."""

    session_id: uuid.UUID
    other_session_id: uuid.UUID
    agency_a: uuid.UUID
    agency_b: uuid.UUID
    agency_c: uuid.UUID
    enrolment_a: uuid.UUID
    enrolment_b: uuid.UUID
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    slug: str = "spring-2026"
    other_slug: str = "autumn-2026"


def make_world(content: ContentSnapshot | None = None) -> World:
    """Make the world in the open transaction. Without `content` the sessions pin none."""
    a, b, c, host = (_agency(name) for name in ("a", "b", "c", "host"))
    course = Course(slug="probe", title={"en": "Probe"}, summary={})
    if content is None:
        db.session.add(course)
        db.session.flush()
    course_id = content.course_id if content else course.id
    one = _session("spring-2026", "HOST-2026-01", course_id, content, [a, b, host])
    two = _session("autumn-2026", "HOST-2026-02", course_id, content, [b, host])
    world = World(one.id, two.id, a.id, b.id, c.id, uuid.uuid4(), uuid.uuid4())
    _staff(world, host)
    _focal_points(world, {"a": a, "b": b, "c": c})
    world.enrolment_a = _participant(world, "participant", one, a, MARK_A)
    world.enrolment_b = _participant(world, "participant_b", one, b, MARK_B)
    _participant(world, "participant_other", two, b, MARK_OTHER)
    world.people["nobody"] = _person("Nobody", "Atall", host).id
    db.session.flush()
    return world


def _agency(name: str) -> Agency:
    agency = Agency(
        slug=f"agency-{name}",
        name={"en": f"Agency {name.upper()}", "ur": f"ادارہ {name}"},
        short_name={"en": name.upper()},
        country="PK",
    )
    db.session.add(agency)
    db.session.flush()
    db.session.add(Unit(agency_id=agency.id, slug="unit", name={"en": f"Unit of {name.upper()}"}))
    return agency


def _session(
    slug: str,
    code: str,
    course_id: uuid.UUID,
    content: ContentSnapshot | None,
    agencies: list[Agency],
) -> CourseSession:
    row = CourseSession(
        slug=slug,
        code=code,
        course_id=course_id,
        content_hash=content.hash if content else None,
        title={"en": f"Training {slug}"},
        state=SessionState.RUNNING,
        starts_on=START,
        ends_on=date(2026, 3, 3),
        time_zone="Asia/Karachi",
        venue={"en": "Academy"},
        place={"en": "Karachi"},
        host_name={"en": "Host"},
        organised_by={"en": "Host"},
        donor={},
        project={},
        capacity=20,
    )
    db.session.add(row)
    db.session.flush()
    for number, agency in enumerate(agencies, start=1):
        db.session.add(
            SessionAgency(course_session_id=row.id, agency_id=agency.id, precedence=number)
        )
    for day, hour, part in ((2, 4, DayPart.MORNING), (2, 8, DayPart.AFTERNOON)):
        db.session.add(
            HalfDay(
                course_session_id=row.id,
                day=date(2026, 3, day),
                part=part,
                starts_at=datetime(2026, 3, day, hour, tzinfo=UTC),
                ends_at=datetime(2026, 3, day, hour + 3, tzinfo=UTC),
                contact_minutes=180,
            )
        )
    for position, office in enumerate(("Director General", "Consul-General"), start=1):
        db.session.add(
            Signatory(
                course_session_id=row.id,
                position=position,
                office={"en": office},
                name={},
                organisation={"en": "Host"},
                seals_file=position == 1,
            )
        )
    db.session.flush()
    return row


def _person(first: str, last: str, agency: Agency, service_no: str | None = None) -> Person:
    person = Person(first_name=first, last_name=last, name_local="", gender=Gender.FEMALE)
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Membership(
            person_id=person.id, agency_id=agency.id, starts_on=LONG_AGO, service_no=service_no
        )
    )
    return person


def _staff(world: World, host: Agency) -> None:
    for role in StaffRole:
        for suffix, session_id, ends_on in (
            ("", world.session_id, None),
            ("_other", world.other_session_id, None),
            ("_ended", world.session_id, YESTERDAY),
        ):
            person = _person(role.value.title(), suffix.strip("_").title() or "Here", host)
            world.people[f"{role.value}{suffix}"] = person.id
            db.session.add(
                CourseStaff(
                    course_session_id=session_id,
                    person_id=person.id,
                    role=role,
                    starts_on=LONG_AGO,
                    ends_on=ends_on,
                )
            )
    administrator = _person("Admin", "Istrator", host)
    world.people["administrator"] = administrator.id
    db.session.add(
        Appointment(
            person_id=administrator.id, role=AppointmentRole.ADMINISTRATOR, starts_on=LONG_AGO
        )
    )


def _focal_points(world: World, agencies: dict[str, Agency]) -> None:
    cases = [*((f"focal_{name}", agency, None) for name, agency in agencies.items())]
    cases.append(("focal_a_ended", agencies["a"], YESTERDAY))
    for part, agency, ends_on in cases:
        person = _person("Focal", part.title().replace("_", " "), agency)
        world.people[part] = person.id
        db.session.add(
            Appointment(
                person_id=person.id,
                role=AppointmentRole.FOCAL_POINT,
                agency_id=agency.id,
                starts_on=LONG_AGO,
                ends_on=ends_on,
            )
        )


def _participant(
    world: World, part: str, course_session: CourseSession, agency: Agency, mark: str
) -> uuid.UUID:
    person = _person(mark, "Person", agency, service_no=f"{mark}-7")
    person.email = f"{mark.lower()}@example.org"
    person.mobile = f"+92 300 {mark}"
    world.people[part] = person.id
    enrolment = Enrolment(
        course_session_id=course_session.id,
        person_id=person.id,
        agency_id=agency.id,
        position=1,
        first_name=mark,
        last_name="Person",
        certificate_name=f"{mark} Person",
        name_approved_at=utcnow(),
        rank=f"Rank {mark}",
        designation=f"Designation {mark}",
        service_no=f"{mark}-7",
        needs=f"Needs {mark}",
    )
    db.session.add(enrolment)
    db.session.flush()
    return enrolment.id
