"""Venues and agendas of the demonstration: from the shipped template to the release."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID

from lms.agenda.enums import BusySource
from lms.agenda.models import Unavailability
from lms.agenda.place_inputs import DayOffInput, PrayerInput, RoomInput, VenueInput
from lms.agenda.queries.agenda import content_choices, draft, session_days
from lms.agenda.queries.templates import template
from lms.agenda.rules.laying import lay_items
from lms.agenda.services import days_off, items, places, releases, rooms, templates, trainers
from lms.agenda.services.copying import linked
from lms.core.db import db
from lms.core.ids import new_id
from lms.core.settings import settings
from lms.courses.queries import session_head
from lms.demo.plans import AgendaPlan, PlacesFile, SessionPlan
from lms.demo.services.acting import moment
from lms.demo.services.people import Cast


@dataclass(frozen=True)
class Places:
    """Ids of what was made: venues by key, rooms by the keys of venue and room."""

    venues: Mapping[str, UUID]
    rooms: Mapping[tuple[str, str], UUID]


def make_places(cast: Cast, plan: PlacesFile, zone: str) -> Places:
    """The venues with rooms and prayer times, as the administrator enters them."""
    actor = cast.acting("administrator")
    templates.load_library()
    venues: dict[str, UUID] = {}
    made: dict[tuple[str, str], UUID] = {}
    for one in plan.venues:
        venue = places.create_venue(
            actor=actor,
            venue=VenueInput(
                name=one.name,
                place=one.place,
                country=settings().country,
                time_zone=zone,
                opens=_minutes(one.opens),
                closes=_minutes(one.closes),
                weekdays="12345",
            ),
        )
        venues[one.key] = venue.id
        for room in one.rooms:
            row = rooms.add_room(
                actor=actor,
                venue_id=venue.id,
                room=RoomInput(room.name, room.seats, room.equipment),
            )
            made[one.key, room.key] = row.id
        for prayer in one.prayers:
            places.set_prayer_time(
                actor=actor,
                venue_id=venue.id,
                prayer=PrayerInput(
                    prayer.name, prayer.weekdays, _minutes(prayer.starts), _minutes(prayer.ends)
                ),
            )
    return Places(venues, made)


def make_days_off(cast: Cast, plan: PlacesFile, today: date) -> None:
    """Days off in the near future: of the installation, and of one agency."""
    for one in plan.days_off:
        first = today + timedelta(days=one.in_days)
        key = f"focal-{one.agency}" if one.agency else "administrator"
        days_off.add_days_off(
            actor=cast.acting(key),
            days=DayOffInput(
                first_day=first,
                last_day=first + timedelta(days=one.days - 1),
                name=one.name,
                agency_id=cast.agencies[one.agency] if one.agency else None,
            ),
        )


def plan_agenda(cast: Cast, plan: SessionPlan, made: Places) -> None:
    """Lay the template onto the session's days, as its trainer does, and release it."""
    agenda = _agenda(plan)
    trainer = cast.acting("trainer")
    items.set_venue(actor=trainer, slug=plan.slug, venue_id=made.venues[agenda.venue])
    for key in agenda.asked:
        trainers.add_trainer(
            actor=cast.acting("organiser"), slug=plan.slug, person_id=cast.people[key]
        )
    head = session_head(plan.slug, trainer)
    choices = content_choices(head)
    laid, faults = lay_items(
        template(agenda.template, trainer).body,
        session_days(head),
        head.zone,
        rooms={role: made.rooms[agenda.venue, key] for role, key in agenda.rooms.items()},
        trainers={role: cast.people[key] for role, key in agenda.trainers.items()},
        content=lambda item: linked(item, choices),
    )
    assert not faults
    items.replace_agenda(
        actor=trainer, slug=plan.slug, act="laid", items={new_id(): item for item in laid}
    )
    releases.release(actor=trainer, slug=plan.slug)


def change_late(cast: Cast, plan: SessionPlan) -> None:
    """Changes after the release, which nobody has been told of yet."""
    trainer = cast.acting("trainer")
    for change in _agenda(plan).late_changes:
        item = next(
            one for one in draft(plan.slug, trainer).items if one.title["en"] == change.item
        )
        given = replace(items.as_input(item), trainer_ids=(cast.people[change.trainer],))
        items.change_item(actor=trainer, slug=plan.slug, item_id=item.id, item=given)


def note_absence(cast: Cast, key: str, day: date, zone: str) -> None:
    """A trainer cannot come in the afternoon of a day."""
    db.session.add(
        Unavailability(
            person_id=cast.people[key],
            starts_at=moment(day, 13, 0, zone),
            ends_at=moment(day, 18, 0, zone),
            source=BusySource.WRITTEN,
        )
    )
    db.session.flush()


def _agenda(plan: SessionPlan) -> AgendaPlan:
    assert plan.agenda is not None
    return plan.agenda


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
