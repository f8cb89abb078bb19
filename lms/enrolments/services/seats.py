"""Seats under a lock: however many acts arrive at once, no seat is given twice."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import free_seats


def locked_session(course_session_id: UUID, *, actor: Identity) -> SessionHead:
    """Lock the session's row until the transaction ends; return its head as it is now."""
    found = db.session.scalar(
        lock_row(sa.select(CourseSession.id).where(CourseSession.id == course_session_id))
    )
    if found is None:
        raise NotFound
    return session_head_by_id(course_session_id, actor)


def require_seats(head: SessionHead, wanted: int) -> None:
    """Refuse where fewer than `wanted` seats are free. The session must be locked."""
    free = free_seats(head)
    if wanted > free:
        raise Refused(
            N_(
                "The session has %(capacity)s seats and %(free)s of them are free. Withdraw "
                "somebody or raise the number of seats in the settings.",
                capacity=head.capacity,
                free=max(free, 0),
            )
        )


def last_positions(course_session_id: UUID) -> Mapping[UUID, int]:
    """The highest position of each agency on the roll."""
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.agency_id, sa.func.max(Enrolment.position))
            .where(Enrolment.course_session_id == course_session_id)
            .group_by(Enrolment.agency_id),
            because="places in the calling order are counted over the whole roll",
        )
    )
    return {row[0]: row[1] for row in rows}


def holds_seat(state: EnrolmentState) -> bool:
    """Whether an enrolment in this state takes a seat."""
    return state is not EnrolmentState.WITHDRAWN
