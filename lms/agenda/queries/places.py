"""Reading venues and rooms."""

from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import Venue, VenueRoom
from lms.agenda.rows import RoomRow, VenueRow
from lms.core.db import db

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


def venue_by_id(venue_id: UUID) -> VenueRow | None:
    """A venue by its id, None for an unknown one."""
    row = db.session.execute(sa.select(*_VENUE).where(Venue.id == venue_id)).one_or_none()
    return VenueRow(**row._asdict()) if row else None


def rooms_of(venue_id: UUID) -> list[RoomRow]:
    """The rooms of a venue in their order, archived ones too."""
    rows = db.session.execute(
        sa.select(*_ROOM)
        .where(VenueRoom.venue_id == venue_id)
        .order_by(VenueRoom.position, VenueRoom.id)
    )
    return [RoomRow(**row._asdict()) for row in rows]
