"""Attempts at quizzes and exercises, their append-only events, and their marks."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Identity, Role
from lms.core.db import EventRow, Identified, Json, Model, Stamped, VisibleRows, enum_column
from lms.exercises.enums import AttemptState, Purpose

MARKERS = (Role.TRAINER, Role.ORGANISER)


class Attempt(Identified, Stamped, VisibleRows, Model):
    """One go at an activity of the pinned content, by a group of one or more enrolments.

    `activity` is the activity's key in the content snapshot `content_hash`. Nothing of the key
    reaches its members before `released_at`.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("group_key", "activity", "number"),
        sa.Index("ix_attempt_session_activity", "course_session_id", "activity"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    content_hash: Mapped[str] = mapped_column(sa.ForeignKey("content_snapshot.hash"))
    activity: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(40))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    # the sorted enrolment ids, hashed: makes "one open attempt per group" a constraint
    group_key: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(sa.String(32))
    state: Mapped[AttemptState] = mapped_column(
        enum_column(AttemptState), default=AttemptState.OPEN
    )
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    # minutes that this attempt got on top of the limit, by the person's extra time or by hand
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # who typed the answers back from paper; None where they were given on a screen
    typed_by: Mapped[uuid.UUID | None]
    handed_in_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Trainers and organisers: their sessions. Participants: attempts they share."""
        if actor.is_administrator:
            return sa.true()
        shared = (
            sa.select(AttemptMember.attempt_id)
            .where(AttemptMember.enrolment_id.in_(actor.enrolment_ids))
            .correlate(None)
        )
        return cls.course_session_id.in_(actor.sessions_as(*MARKERS)) | cls.id.in_(shared)


class AttemptMember(Model):
    """An enrolment that shares an attempt; all members are credited."""

    __tablename__ = "attempt_member"

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), primary_key=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("enrolment.id"), primary_key=True, index=True
    )


class AttemptEvent(EventRow, Model):
    """One step of an attempt (an answer, a chart step)."""

    __tablename__ = "attempt_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), index=True)


class Mark(Identified, Model):
    """A mark for an attempt. A re-mark is a new row; the one with the highest number counts."""

    __tablename__ = "mark"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "number"),)

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), index=True)
    number: Mapped[int]
    # points are exact: numerator/denominator of each, never floats
    points: Mapped[str] = mapped_column(sa.String(40))
    maximum: Mapped[str] = mapped_column(sa.String(40))
    # floor(100 * points / maximum), for sorting and thresholds
    percent: Mapped[int]
    detail: Mapped[Json]
    # {schema, questions: {key: [exact points, outcome, chosen options]}}, small, for whole rooms
    items: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    engine: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    marked_at: Mapped[datetime]
    marked_by: Mapped[uuid.UUID | None]
