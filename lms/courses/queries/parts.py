"""The parts of one course session. Access was decided when its head was asked for."""

from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.courses.enums import StaffRole
from lms.courses.inputs import CompletionRule, SessionFacts
from lms.courses.models import CourseSession, CourseStaff, HalfDay, SessionAgency, Signatory
from lms.courses.rows import AgencyPlace, AgencyRow, HalfDayRow, SessionHead, SignatoryRow, StaffRow
from lms.courses.rules import Readiness


def session_agencies(course_session_id: UUID) -> list[AgencyRow]:
    """The partner agencies in order of precedence."""
    rows = db.session.execute(
        sa.select(
            Agency.id.label("agency_id"),
            Agency.slug,
            Agency.name,
            Agency.short_name,
            SessionAgency.precedence,
        )
        .join(SessionAgency, SessionAgency.agency_id == Agency.id)
        .where(SessionAgency.course_session_id == course_session_id)
        .order_by(SessionAgency.precedence, Agency.slug)
    )
    return [AgencyRow(**row._asdict()) for row in rows]


def agency_places(course_session_id: UUID) -> list[AgencyPlace]:
    """All agencies in use: the partners in their order, then the others."""
    rows = db.session.execute(
        sa.select(
            Agency.id.label("agency_id"), Agency.name, SessionAgency.precedence.label("place")
        )
        .outerjoin(
            SessionAgency,
            (SessionAgency.agency_id == Agency.id)
            & (SessionAgency.course_session_id == course_session_id),
        )
        .where(Agency.archived_at.is_(None) | SessionAgency.precedence.is_not(None))
        .order_by(SessionAgency.precedence.is_(None), SessionAgency.precedence, Agency.precedence)
    )
    return [AgencyPlace(**row._asdict()) for row in rows]


def half_days(course_session_id: UUID) -> list[HalfDayRow]:
    """The half-days in the order of time."""
    rows = db.session.execute(
        sa.select(
            HalfDay.id,
            HalfDay.day,
            HalfDay.part,
            HalfDay.starts_at,
            HalfDay.ends_at,
            HalfDay.contact_minutes,
        )
        .where(HalfDay.course_session_id == course_session_id)
        .order_by(HalfDay.starts_at, HalfDay.id)
    )
    return [HalfDayRow(**row._asdict()) for row in rows]


def signatories(course_session_id: UUID) -> list[SignatoryRow]:
    """The offices that sign, in their places on the paper."""
    rows = db.session.execute(
        sa.select(
            Signatory.id,
            Signatory.position,
            Signatory.office,
            Signatory.name,
            Signatory.organisation,
            Signatory.seals_file,
            Signatory.person_id,
        )
        .where(Signatory.course_session_id == course_session_id)
        .order_by(Signatory.position)
    )
    return [SignatoryRow(**row._asdict()) for row in rows]


def session_staff(course_session_id: UUID) -> list[StaffRow]:
    """All staff appointments of the session, by role and name; past ones too."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                CourseStaff.id,
                CourseStaff.person_id,
                Person.first_name,
                Person.last_name,
                Person.name_local,
                CourseStaff.role,
                CourseStaff.starts_on,
                CourseStaff.ends_on,
            )
            .join(Person, Person.id == CourseStaff.person_id)
            .where(CourseStaff.course_session_id == course_session_id),
            because="staff of a session are known to all who may see the session",
        )
    )
    order = list(StaffRole)
    found = [StaffRow(**row._asdict()) for row in rows]
    return sorted(found, key=lambda row: (order.index(row.role), row.starts_on, row.name))


def completion_rule(course_session_id: UUID) -> CompletionRule:
    """What a certificate of this session asks for."""
    row = db.session.execute(
        sa.select(
            CourseSession.rule_attendance_percent,
            CourseSession.rule_modules_percent,
            CourseSession.rule_post_test_percent,
            CourseSession.rule_exercises_percent,
            CourseSession.rule_participation_percent,
        ).where(CourseSession.id == course_session_id)
    ).one()
    return CompletionRule(*row)


def session_facts(head: SessionHead) -> SessionFacts:
    """The facts as the service takes them, for a form that begins with what is there."""
    return SessionFacts(
        course_id=head.course_id,
        slug=head.slug,
        code=head.code,
        title=head.title,
        starts_on=head.starts_on,
        ends_on=head.ends_on,
        time_zone=head.zone,
        capacity=head.capacity,
        venue=head.venue,
        place=head.place,
        host_name=head.host_name,
        organised_by=head.organised_by,
        donor=head.donor,
        project=head.project,
        names_visible=head.names_visible,
    )


def readiness(head: SessionHead, open_checks: int = 0) -> Readiness:
    """What the turn of a state looks at, as of today at the venue."""
    today = utcnow().astimezone(ZoneInfo(head.zone)).date()
    half = HalfDay.course_session_id == head.id
    staff = CourseStaff.course_session_id == head.id
    counts = db.session.execute(
        sa.select(
            _count(HalfDay, half).label("half_days"),
            _count(
                HalfDay, half & ((HalfDay.day < head.starts_on) | (HalfDay.day > head.ends_on))
            ).label("half_days_outside"),
            _count(Signatory, Signatory.course_session_id == head.id).label("signatories"),
            _count(
                CourseStaff,
                staff
                & (CourseStaff.role == StaffRole.ORGANISER)
                & (CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= today)),
            ).label("organisers"),
        )
    ).one()
    return Readiness(
        starts_on=head.starts_on,
        ends_on=head.ends_on,
        today=today,
        agencies=len(head.agency_ids),
        has_content=head.content_hash is not None,
        has_venue=bool(head.venue or head.place),
        open_checks=open_checks,
        **counts._asdict(),
    )


def _count(
    table: type[HalfDay] | type[Signatory] | type[CourseStaff],
    criterion: sa.ColumnElement[bool],
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(criterion).scalar_subquery()
