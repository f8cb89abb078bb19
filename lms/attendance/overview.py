"""Half-days that still want marks, over many course sessions at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from lms.attendance.models import AttendanceMark
from lms.core.db import db, unscoped
from lms.courses.enums import DayPart
from lms.courses.models import HalfDay
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


@dataclass(frozen=True)
class OpenHalfDay:
    """A half-day that has begun, with fewer marks than people."""

    course_session_id: UUID
    half_day_id: UUID
    day: date
    part: DayPart
    ends_at: datetime
    marked: int
    people: int


def open_half_days(course_session_ids: Collection[UUID], now: datetime) -> list[OpenHalfDay]:
    """Half-days of these sessions that began before `now` and lack marks, oldest first. 1 query.

    Counts only, no names: for staff of the sessions, whom the caller has chosen.
    """
    on_roll = Enrolment.state != EnrolmentState.WITHDRAWN
    people = (
        sa.select(sa.func.count(Enrolment.id))
        .where(Enrolment.course_session_id == HalfDay.course_session_id, on_roll)
        .correlate(HalfDay)
        .scalar_subquery()
    )
    marked = (
        sa.select(sa.func.count())
        .select_from(AttendanceMark)
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .where(AttendanceMark.half_day_id == HalfDay.id, on_roll)
        .correlate(HalfDay)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            HalfDay.course_session_id,
            HalfDay.id,
            HalfDay.day,
            HalfDay.part,
            HalfDay.ends_at,
            marked.label("marked"),
            people.label("people"),
        )
        .where(
            HalfDay.course_session_id.in_(course_session_ids),
            HalfDay.starts_at <= now,
            marked < people,
        )
        .order_by(HalfDay.starts_at, HalfDay.id)
    )
    rows = db.session.execute(unscoped(statement, because="counts of whole rolls, for staff"))
    return [OpenHalfDay(*row) for row in rows]
