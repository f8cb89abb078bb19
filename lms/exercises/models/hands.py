"""Marks that people give: a trainer's word on an essay, and fellow participants' words."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, Model, append_only


class HandMark(Identified, Model):
    """What a trainer gave for one question of an attempt; the highest number counts.

    `criteria` is {schema, points: {criterion: exact points as text}}.
    """

    __tablename__ = "hand_mark"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "question", "number"),)

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    criteria: Mapped[Json]
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    marked_at: Mapped[datetime]
    marked_by: Mapped[uuid.UUID | None]


append_only(HandMark.__table__)


class PeerTask(Identified, Model):
    """A fellow participant's task to mark one answer, and what came of it.

    Names are shown to neither side. `criteria` as in HandMark, None until it is done.
    """

    __tablename__ = "peer_task"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "question", "enrolment_id"),)

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(64))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    criteria: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    given_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
