"""Venues with their rooms and hours, days off, prayer times, and how severe each clash is."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.agenda.enums import ClashRule, Severity
from lms.core.db import Identified, LocalizedText, Model, Stamped, Travelling, enum_column


class Venue(Identified, Stamped, Travelling, Model):
    """Where trainings are held. Clock times are minutes from midnight in the venue's zone.

    `weekdays` names the open days by their ISO numbers, Monday first: "12345".
    """

    __tablename__ = "venue"
    __table_args__ = (sa.CheckConstraint("opens < closes", name="hours_in_order"),)

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[LocalizedText]
    place: Mapped[LocalizedText]
    country: Mapped[str] = mapped_column(sa.String(2))
    subdivision: Mapped[str] = mapped_column(sa.String(10), default="")
    time_zone: Mapped[str] = mapped_column(sa.String(64))
    opens: Mapped[int] = mapped_column(default=8 * 60)
    closes: Mapped[int] = mapped_column(default=17 * 60)
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="12345")
    archived_at: Mapped[datetime | None]


class VenueRoom(Identified, Stamped, Model):
    """A room of a venue, with its seats."""

    __tablename__ = "venue_room"
    __table_args__ = (sa.CheckConstraint("capacity > 0", name="capacity_positive"),)

    venue_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("venue.id"), index=True)
    name: Mapped[LocalizedText]
    capacity: Mapped[int]
    equipment: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class RoomClosure(Identified, Stamped, Model):
    """A time at which a room, or with no room the whole venue, cannot be used."""

    __tablename__ = "room_closure"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="times_in_order"),
        sa.Index("ix_room_closure_when", "venue_id", "starts_at"),
    )

    venue_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("venue.id"))
    room_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("venue_room.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")


class PrayerTime(Identified, Model):
    """A daily window of prayer at a venue, in minutes from midnight, on ISO weekdays.

    The congregation's time changes over the year: `first_day` and `last_day` bound a season.
    """

    __tablename__ = "prayer_time"
    __table_args__ = (sa.CheckConstraint("starts < ends", name="times_in_order"),)

    venue_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("venue.id"), index=True)
    name: Mapped[LocalizedText]
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="1234567")
    starts: Mapped[int]
    ends: Mapped[int]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class DayOff(Identified, Stamped, Model):
    """Own days off: of everybody, of one country, or the black-out days of one agency."""

    __tablename__ = "day_off"
    __table_args__ = (sa.CheckConstraint("first_day <= last_day", name="days_in_order"),)

    first_day: Mapped[date] = mapped_column(index=True)
    last_day: Mapped[date]
    name: Mapped[LocalizedText]
    country: Mapped[str | None] = mapped_column(sa.String(2))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)


class ClashSetting(Model):
    """What a kind of clash does in this installation, where it differs from the usual."""

    __tablename__ = "clash_setting"

    rule: Mapped[ClashRule] = mapped_column(enum_column(ClashRule), primary_key=True)
    severity: Mapped[Severity] = mapped_column(enum_column(Severity))
