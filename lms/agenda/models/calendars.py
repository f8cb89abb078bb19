"""Private calendar addresses, and when people cannot come."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.agenda.enums import BusySource, FeedKind
from lms.core.access import Identity
from lms.core.db import Identified, Model, Stamped, VisibleRows, enum_column


class CalendarFeed(Identified, Model):
    """A private address of calendar entries. Its token is derived, so that only its owner and
    the server know it; revoking ends it for ever."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[FeedKind] = mapped_column(enum_column(FeedKind))
    course_session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("course_session.id"))
    room_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("venue_room.id"))
    alarm_minutes: Mapped[int | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Unavailability(Identified, Stamped, VisibleRows, Model):
    """A time at which a trainer cannot teach. The note is the trainer's own."""

    __tablename__ = "unavailability"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="times_in_order"),
        sa.Index("ix_unavailability_when", "person_id", "starts_at"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    source: Mapped[BusySource] = mapped_column(enum_column(BusySource))
    uid: Mapped[str] = mapped_column(sa.String(255), default="")
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Everybody sees the own; that somebody else is busy is asked without the note."""
        return cls.person_id == actor.person_id
