"""Writing the rooms of a venue."""

from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import AgendaItem, Venue, VenueRoom
from lms.agenda.place_inputs import RoomInput
from lms.agenda.services.places import managed, record, refuse_in_use
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.messages import N_


def add_room(*, actor: Identity, venue_id: UUID, room: RoomInput) -> VenueRoom:
    """Add a room, last in the order. Raises Invalid with each fault at its field."""
    venue = managed(actor, venue_id)
    values = room.checked()
    last = db.session.scalar(
        sa.select(sa.func.max(VenueRoom.position)).where(VenueRoom.venue_id == venue.id)
    )
    row = VenueRoom(venue_id=venue.id, position=(last or 0) + 1, **values)
    db.session.add(row)
    words = {"room": row.name, "venue": venue.name}
    record(actor, venue, "agenda.room_added", N_("%(room)s of %(venue)s added.", **words), values)
    return row


def change_room(*, actor: Identity, room_id: UUID, room: RoomInput) -> VenueRoom:
    """Change name, seats and equipment of a room. Raises Invalid, NotFound."""
    venue, row = _room(actor, room_id)
    values = room.checked()
    before = {name: getattr(row, name) for name in values}
    if values == before:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    message = N_("%(room)s of %(venue)s changed.", room=row.name, venue=venue.name)
    record(actor, venue, "agenda.room_changed", message, values, before)
    return row


def move_room(*, actor: Identity, room_id: UUID, up: bool) -> None:
    """Move a room one place up or down among those in use."""
    venue, row = _room(actor, room_id)
    rows = list(
        db.session.scalars(
            sa.select(VenueRoom)
            .where(VenueRoom.venue_id == venue.id, VenueRoom.archived_at.is_(None))
            .order_by(VenueRoom.position, VenueRoom.id)
            .with_for_update()
        )
    )
    if row not in rows:
        return
    at = rows.index(row)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, one in enumerate(rows, start=1):
        one.position = position
    message = N_("Order of the rooms of %(venue)s changed.", venue=venue.name)
    record(actor, venue, "agenda.rooms_ordered", message, {"rooms": [one.id for one in rows]})


def archive_room(*, actor: Identity, room_id: UUID) -> None:
    """Put a room away. Raises Refused while items to come use it, and says which."""
    venue, row = _room(actor, room_id)
    if row.archived_at is not None:
        return
    refuse_in_use(actor, AgendaItem.room_id == row.id)
    row.archived_at = utcnow()
    message = N_("%(room)s of %(venue)s archived.", room=row.name, venue=venue.name)
    record(actor, venue, "agenda.room_archived", message)


def restore_room(*, actor: Identity, room_id: UUID) -> None:
    """Bring an archived room back."""
    venue, row = _room(actor, room_id)
    if row.archived_at is not None:
        row.archived_at = None
        message = N_("%(room)s of %(venue)s restored.", room=row.name, venue=venue.name)
        record(actor, venue, "agenda.room_restored", message)


def _room(actor: Identity, room_id: UUID) -> tuple[Venue, VenueRoom]:
    row = db.session.get(VenueRoom, room_id)
    if row is None:
        raise NotFound
    return managed(actor, row.venue_id), row
