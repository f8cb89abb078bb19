"""Reading venues and rooms: their hours, closures, prayer times and what is booked next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import (
    AgendaItem,
    PrayerTime,
    RoomClosure,
    Venue,
    VenueRoom,
)
from lms.agenda.policies import Permission
from lms.agenda.rows import RoomRow, VenueRow
from lms.agenda.rules.times import day_of
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession

_VENUE = (
    Venue.id,
    Venue.slug,
    Venue.name,
    Venue.place,
    Venue.country,
    Venue.subdivision,
    Venue.time_zone.label("zone"),
    Venue.opens,
    Venue.closes,
    Venue.weekdays,
    Venue.archived_at,
)
_ROOM = (
    VenueRoom.id,
    VenueRoom.venue_id,
    VenueRoom.name,
    VenueRoom.capacity,
    VenueRoom.equipment,
    VenueRoom.archived_at,
)
NOT_HELD = (SessionState.CANCELLED, SessionState.POSTPONED)
NEXT_ITEMS = 80
NEXT_BOOKINGS = 5


class VenueLine(NamedTuple):
    """A venue in the list, with the rooms in use and the seats of the largest."""

    venue: VenueRow
    rooms: int
    seats: int


class ClosureRow(NamedTuple):
    """When a room (None: the whole venue) cannot be used. Times are UTC."""

    id: UUID
    room_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    reason: str


class PrayerRow(NamedTuple):
    """A daily time of prayer: minutes from midnight on ISO weekdays, within a season."""

    id: UUID
    name: LocalizedText
    weekdays: str
    starts: int
    ends: int
    first_day: date | None
    last_day: date | None


class BookingRow(NamedTuple):
    """One day of a session in a room. Without sight of that session, code and title are None."""

    room_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    slug: str | None
    code: str | None
    title: LocalizedText | None


@dataclass(frozen=True)
class VenuePage:
    """What the page of one venue shows."""

    venue: VenueRow
    rooms: list[RoomRow]
    archived_rooms: list[RoomRow]
    closures: list[ClosureRow]
    prayers: list[PrayerRow]
    bookings: dict[UUID, list[BookingRow]]


def venue_choices(*, also: UUID | None = None) -> list[VenueRow]:
    """The venues in use for a choice, by name; `also` one that is archived."""
    open_ones = Venue.archived_at.is_(None)
    rows = db.session.execute(
        sa.select(*_VENUE).where(open_ones if also is None else open_ones | (Venue.id == also))
    )
    return sorted((VenueRow(**row._asdict()) for row in rows), key=_by_name)


def venue_list(*, actor: Identity, archived: bool = False) -> list[VenueLine]:
    """The venues with their rooms, by name. Raises NotFound where the actor may not look."""
    require(actor, Permission.VIEW_PLACES)
    if archived:
        require(actor, Permission.MANAGE_PLACES)
    counted = sa.and_(VenueRoom.venue_id == Venue.id, VenueRoom.archived_at.is_(None))
    rows = db.session.execute(
        sa.select(
            *_VENUE,
            sa.func.count(VenueRoom.id).label("rooms"),
            sa.func.coalesce(sa.func.max(VenueRoom.capacity), 0).label("seats"),
        )
        .outerjoin(VenueRoom, counted)
        .where(Venue.archived_at.is_not(None) if archived else Venue.archived_at.is_(None))
        .group_by(Venue.id)
    )
    lines = []
    for row in rows:
        values = row._asdict()
        rooms, seats = values.pop("rooms"), values.pop("seats")
        lines.append(VenueLine(VenueRow(**values), rooms, seats))
    return sorted(lines, key=lambda line: _by_name(line.venue))


def venue(slug: str, actor: Identity) -> VenueRow:
    """A venue by its short name in addresses. Raises NotFound."""
    require(actor, Permission.VIEW_PLACES)
    row = _venue(Venue.slug == slug)
    if row is None:
        raise NotFound
    return row


def venue_by_id(venue_id: UUID) -> VenueRow | None:
    """A venue by its id, None for an unknown one; access was decided by what led there."""
    return _venue(Venue.id == venue_id)


def rooms_of(venue_id: UUID) -> list[RoomRow]:
    """The rooms of a venue in their order, archived ones too."""
    rows = db.session.execute(
        sa.select(*_ROOM)
        .where(VenueRoom.venue_id == venue_id)
        .order_by(VenueRoom.position, VenueRoom.id)
    )
    return [RoomRow(**row._asdict()) for row in rows]


def room(slug: str, room_id: UUID, actor: Identity) -> tuple[VenueRow, RoomRow]:
    """A room with its venue. Raises NotFound."""
    place = venue(slug, actor)
    row = db.session.execute(
        sa.select(*_ROOM).where(VenueRoom.id == room_id, VenueRoom.venue_id == place.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return place, RoomRow(**row._asdict())


def venue_page(slug: str, actor: Identity) -> VenuePage:
    """A venue with all that belongs to it, and the next bookings of each room."""
    place = venue(slug, actor)
    rooms = rooms_of(place.id)
    return VenuePage(
        venue=place,
        rooms=[row for row in rooms if row.archived_at is None],
        archived_rooms=[row for row in rooms if row.archived_at is not None],
        closures=closures(place.id, from_moment=utcnow()),
        prayers=prayer_times(place.id),
        bookings=next_bookings(place, actor),
    )


def closures(venue_id: UUID, *, from_moment: datetime) -> list[ClosureRow]:
    """Closures that end after a moment, by time."""
    rows = db.session.execute(
        sa.select(
            RoomClosure.id,
            RoomClosure.room_id,
            RoomClosure.starts_at,
            RoomClosure.ends_at,
            RoomClosure.reason,
        )
        .where(RoomClosure.venue_id == venue_id, RoomClosure.ends_at > from_moment)
        .order_by(RoomClosure.starts_at, RoomClosure.id)
    )
    return [ClosureRow(*row) for row in rows]


def prayer_times(venue_id: UUID) -> list[PrayerRow]:
    """The prayer times of a venue, by the clock."""
    rows = db.session.execute(
        sa.select(
            PrayerTime.id,
            PrayerTime.name,
            PrayerTime.weekdays,
            PrayerTime.starts,
            PrayerTime.ends,
            PrayerTime.first_day,
            PrayerTime.last_day,
        )
        .where(PrayerTime.venue_id == venue_id)
        .order_by(PrayerTime.starts, PrayerTime.first_day, PrayerTime.id)
    )
    return [PrayerRow(*row) for row in rows]


def next_bookings(place: VenueRow, actor: Identity) -> dict[UUID, list[BookingRow]]:
    """By room: the next days on which sessions use it, each with its first and last minute.

    A session whose draft the actor may not see is only "busy".
    """
    seen = actor.sessions_as(Role.ORGANISER, Role.TRAINER)
    found: dict[UUID, dict[tuple[date, UUID], BookingRow]] = {}
    for row in db.session.execute(_coming_items(place.id)):
        day = day_of(row.starts_at, place.zone)
        days = found.setdefault(row.room_id, {})
        known = days.get((day, row.course_session_id))
        if known is not None:
            later = max(known.ends_at, row.ends_at)
            days[day, row.course_session_id] = known._replace(ends_at=later)
        elif len(days) < NEXT_BOOKINGS:
            open_to = actor.is_administrator or row.course_session_id in seen
            told = (row.slug, row.code, row.title) if open_to else (None, None, None)
            days[day, row.course_session_id] = BookingRow(
                row.room_id, day, row.starts_at, row.ends_at, *told
            )
    return {room_id: list(days.values()) for room_id, days in found.items()}


def _coming_items(venue_id: UUID) -> sa.Select[*tuple[object, ...]]:
    """The next items of each room of a venue, by time."""
    number = (
        sa.func.row_number()
        .over(partition_by=AgendaItem.room_id, order_by=AgendaItem.starts_at)
        .label("number")
    )
    items = (
        sa.select(
            AgendaItem.room_id,
            AgendaItem.starts_at,
            AgendaItem.ends_at,
            AgendaItem.course_session_id,
            CourseSession.slug,
            CourseSession.code,
            CourseSession.title,
            number,
        )
        .join(VenueRoom, VenueRoom.id == AgendaItem.room_id)
        .join(CourseSession, CourseSession.id == AgendaItem.course_session_id)
        .where(
            VenueRoom.venue_id == venue_id,
            AgendaItem.ends_at > utcnow(),
            CourseSession.state.not_in(NOT_HELD),
        )
        .subquery()
    )
    return sa.select(items).where(items.c.number <= NEXT_ITEMS).order_by(items.c.starts_at)


def _venue(criterion: sa.ColumnElement[bool]) -> VenueRow | None:
    row = db.session.execute(sa.select(*_VENUE).where(criterion)).one_or_none()
    return VenueRow(**row._asdict()) if row else None


def _by_name(row: VenueRow) -> tuple[str, str]:
    name = row.name.get("en") or next(iter(row.name.values()), "")
    return name.casefold(), row.slug
