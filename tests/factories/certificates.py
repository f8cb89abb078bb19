"""Course sessions whose people have earned certificates, straight into the tables."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.attendance.enums import Presence
from lms.attendance.models import AttendanceMark
from lms.certificates import services
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.courses.models import CourseSession, HalfDay
from lms.enrolments.models import Enrolment
from lms.signing import authority
from tests.factories.courses import make_session
from tests.factories.enrolments import make_enrolment
from tests.factories.papers import URDU_NAME

ORGANISATION = "Test Academy"


def make_seal() -> authority.Authority:
    """The keys of both offices, made once for a test application's folder; gives the first."""
    data = current_app.extensions["concord.settings"].data
    for made, name in ((authority.own(data), "Test"), (authority.second(data), "Second")):
        if not made.exists:
            authority.make(
                made,
                organisation=ORGANISATION,
                root_name=f"{name} root",
                seal_name=f"{name} seal",
                passphrase=None,
                since=authority.DEMONSTRATION_SINCE,  # tests live in March 2026
            )
    return authority.own(data)


def attend(enrolment: Enrolment, half_days: int) -> None:
    """Mark somebody present in the first so many half-days."""
    with transaction():
        ids = db.session.scalars(
            sa.select(HalfDay.id)
            .where(HalfDay.course_session_id == enrolment.course_session_id)
            .order_by(HalfDay.starts_at)
        ).all()
        for half_day_id in ids[:half_days]:
            db.session.add(
                AttendanceMark(
                    enrolment_id=enrolment.id,
                    half_day_id=half_day_id,
                    presence=Presence.PRESENT,
                    marked_at=utcnow(),
                )
            )
        db.session.flush()


def make_deserving(
    course_session: CourseSession,
    agency: Agency,
    name: str = "Tabassum Rani Chandio",
    *,
    half_days: int = 6,
    approved: bool = True,
    **values: object,
) -> Enrolment:
    """Somebody on the roll with an approved name who attended so many half-days."""
    first, _, last = name.partition(" ")
    given: dict[str, object] = {
        "first_name": first,
        "last_name": last,
        "certificate_name": name,
        "certificate_name_local": URDU_NAME,
        "rank": "Inspector",
        "name_approved_at": utcnow() if approved else None,
    }
    enrolment = make_enrolment(course_session, agency, **(given | values))
    attend(enrolment, half_days)
    return enrolment


def make_earned_session(
    agencies: Sequence[Agency], people: int = 3, *, organiser: Person | None = None
) -> CourseSession:
    """A running session with `people` on the roll, by turns of the agencies, all deserving."""
    make_seal()
    course_session = make_session(agencies=agencies, organiser=organiser)
    for number in range(people):
        make_deserving(
            course_session, agencies[number % len(agencies)], f"Person Number {number + 1}"
        )
    return course_session


def issue_all(course_session: CourseSession) -> list[Certificate]:
    """Issue everything that is due, as worker and all, and give the rows by serial."""
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    if begun.batch_id is not None:
        run_batch(begun.batch_id, progress=lambda _done, _of: None, actor=SYSTEM)
    return certificates_of(course_session.id)


def certificates_of(course_session_id: UUID) -> list[Certificate]:
    """All certificates of a session by serial, as the database has them now."""
    statement = (
        sa.select(Certificate)
        .where(Certificate.course_session_id == course_session_id)
        .order_by(Certificate.number)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(unscoped(statement, because="a test looks at all")))
