"""What trainers do about attempts: more time, opening again, mending keys; and who is there."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, Model, Stamped, append_only, enum_column
from lms.exercises.enums import ActKind


class ExtraTime(Identified, Stamped, Model):
    """More time for one person at everything that has a time limit, in percent of the limit.

    `note` says what was agreed, never why: reasons of health are nobody's business here.
    """

    __tablename__ = "extra_time"
    __table_args__ = (sa.CheckConstraint("percent > 0 AND percent <= 300", name="percent_bounds"),)

    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), unique=True)
    percent: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    given_by: Mapped[uuid.UUID | None]


class AttemptAct(Identified, Model):
    """What was done to one attempt, by whom and why; the database refuses to change it."""

    __tablename__ = "attempt_act"

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), index=True)
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    reason: Mapped[str] = mapped_column(sa.String(300))
    minutes: Mapped[int | None]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]


append_only(AttemptAct.__table__)


class AttemptPresence(Model):
    """When the page of an open attempt was last heard of, and at which question it stood."""

    __tablename__ = "attempt_presence"

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), primary_key=True)
    seen_at: Mapped[datetime]
    # the number of the question on the page, from 1; 0 where the page does not say
    place: Mapped[int] = mapped_column(default=0)
    # unsent answers that the browser keeps
    unsent: Mapped[int] = mapped_column(default=0)


class KeyMend(Identified, Model):
    """A question's key mended for one session, as a new row with its reason; the last one counts.

    `payload` is the marking side of the question in the form of its kind, or {void: true}.
    """

    __tablename__ = "key_mend"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "activity", "question", "number"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    activity: Mapped[str] = mapped_column(sa.String(120))
    question: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    payload: Mapped[Json]
    reason: Mapped[str] = mapped_column(sa.String(300))
    mended_at: Mapped[datetime]
    mended_by: Mapped[uuid.UUID | None]


append_only(KeyMend.__table__)
