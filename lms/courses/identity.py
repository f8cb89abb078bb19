"""Grants by a role in a course session."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

from lms.accounts.identity import NO_AGENCY, NO_ENROLMENT
from lms.core.access import Identity, Role
from lms.courses.models import CourseStaff


def course_staff(person_id: uuid.UUID, day: date) -> sa.Select[*tuple[Any, ...]]:
    """The course sessions in which a person has a staff role on `day`, as a source of grants."""
    role = sa.cast(CourseStaff.role, sa.String).label("role")
    return sa.select(role, NO_AGENCY, CourseStaff.course_session_id, NO_ENROLMENT).where(
        CourseStaff.person_id == person_id,
        CourseStaff.starts_on <= day,
        CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= day),
    )


def staff_known_to(actor: Identity) -> sa.Select[uuid.UUID]:
    """The people with a role in the sessions that `actor` organises."""
    return sa.select(CourseStaff.person_id).where(
        CourseStaff.course_session_id.in_(actor.sessions_as(Role.ORGANISER))
    )
