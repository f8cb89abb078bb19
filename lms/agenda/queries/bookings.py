"""Reading what is booked in the rooms of a venue, as far as the reader may know."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import AgendaItem, VenueRoom
from lms.agenda.rows import VenueRow
from lms.agenda.rules.times import day_of
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession

NOT_HELD = (SessionState.CANCELLED, SessionState.POSTPONED)
NEXT_ITEMS = 80
NEXT_BOOKINGS = 5


class BookingRow(NamedTuple):
    """One day of a session in a room. Without sight of that session, code and title are None."""

    room_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    slug: str | None
    code: str | None
    title: LocalizedText | None


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
