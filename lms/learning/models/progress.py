"""What participants have read: append-only lesson events, and the progress they fold to."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Identity
from lms.core.db import EventRow, Identified, Model, Stamped, VisibleRows


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
    # the paragraph that was read last, from 0; reading goes on there
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    placed_at: Mapped[datetime | None]


class LessonNote(Identified, Stamped, VisibleRows, Model):
    """A highlight in a lesson, or a note beside a paragraph. Its writer alone sees it.

    `paragraph` counts the blocks of the lesson from 0. A highlight keeps the words that it
    marks (`quote`) and where they begin in the paragraph, so that it is found again, or shown
    beside the paragraph, when a new version has other words. The id comes from the browser: a
    note that arrives twice is one note.
    """

    __tablename__ = "lesson_note"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    lesson: Mapped[str] = mapped_column(sa.String(160))
    language: Mapped[str] = mapped_column(sa.String(8))
    paragraph: Mapped[int]
    begins: Mapped[int] = mapped_column(default=0)
    quote: Mapped[str] = mapped_column(sa.Text, default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    removed_at: Mapped[datetime | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """The writer alone: not the trainer, not the administrator."""
        return cls.enrolment_id.in_(actor.enrolment_ids)
