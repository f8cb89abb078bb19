"""Reading venues and rooms: their hours, closures, prayer times and what is booked next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import PrayerTime, RoomClosure, Venue, VenueRoom
from lms.agenda.policies import Permission
from lms.agenda.queries.bookings import BookingRow, next_bookings
from lms.agenda.rows import RoomRow, VenueRow
from lms.agenda.rules.holidays import holiday_names, public_holidays
from lms.agenda.rules.times import day_of
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.core.settings import settings

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
YEARS_AROUND = 20


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


@dataclass(frozen=True)
class VenuePage:
    """What the page of one venue shows."""

    venue: VenueRow
    rooms: list[RoomRow]
    archived_rooms: list[RoomRow]
    closures: list[ClosureRow]
    prayers: list[PrayerRow]
    bookings: dict[UUID, list[BookingRow]]
    year: int
    holidays: dict[date, LocalizedText]


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


def rooms_in_use(venue_id: UUID) -> list[RoomRow]:
    """The rooms of a venue that may be chosen, in their order."""
    return [row for row in rooms_of(venue_id) if row.archived_at is None]


def room(slug: str, room_id: UUID, actor: Identity) -> tuple[VenueRow, RoomRow]:
    """A room with its venue. Raises NotFound."""
    place = venue(slug, actor)
    row = db.session.execute(
        sa.select(*_ROOM).where(VenueRoom.id == room_id, VenueRoom.venue_id == place.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return place, RoomRow(**row._asdict())


def prayer(slug: str, prayer_id: UUID | None, actor: Identity) -> tuple[VenueRow, PrayerRow | None]:
    """A time of prayer with its venue, no time where none is named. Raises NotFound."""
    place = venue(slug, actor)
    if prayer_id is None:
        return place, None
    found = next((row for row in prayer_times(place.id) if row.id == prayer_id), None)
    if found is None:
        raise NotFound
    return place, found


def venue_page(slug: str, actor: Identity, year: int | None = None) -> VenuePage:
    """A venue with all that belongs to it, and the next bookings of each room.

    Public holidays are those of `year`, of this year where none is named.
    """
    place = venue(slug, actor)
    rooms = rooms_of(place.id)
    this_year = day_of(utcnow(), place.zone).year
    shown = year if year is not None and abs(year - this_year) <= YEARS_AROUND else this_year
    return VenuePage(
        venue=place,
        rooms=[row for row in rooms if row.archived_at is None],
        archived_rooms=[row for row in rooms if row.archived_at is not None],
        closures=closures(place.id, from_moment=utcnow()),
        prayers=prayer_times(place.id),
        bookings=next_bookings(place, actor),
        year=shown,
        holidays=_holidays(place, shown),
    )


def _holidays(place: VenueRow, year: int) -> dict[date, LocalizedText]:
    languages = settings().languages
    days = public_holidays(place.country, place.subdivision, year)
    return {day: holiday_names(place.country, place.subdivision, day, languages) for day in days}


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


def _venue(criterion: sa.ColumnElement[bool]) -> VenueRow | None:
    row = db.session.execute(sa.select(*_VENUE).where(criterion)).one_or_none()
    return VenueRow(**row._asdict()) if row else None


def _by_name(row: VenueRow) -> tuple[str, str]:
    name = row.name.get("en") or next(iter(row.name.values()), "")
    return name.casefold(), row.slug
