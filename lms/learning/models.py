"""What participants have read: append-only lesson events, and the progress they fold to."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import EventRow, Model


class LessonEvent(EventRow, Model):
    """A lesson opened or done: kind `opened` or `done`, payload {schema, module, lesson}."""

    __tablename__ = "lesson_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)


class LessonProgress(Model):
    """The fold per enrolment and lesson; `lesson` is `module-key/lesson-key` of the content."""

    __tablename__ = "lesson_progress"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), primary_key=True)
    lesson: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
