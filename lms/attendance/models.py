"""Attendance: append-only events per enrolment and half-day, and the mark that they fold to."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.attendance.enums import Presence
from lms.core.db import EventRow, Model, enum_column


class AttendanceEvent(EventRow, Model):
    """One mark as it was made: kind `marked` or `cleared`, payload {schema, presence, note}."""

    __tablename__ = "attendance_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    half_day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("half_day.id"))


class AttendanceMark(Model):
    """The present fold of the events of one enrolment and half-day."""

    __tablename__ = "attendance_mark"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)
    half_day_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("half_day.id"), primary_key=True, index=True
    )
    presence: Mapped[Presence] = mapped_column(enum_column(Presence))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    marked_at: Mapped[datetime]
