"""Mail about seats that flowed on: to the session's organisers, and to the focal points of the
agencies whom it touches, each about the own agency alone."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment, Person, in_force
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.settings import settings
from lms.courses.enums import StaffRole
from lms.courses.models import CourseStaff
from lms.courses.queries import session_agencies
from lms.courses.rows import AgencyRow, SessionHead
from lms.outbox import services as outbox

Promoted = Sequence[tuple[UUID, str]]


def partners(head: SessionHead) -> list[AgencyRow]:
    """The partner agencies in their order."""
    return session_agencies(head.id)


def seats_flowed(
    head: SessionHead,
    *,
    released: Mapping[UUID, int],
    given: Mapping[UUID, int],
    promoted: Promoted,
    left: int,
) -> int:
    """Tell what became of seats without a name; returns how many messages wait."""
    lines = {
        one.agency_id: {
            "agency": one.name,
            "released": released.get(one.agency_id, 0),
            "given": given.get(one.agency_id, 0),
            "promoted": [name for agency_id, name in promoted if agency_id == one.agency_id],
        }
        for one in partners(head)
        if one.agency_id in released or one.agency_id in given
    }
    organisers = _organisers(head.id)
    for person in organisers:
        _send(head, person, "nominations/seats_flowed", lines=list(lines.values()), left=left)
    sent = len(organisers)
    for agency_id, line in lines.items():
        people = _focal_points(agency_id)
        for person in people:
            own = "nominations/own_seats_flowed"
            _send(head, person, own, agency_id=agency_id, line=line)
        sent += len(people)
    return sent


def _send(
    head: SessionHead,
    person: Person,
    template: str,
    *,
    agency_id: UUID | None = None,
    **values: object,
) -> None:
    here = settings()
    url = f"{here.base_url.rstrip('/')}/sessions/{head.slug}/nominations"
    outbox.send(
        template=template,
        language=person.language or here.languages[0],
        address=person.email,
        person_id=person.id,
        agency_id=agency_id,
        course_session_id=head.id,
        digest=True,
        values={"name": person.full_name, "head": head, "url": url, **values},
    )


def _organisers(course_session_id: UUID) -> list[Person]:
    today = utcnow().date()
    chosen = sa.select(CourseStaff.person_id).where(
        CourseStaff.course_session_id == course_session_id,
        CourseStaff.role == StaffRole.ORGANISER,
        CourseStaff.starts_on <= today,
        CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= today),
    )
    return _people(chosen)


def _focal_points(agency_id: UUID) -> list[Person]:
    return _people(
        sa.select(Appointment.person_id).where(
            Appointment.agency_id == agency_id,
            Appointment.role == AppointmentRole.FOCAL_POINT,
            in_force(Appointment, utcnow().date()),
        )
    )


def _people(chosen: sa.Select[UUID]) -> list[Person]:
    statement = sa.select(Person).where(Person.id.in_(chosen), Person.archived_at.is_(None))
    because = "people who are told of their own session or agency"
    return list(db.session.scalars(unscoped(statement.order_by(Person.id), because=because)))
