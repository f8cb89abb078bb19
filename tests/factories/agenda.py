"""Venues, rooms and agenda items, straight into the tables."""

import itertools
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.accounts.models import Person
from lms.agenda.enums import ItemKind
from lms.agenda.inputs import ItemInput
from lms.agenda.models import (
    AgendaItem,
    AgendaItemTrainer,
    PrayerTime,
    SessionAgenda,
    Venue,
    VenueRoom,
)
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.courses.models import CourseSession

_number = itertools.count(1)


def moment(day: date, at: str, zone: str = "Asia/Karachi") -> datetime:
    """A clock time such as "09:15" on a day at a place."""
    return datetime.combine(day, time.fromisoformat(at), tzinfo=ZoneInfo(zone))


def make_venue(
    name: str = "Academy", *, rooms: tuple[tuple[str, int], ...] = (), **values: Any
) -> Venue:
    """A venue in Karachi, open on weekdays from 08:00 to 18:00, with rooms as (name, seats)."""
    number = next(_number)
    facts: dict[str, Any] = {
        "slug": f"venue-{number}",
        "name": {"en": name},
        "place": {"en": "Karachi"},
        "country": "PK",
        "time_zone": "Asia/Karachi",
        "opens": 8 * 60,
        "closes": 18 * 60,
        "weekdays": "1234567",
        **values,
    }
    with transaction():
        venue = Venue(**facts)
        db.session.add(venue)
        db.session.flush()
        for place, (room, seats) in enumerate(rooms):
            db.session.add(
                VenueRoom(venue_id=venue.id, name={"en": room}, capacity=seats, position=place)
            )
        db.session.flush()
    return venue


def rooms_of(venue: Venue) -> dict[str, UUID]:
    """The ids of a venue's rooms by their English names."""
    rows = db.session.query(VenueRoom).filter_by(venue_id=venue.id).all()
    return {row.name["en"]: row.id for row in rows}


def make_prayer(
    venue: Venue, starts: int = 13 * 60, ends: int = 13 * 60 + 30, **values: Any
) -> PrayerTime:
    """A daily prayer time, 13:00 to 13:30 where nothing is said; minutes from midnight."""
    with transaction():
        row = PrayerTime(venue_id=venue.id, name={"en": "Zuhr"}, starts=starts, ends=ends, **values)
        db.session.add(row)
        db.session.flush()
    return row


def hold_at(session: CourseSession, venue: Venue) -> None:
    """Hold a session at a venue."""
    with transaction():
        db.session.merge(
            SessionAgenda(
                course_session_id=session.id, venue_id=venue.id, revision=0, changed_at=utcnow()
            )
        )


def item_input(
    session: CourseSession,
    at: str = "09:00",
    minutes: int = 60,
    *,
    day: int = 0,
    title: str = "Principles",
    kind: ItemKind = ItemKind.MODULE,
    **values: Any,
) -> ItemInput:
    """An item as the services take it, on the day `day` (from 0) of a session."""
    begin = moment(session.starts_on + timedelta(days=day), at, session.time_zone)
    return ItemInput(
        kind=kind,
        title={"en": title},
        starts_at=begin,
        ends_at=begin + timedelta(minutes=minutes),
        **values,
    )


def make_item(
    session: CourseSession,
    at: str = "09:00",
    minutes: int = 60,
    *,
    day: int = 0,
    title: str = "Principles",
    kind: ItemKind = ItemKind.MODULE,
    trainers: tuple[Person, ...] = (),
    **values: Any,
) -> AgendaItem:
    """An item in the tables, past every check."""
    begin = moment(session.starts_on + timedelta(days=day), at, session.time_zone)
    with transaction():
        row = AgendaItem(
            course_session_id=session.id,
            kind=kind,
            title={"en": title},
            starts_at=begin,
            ends_at=begin + timedelta(minutes=minutes),
            **values,
        )
        db.session.add(row)
        db.session.flush()
        for person in trainers:
            db.session.add(AgendaItemTrainer(item_id=row.id, person_id=person.id))
        db.session.flush()
    return row
