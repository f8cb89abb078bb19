"""Templates of letters, and the letters that were written, frozen as they went."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Identity, Role
from lms.core.db import (
    Identified,
    Json,
    LocalizedText,
    Model,
    Stamped,
    VisibleRows,
    enum_column,
)
from lms.letters.enums import LetterKind


class LetterTemplate(Identified, Stamped, Model):
    """The text of one kind of letter: the installation's own, or that of one course session.

    Where there is neither, the shipped one is used. Texts hold {{ variables }}.
    """

    __tablename__ = "letter_template"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "kind"),)

    course_session_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    kind: Mapped[LetterKind] = mapped_column(enum_column(LetterKind))
    subject: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    changed_by: Mapped[uuid.UUID | None]


class Letter(Identified, VisibleRows, Model):
    """A letter to one person (or to an agency's focal point), as it was written.

    `content` is {schema, languages, subject: {lang}, body: {lang}}; `subject_id` is the
    nomination or enrolment it is about.
    """

    __tablename__ = "letter"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "reference"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[LetterKind] = mapped_column(enum_column(LetterKind))
    reference: Mapped[str] = mapped_column(sa.String(60))
    content: Mapped[Json]
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    message_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("outbox_message.id"))
    written_at: Mapped[datetime]
    written_by: Mapped[uuid.UUID | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers: their sessions. Focal points: letters of the own agency. People: own."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )
