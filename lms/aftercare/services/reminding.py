"""Telling holders and their agency's focal points that a certificate ends: each step once."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment, Person, in_force
from lms.aftercare.models import ExpiryReminder
from lms.aftercare.queries.expiring import ending, reminders_of
from lms.aftercare.rules import LATE, REMIND, due_reminder
from lms.audit.services import record
from lms.certificates.models import Certificate
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.engines.credentials.payload import read_payload
from lms.outbox import services as outbox

Line = dict[str, object]


def remind() -> int:
    """Tell of every certificate whose reminder is due today; returns how many.

    The rows of reminders are written in the same transaction as the mail, and are unique: two
    workers cannot both tell.
    """
    today = utcnow().date()
    rows = ending(today - timedelta(days=LATE), today + timedelta(days=max(REMIND)))
    told = reminders_of([row.id for row, _session in rows])
    by_agency: dict[UUID, list[Line]] = defaultdict(list)
    sent = 0
    for row, session in rows:
        assert row.expires_on is not None
        step = due_reminder(row.expires_on, today, told.get(row.id, ()))
        if step is None:
            continue
        db.session.add(ExpiryReminder(certificate_id=row.id, days=step, sent_at=utcnow()))
        db.session.flush()
        line = _line(row, session)
        _tell_holder(row, session, line)
        if row.agency_id is not None:
            by_agency[row.agency_id].append(line)
        _record(row, step)
        sent += 1
    for agency_id, lines in by_agency.items():
        _tell_agency(agency_id, lines)
    return sent


def _line(row: Certificate, session: CourseSession) -> Line:
    return {
        "holder": read_payload(row.payload.encode()).holder.name,
        "serial": row.serial,
        "title": session.title,
        "day": row.expires_on,
        "over": row.expires_on is not None and row.expires_on < utcnow().date(),
    }


def _tell_holder(row: Certificate, session: CourseSession, line: Line) -> None:
    person = _people(sa.select(Person.id).where(Person.id == row.person_id))
    if not person:
        return
    _send(person[0], "aftercare/expiring", "/me/certificates", row.agency_id, session.id, one=line)


def _tell_agency(agency_id: UUID, lines: list[Line]) -> None:
    chosen = sa.select(Appointment.person_id).where(
        Appointment.agency_id == agency_id,
        Appointment.role == AppointmentRole.FOCAL_POINT,
        in_force(Appointment, utcnow().date()),
    )
    for person in _people(chosen):
        _send(person, "aftercare/own_expiring", "/sessions/", agency_id, None, lines=lines)


def _send(
    person: Person,
    template: str,
    path: str,
    agency_id: UUID | None,
    course_session_id: UUID | None,
    **values: object,
) -> None:
    here = settings()
    outbox.send(
        template=template,
        language=person.language or here.languages[0],
        address=person.email,
        person_id=person.id,
        agency_id=agency_id,
        course_session_id=course_session_id,
        digest=True,
        values={"name": person.full_name, "url": f"{here.base_url.rstrip('/')}{path}", **values},
    )


def _people(chosen: sa.Select[UUID]) -> list[Person]:
    statement = sa.select(Person).where(Person.id.in_(chosen), Person.archived_at.is_(None))
    because = "people who are told of their own certificate, or of their agency's"
    return list(db.session.scalars(unscoped(statement.order_by(Person.id), because=because)))


def _record(row: Certificate, step: int) -> None:
    record(
        SYSTEM,
        "aftercare.reminded",
        object_type="certificate",
        object_id=row.id,
        course_session_id=row.course_session_id,
        summary=N_(
            "Told of the end of %(serial)s, %(days)s days before.", serial=row.serial, days=step
        ),
        after={"days": step, "expires_on": str(row.expires_on)},
    )
