"""Writing venues: their facts, closures and prayer times. Rooms stand in `rooms`."""

from uuid import UUID

import sqlalchemy as sa

from lms.agencies.rules import free_slug
from lms.agenda.models import (
    AgendaItem,
    PrayerTime,
    RoomClosure,
    Venue,
    VenueRoom,
)
from lms.agenda.place_inputs import ClosureInput, PrayerInput, VenueInput
from lms.agenda.policies import Permission
from lms.agenda.queries.bookings import NOT_HELD
from lms.audit import services as audit
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.models import CourseSession

SHOWN_SESSIONS = 5


def create_venue(*, actor: Identity, venue: VenueInput) -> Venue:
    """Add a venue; its short name in addresses comes from its name. Raises Invalid."""
    require(actor, Permission.MANAGE_PLACES)
    values = venue.checked()
    row = Venue(slug=free_slug(venue.name, _slug_taken), **values)
    db.session.add(row)
    record(actor, row, "agenda.venue_added", N_("Venue %(venue)s added.", venue=row.name), values)
    return row


def change_venue(*, actor: Identity, venue_id: UUID, venue: VenueInput) -> Venue:
    """Change the facts of a venue; its address stays. Raises Invalid, NotFound."""
    row = managed(actor, venue_id)
    values = venue.checked()
    before = {name: getattr(row, name) for name in values}
    changed = {name for name in values if values[name] != before[name]}
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    record(
        actor,
        row,
        "agenda.venue_changed",
        N_("Venue %(venue)s changed.", venue=row.name),
        {name: values[name] for name in changed},
        {name: before[name] for name in changed},
    )
    return row


def archive_venue(*, actor: Identity, venue_id: UUID) -> None:
    """Put a venue away. Raises Refused while items to come use its rooms, and says which."""
    row = managed(actor, venue_id)
    if row.archived_at is not None:
        return
    rooms = sa.select(VenueRoom.id).where(VenueRoom.venue_id == row.id)
    refuse_in_use(actor, AgendaItem.room_id.in_(rooms))
    row.archived_at = utcnow()
    record(actor, row, "agenda.venue_archived", N_("Venue %(venue)s archived.", venue=row.name))


def restore_venue(*, actor: Identity, venue_id: UUID) -> None:
    """Bring an archived venue back."""
    row = managed(actor, venue_id)
    if row.archived_at is not None:
        row.archived_at = None
        message = N_("Venue %(venue)s restored.", venue=row.name)
        record(actor, row, "agenda.venue_restored", message)


def add_closure(*, actor: Identity, venue_id: UUID, closure: ClosureInput) -> RoomClosure:
    """Close a room or the whole venue for a time. Raises Invalid with each fault at its field."""
    row = managed(actor, venue_id)
    values = closure.checked(row.time_zone)
    if closure.room_id is not None:
        room = db.session.get(VenueRoom, closure.room_id)
        if room is None or room.venue_id != row.id:
            raise Invalid([FieldError("room_id", N_("Choose a room from the list."))])
    found = RoomClosure(venue_id=row.id, **values)
    db.session.add(found)
    record(
        actor,
        row,
        "agenda.venue_closed",
        N_("A closure of %(venue)s entered.", venue=row.name),
        values,
    )
    return found


def remove_closure(*, actor: Identity, venue_id: UUID, closure_id: UUID) -> None:
    """Take a closure away. Raises NotFound."""
    row = managed(actor, venue_id)
    found = db.session.get(RoomClosure, closure_id)
    if found is None or found.venue_id != row.id:
        raise NotFound
    before = {"starts_at": found.starts_at, "ends_at": found.ends_at, "reason": found.reason}
    db.session.delete(found)
    message = N_("A closure of %(venue)s taken away.", venue=row.name)
    record(actor, row, "agenda.venue_opened", message, before=before)


def set_prayer_time(
    *, actor: Identity, venue_id: UUID, prayer: PrayerInput, prayer_id: UUID | None = None
) -> PrayerTime:
    """Add a time of prayer, or change the one named. Raises Invalid, NotFound."""
    row = managed(actor, venue_id)
    values = prayer.checked()
    found = _prayer(row, prayer_id) if prayer_id else PrayerTime(venue_id=row.id)
    before = {name: getattr(found, name) for name in values} if prayer_id else None
    for name, value in values.items():
        setattr(found, name, value)
    db.session.add(found)
    message = N_("Prayer times of %(venue)s changed.", venue=row.name)
    record(actor, row, "agenda.prayer_times_set", message, values, before)
    return found


def remove_prayer_time(*, actor: Identity, venue_id: UUID, prayer_id: UUID) -> None:
    """Take a time of prayer away. Raises NotFound."""
    row = managed(actor, venue_id)
    found = _prayer(row, prayer_id)
    before = {"name": found.name, "starts": found.starts, "ends": found.ends}
    db.session.delete(found)
    message = N_("Prayer times of %(venue)s changed.", venue=row.name)
    record(actor, row, "agenda.prayer_times_set", message, before=before)


def managed(actor: Identity, venue_id: UUID) -> Venue:
    """The venue, for somebody who may change places. Raises NotFound."""
    require(actor, Permission.MANAGE_PLACES)
    row = db.session.get(Venue, venue_id)
    if row is None:
        raise NotFound
    return row


def refuse_in_use(actor: Identity, criterion: sa.ColumnElement[bool]) -> None:
    """Raise Refused where items to come meet the criterion, naming their sessions as far as the
    actor may see them."""
    rows = db.session.execute(
        sa.select(CourseSession.id, CourseSession.code, sa.func.min(AgendaItem.starts_at))
        .join(AgendaItem, AgendaItem.course_session_id == CourseSession.id)
        .where(
            criterion,
            AgendaItem.ends_at > utcnow(),
            CourseSession.state.not_in(NOT_HELD),
        )
        .group_by(CourseSession.id, CourseSession.code)
        .order_by(sa.func.min(AgendaItem.starts_at))
    ).all()
    if not rows:
        return
    seen = actor.sessions_as(Role.ORGANISER, Role.TRAINER)
    named = [code for id_, code, _at in rows if actor.is_administrator or id_ in seen]
    raise Refused(_in_use(named[:SHOWN_SESSIONS], len(rows) - len(named[:SHOWN_SESSIONS])))


def record(  # noqa: PLR0917 - what an entry of the log needs
    actor: Identity,
    row: Venue,
    act: str,
    summary: Message,
    after: dict[str, object] | None = None,
    before: dict[str, object] | None = None,
) -> None:
    """Flush, and put the act on record at the venue."""
    db.session.flush()
    audit.record(
        actor,
        act,
        object_type="venue",
        object_id=row.id,
        summary=summary,
        before=before,
        after=after,
    )


def _in_use(codes: list[str], others: int) -> Message:
    if not codes:
        return N_("Sessions to come hold items here. They must be moved to another room first.")
    words = {"codes": ", ".join(codes), "n": others}
    if others:
        return N_(
            "Items to come of %(codes)s and %(n)s more are held here. Move them first.", **words
        )
    return N_("Items to come of %(codes)s are held here. Move them first.", **words)


def _prayer(row: Venue, prayer_id: UUID) -> PrayerTime:
    found = db.session.get(PrayerTime, prayer_id)
    if found is None or found.venue_id != row.id:
        raise NotFound
    return found


def _slug_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(Venue.id).where(Venue.slug == slug)) is not None
