"""Certificates in force whose end is near, and whose holder has a newer one of the course."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.aftercare.models import ExpiryReminder
from lms.aftercare.rows import ExpiringRow
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.courses.models import Course, CourseSession
from lms.engines.credentials.payload import read_payload

AHEAD = timedelta(days=183)  # half a year


def organised(actor: Identity) -> sa.ColumnElement[bool]:
    """Certificates of the sessions that `actor` organises; all for administrators."""
    if actor.is_administrator:
        return sa.true()
    return Certificate.course_session_id.in_(actor.sessions_as(Role.ORGANISER))


def expiring(
    *, actor: Identity, course: str = ""
) -> tuple[Sequence[ExpiringRow], Mapping[str, LocalizedText]]:
    """What ends in the next six months, the soonest first, and the courses to choose from, by
    their slug: of sessions that `actor` organises."""
    today = utcnow().date()
    statement = (
        sa.select(
            Certificate, CourseSession.slug, CourseSession.code, Course.slug.label("course"),
            Course.title, renewed(),
        )
        .join(CourseSession, CourseSession.id == Certificate.course_session_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(
            organised(actor),
            Certificate.state == CertificateState.VALID,
            Certificate.expires_on.between(today, today + AHEAD),
        )
        .order_by(Certificate.expires_on, Certificate.year, Certificate.number)
    )  # fmt: skip
    found = db.session.execute(seen_by(actor, statement, Certificate)).all()
    told = reminders_of([row.Certificate.id for row in found])
    rows = [_row(row, told) for row in found if not course or row.course == course]
    return rows, {row.course: row.title for row in found}


def _row(row: sa.Row[*tuple[object, ...]], told: Mapping[UUID, Sequence[int]]) -> ExpiringRow:
    one: Certificate = row.Certificate
    holder = read_payload(one.payload.encode()).holder
    assert one.expires_on is not None
    return ExpiringRow(
        id=one.id,
        serial=one.serial,
        slug=row.slug,
        code=row.code,
        course=row.title,
        name=holder.name,
        local_name=holder.local_name,
        agency=holder.agency,
        expires_on=one.expires_on,
        reminded=told.get(one.id, ()),
        renewed=row.renewed,
    )


def renewed() -> sa.Label[bool]:
    """Whether the holder has another certificate in force, of the same course, that ends later.
    In a select of `Certificate` joined to `CourseSession`."""
    other, held = aliased(Certificate), aliased(CourseSession)
    return (
        sa.exists()
        .where(
            other.person_id == Certificate.person_id,
            other.id != Certificate.id,
            other.state == CertificateState.VALID,
            held.id == other.course_session_id,
            held.course_id == CourseSession.course_id,
            sa.or_(other.expires_on.is_(None), other.expires_on > Certificate.expires_on),
        )
        .correlate(Certificate, CourseSession)
        .label("renewed")
    )


def reminders_of(certificate_ids: Collection[UUID]) -> Mapping[UUID, Sequence[int]]:
    """Which reminders each of these certificates had, in days before the end."""
    found: dict[UUID, list[int]] = defaultdict(list)
    for row in db.session.scalars(
        sa.select(ExpiryReminder)
        .where(ExpiryReminder.certificate_id.in_(certificate_ids))
        .order_by(ExpiryReminder.days.desc())
    ):
        found[row.certificate_id].append(row.days)
    return found


def ending(first: date, last: date) -> Sequence[tuple[Certificate, CourseSession]]:
    """Certificates in force that end between these days and that no newer one of the course
    replaces, for the worker."""
    statement = (
        sa.select(Certificate, CourseSession)
        .join(CourseSession, CourseSession.id == Certificate.course_session_id)
        .where(
            Certificate.state == CertificateState.VALID,
            Certificate.expires_on.between(first, last),
            sa.not_(renewed().element),
        )
        .order_by(Certificate.expires_on, Certificate.id)
    )
    rows = db.session.execute(unscoped(statement, because="each holder is told of the own paper"))
    return [(row[0], row[1]) for row in rows]
