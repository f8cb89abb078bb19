"""Rules told once for several items: a trainer who has not said yes, a day that is off.

Each is told at the first item of its group: of a session and trainer, or of a session and day.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from lms.agenda.enums import ClashRule, TrainerState
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking, Clash
from lms.agenda.rules.holidays import holiday_on


class OfTrainer(NamedTuple):
    """All items of one trainer in one session."""

    course_session_id: UUID
    person_id: UUID


class OfDay(NamedTuple):
    """All items of one session on one day at one venue (None: nowhere in particular)."""

    course_session_id: UUID
    venue_id: UUID | None
    day: date


Group = OfTrainer | OfDay


def groups_of(booking: Booking, facts: Facts) -> Iterator[Group]:
    """The groups that an item belongs to."""
    for person_id in booking.trainer_ids:
        yield OfTrainer(booking.course_session_id, person_id)
    place, _zone, days = facts.spot_of(booking)
    for day in days:
        yield OfDay(booking.course_session_id, place.id if place else None, day)


def of_group(group: Group, bookings: Collection[Booking], facts: Facts) -> list[Clash]:
    """The clashes of a group, all at its first item."""
    if not bookings:
        return []
    first = min(bookings, key=lambda one: (one.starts_at, one.item_id))
    if isinstance(group, OfTrainer):
        return list(trainer_unconfirmed(group, first, facts))
    return [*day_closed(group, first, facts), *on_day_off(group, first, facts)]


def trainer_unconfirmed(group: OfTrainer, first: Booking, facts: Facts) -> Iterator[Clash]:
    """Somebody is to teach who has not said yes (or has said no)."""
    delivery = facts.deliveries.get(group.course_session_id)
    if delivery and delivery.trainers.get(group.person_id) is not TrainerState.CONFIRMED:
        yield Clash(
            ClashRule.TRAINER_UNCONFIRMED,
            first.item_id,
            first.starts_at,
            first.ends_at,
            subject=group.person_id,
        )


def day_closed(group: OfDay, first: Booking, facts: Facts) -> Iterator[Clash]:
    """The venue is not open on this weekday."""
    place = facts.places.get(group.venue_id) if group.venue_id else None
    if place and str(group.day.isoweekday()) not in place.weekdays:
        yield _on(ClashRule.OUTSIDE_HOURS, group, first)


def on_day_off(group: OfDay, first: Booking, facts: Facts) -> Iterator[Clash]:
    """A public holiday of the country, or an own day off that holds here."""
    delivery = facts.deliveries.get(group.course_session_id)
    place = facts.places.get(group.venue_id) if group.venue_id else None
    country = place.country if place else delivery.country if delivery else ""
    if holiday_on(country, place.subdivision if place else "", group.day):
        yield _on(ClashRule.ON_DAY_OFF, group, first)
    agencies = delivery.agency_ids if delivery else frozenset()
    for off in facts.free_days:
        if (
            off.first_day <= group.day <= off.last_day
            and (off.country is None or off.country == country)
            and (off.agency_id is None or off.agency_id in agencies)
        ):
            yield _on(ClashRule.ON_DAY_OFF, group, first, off.id)


def _on(rule: ClashRule, group: OfDay, first: Booking, subject: UUID | None = None) -> Clash:
    return Clash(
        rule, first.item_id, first.starts_at, first.ends_at, subject=subject, day=group.day
    )
