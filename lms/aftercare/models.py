"""What happened to papers after the ceremony, and hand-overs to agencies."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Identity, Role
from lms.core.db import EventRow, Identified, Model, VisibleRows


class PaperEvent(EventRow, Model):
    """What happened to the paper of a certificate. Never changed or deleted.

    `kind` is a `Way`; the payload holds {schema, bearer, letter, tracking, note, handover, reason,
    undoes} as far as the kind needs them.
    """

    __tablename__ = "paper_event"
    __table_args__ = (sa.UniqueConstraint("owner_id", "sequence"),)

    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)


class PaperHandover(Identified, VisibleRows, Model):
    """All papers of one agency given to its focal point in one act; the papers' events name it."""

    __tablename__ = "paper_handover"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    given_to: Mapped[str] = mapped_column(sa.String(120))
    given_at: Mapped[datetime]
    given_by: Mapped[uuid.UUID | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[uuid.UUID | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers of the session; the agency's focal points."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER)),
            cls.agency_id.in_(actor.focal_agencies),
        )


class ExpiryReminder(Model):
    """That a certificate's end was told so many days before it. Each once."""

    __tablename__ = "expiry_reminder"

    certificate_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("certificate.id"), primary_key=True
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime]
