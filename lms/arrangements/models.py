"""What is arranged before the day: allowances, travel, rooms to sleep in."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.enums import Gender
from lms.arrangements.enums import TravelMode
from lms.core.access import Identity, Role
from lms.core.db import Identified, LocalizedText, Model, Stamped, VisibleRows, enum_column


class AllowanceRate(Identified, Stamped, Model):
    """What a group of participants gets: a sum a day and one for the journey, in minor units."""

    __tablename__ = "allowance_rate"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "position"),
        sa.CheckConstraint("daily_minor >= 0", name="daily_not_negative"),
        sa.CheckConstraint("journey_minor >= 0", name="journey_not_negative"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    position: Mapped[int]
    name: Mapped[LocalizedText]
    currency: Mapped[str] = mapped_column(sa.String(3))
    daily_minor: Mapped[int]
    journey_minor: Mapped[int]


class LodgingRoom(Identified, Stamped, Model):
    """A room to sleep in. `gender` says for whom, where rooms are kept apart."""

    __tablename__ = "lodging_room"
    __table_args__ = (
        sa.UniqueConstraint("course_session_id", "label"),
        sa.CheckConstraint("beds > 0", name="beds_positive"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    house: Mapped[str] = mapped_column(sa.String(120), default="")
    label: Mapped[str] = mapped_column(sa.String(40))
    beds: Mapped[int]
    gender: Mapped[Gender | None] = mapped_column(enum_column(Gender))


class Stay(Identified, Stamped, VisibleRows, Model):
    """How one participant travels, sleeps and is paid."""

    __tablename__ = "stay"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    enrolment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enrolment.id"), unique=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    rate_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("allowance_rate.id"))
    mode: Mapped[TravelMode | None] = mapped_column(enum_column(TravelMode))
    comes_from: Mapped[str] = mapped_column(sa.String(120), default="")
    arrives_at: Mapped[datetime | None]
    departs_at: Mapped[datetime | None]
    ticket: Mapped[str] = mapped_column(sa.String(120), default="")
    wants_room: Mapped[bool | None]
    room_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("lodging_room.id"), index=True)
    days_paid: Mapped[int | None]
    notes: Mapped[str] = mapped_column(sa.String(500), default="")

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Organisers: their sessions. Focal points: the own agency's. People: their own."""
        if actor.is_administrator:
            return sa.true()
        return sa.or_(
            cls.course_session_id.in_(actor.sessions_as(Role.ORGANISER)),
            cls.agency_id.in_(actor.focal_agencies),
            cls.person_id == actor.person_id,
        )
