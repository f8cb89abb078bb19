"""Gentle reminders by rule, and which were sent."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model, Stamped, enum_column
from lms.learning.enums import ReminderKind


class ReminderRule(Identified, Stamped, Model):
    """Whom a session reminds: `days` before it begins, or after days of silence."""

    __tablename__ = "reminder_rule"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "kind", "days"),
        sa.CheckConstraint("days >= 1 AND days <= 60", name="days_bounds"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    kind: Mapped[ReminderKind] = mapped_column(enum_column(ReminderKind))
    days: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class ReminderSent(Model):
    """A person is reminded once by each rule."""

    __tablename__ = "reminder_sent"

    rule_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("reminder_rule.id"), primary_key=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("enrolment.id"), primary_key=True, index=True
    )
    sent_at: Mapped[datetime]
