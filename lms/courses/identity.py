"""Grants by a role in a course session."""

import uuid
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from lms.core.access import Grant, Identity, Role
from lms.core.db import db
from lms.courses.models import CourseStaff


def course_staff(person_id: uuid.UUID, day: date) -> Iterable[Grant]:
    """The course sessions in which a person has a staff role on `day`."""
    rows = db.session.execute(
        sa.select(CourseStaff.role, CourseStaff.course_session_id).where(
            CourseStaff.person_id == person_id,
            CourseStaff.starts_on <= day,
            CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= day),
        )
    )
    return [
        Grant(Role(role), course_session_id=course_session_id) for role, course_session_id in rows
    ]


def staff_known_to(actor: Identity) -> sa.Select[uuid.UUID]:
    """The people with a role in the sessions that `actor` organises."""
    return sa.select(CourseStaff.person_id).where(
        CourseStaff.course_session_id.in_(actor.sessions_as(Role.ORGANISER))
    )
