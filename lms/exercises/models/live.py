"""One question on the wall, answered by the room on their phones."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, Model


class LiveQuestion(Identified, Model):
    """A question put to the room. Answers come in until `closed_at`; the right one is shown
    from `shown_at` on. At most one of a session is neither closed nor shown away."""

    __tablename__ = "live_question"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    content_hash: Mapped[str] = mapped_column(sa.ForeignKey("content_snapshot.hash"))
    activity: Mapped[str] = mapped_column(sa.String(120))
    question: Mapped[str] = mapped_column(sa.String(64))
    seed: Mapped[str] = mapped_column(sa.String(32))
    opened_at: Mapped[datetime]
    opened_by: Mapped[uuid.UUID | None]
    closed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LiveAnswer(Identified, Model):
    """The last answer of one participant to a live question."""

    __tablename__ = "live_answer"
    __table_args__ = (sa.UniqueConstraint("live_question_id", "enrolment_id"),)

    live_question_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("live_question.id"), index=True
    )
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    answer: Mapped[Json]
    answered_at: Mapped[datetime]
