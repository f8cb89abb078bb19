"""Courses (what is taught), their frozen content, and course sessions (dated deliveries)."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import (
    Identified,
    Json,
    LocalizedText,
    Model,
    Stamped,
    Travelling,
    enum_column,
)
from lms.courses.enums import DayPart, SessionState, SnapshotState, StaffRole


class Course(Identified, Stamped, Travelling, Model):
    """What is taught. Its content stands in snapshots."""

    __tablename__ = "course"

    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    title: Mapped[LocalizedText]
    summary: Mapped[LocalizedText]
    archived_at: Mapped[datetime | None]


class ContentSnapshot(Model):
    """One immutable state of a course's content; the key is the SHA-256 of its canonical JSON."""

    __tablename__ = "content_snapshot"
    __table_args__ = (sa.UniqueConstraint("course_id", "number"),)

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course.id"), index=True)
    number: Mapped[int]
    schema: Mapped[int]
    body: Mapped[Json]
    state: Mapped[SnapshotState] = mapped_column(
        enum_column(SnapshotState), default=SnapshotState.PUBLISHED
    )
    created_at: Mapped[datetime]


class CourseSession(Identified, Stamped, Travelling, Model):
    """One dated delivery of a course, pinned to a content snapshot."""

    __tablename__ = "course_session"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        sa.CheckConstraint("capacity > 0", name="capacity_positive"),
    )

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course.id"), index=True)
    content_hash: Mapped[str | None] = mapped_column(sa.ForeignKey("content_snapshot.hash"))
    title: Mapped[LocalizedText]
    state: Mapped[SessionState] = mapped_column(
        enum_column(SessionState), default=SessionState.DRAFT
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    time_zone: Mapped[str] = mapped_column(sa.String(64))
    venue: Mapped[LocalizedText]
    place: Mapped[LocalizedText]
    host_name: Mapped[LocalizedText]
    organised_by: Mapped[LocalizedText]
    donor: Mapped[LocalizedText]
    project: Mapped[LocalizedText]
    capacity: Mapped[int]
    names_visible: Mapped[bool] = mapped_column(default=False)
    # completion rule: shares in percent, counts None = all of the content's
    rule_attendance_percent: Mapped[int] = mapped_column(default=80)
    rule_modules_percent: Mapped[int] = mapped_column(default=100)
    rule_post_test_percent: Mapped[int | None] = mapped_column(default=60)
    rule_exercises_percent: Mapped[int] = mapped_column(default=100)
    rule_participation_percent: Mapped[int] = mapped_column(default=50)


class SessionAgency(Model):
    """A partner agency of a session; `precedence` orders roll, calling and print."""

    __tablename__ = "session_agency"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), primary_key=True
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), primary_key=True)
    precedence: Mapped[int]


class HalfDay(Identified, Model):
    """A part of a day for which attendance is taken, with the contact minutes it counts for."""

    __tablename__ = "half_day"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "day", "part"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    day: Mapped[date]
    part: Mapped[DayPart] = mapped_column(enum_column(DayPart))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    contact_minutes: Mapped[int]


class Signatory(Identified, Model):
    """An office whose signature stands on the certificates; the person may be unnamed."""

    __tablename__ = "signatory"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "position"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    position: Mapped[int]
    office: Mapped[LocalizedText]
    name: Mapped[LocalizedText]
    organisation: Mapped[LocalizedText]
    seals_file: Mapped[bool] = mapped_column(default=False)
    # who reads and signs the list for this office, where somebody is named
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)


class CourseStaff(Identified, Stamped, Model):
    """A role in one course session, with dates."""

    __tablename__ = "course_staff"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[StaffRole] = mapped_column(enum_column(StaffRole))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
