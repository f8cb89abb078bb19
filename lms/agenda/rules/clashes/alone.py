"""Rules of one item against places, people and days."""

from collections.abc import Callable, Iterator, Mapping

from lms.agenda.enums import ClashRule, ItemKind
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking, Clash


def room_too_small(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """More people than seats: those of the syndicate where its size is known, else of all.

    A syndicate of unknown size is let through.
    """
    room = facts.rooms.get(booking.room_id) if booking.room_id else None
    if room is None:
        return
    people = people_of(booking, facts)
    if people is not None and people > room.capacity:
        yield _clash(ClashRule.ROOM_TOO_SMALL, booking, subject=room.id)


def people_of(booking: Booking, facts: Facts) -> int | None:
    """How many people come to an item, None where nobody knows."""
    delivery = facts.deliveries.get(booking.course_session_id)
    if delivery is None:
        return None
    return delivery.track_people.get(booking.track) if booking.track else delivery.people


def room_closed(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """The room, or the whole venue, cannot be used."""
    for closure in facts.closures_over(booking, booking.starts_at, booking.ends_at):
        yield Clash(
            ClashRule.ROOM_CLOSED,
            booking.item_id,
            max(closure.starts_at, booking.starts_at),
            min(closure.ends_at, booking.ends_at),
            subject=closure.id,
        )


def trainer_unavailable(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """A trainer has said not to be available."""
    for person_id in booking.trainer_ids:
        for away in facts.absences_over(person_id, booking.starts_at, booking.ends_at):
            yield Clash(
                ClashRule.TRAINER_UNAVAILABLE,
                booking.item_id,
                max(away.starts_at, booking.starts_at),
                min(away.ends_at, booking.ends_at),
                subject=person_id,
            )


def outside_hours(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """Begins before the venue opens or ends after it closes, on the clock of the venue.

    Whole days on which it is not open are told once a day, not once an item.
    """
    place, _zone, days = facts.spot_of(booking)
    if place is None or str(days[0].isoweekday()) not in place.weekdays:
        return
    hours = facts.hours_on(place, days[0])
    if booking.starts_at < hours.starts_at or booking.ends_at > hours.ends_at:
        yield _clash(ClashRule.OUTSIDE_HOURS, booking)


def over_prayer(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """Work runs over a time of prayer. Breaks, lunches and prayers may."""
    place, _zone, days = facts.spot_of(booking)
    if place is None or booking.free:
        return
    for day in days:
        for prayer_id, (begin, end) in facts.prayers_on(place, day):
            if begin < booking.ends_at and end > booking.starts_at:
                yield Clash(
                    ClashRule.OVER_PRAYER,
                    booking.item_id,
                    max(begin, booking.starts_at),
                    min(end, booking.ends_at),
                    subject=prayer_id,
                    day=day,
                )


def no_signatories(booking: Booking, facts: Facts) -> Iterator[Clash]:
    """A ceremony of a session that names nobody to sign its certificates."""
    delivery = facts.deliveries.get(booking.course_session_id)
    if booking.kind is ItemKind.CEREMONY and delivery and not delivery.has_signatories:
        yield _clash(ClashRule.NO_SIGNATORIES, booking)


ALONE_RULES: Mapping[ClashRule, Callable[[Booking, Facts], Iterator[Clash]]] = {
    ClashRule.ROOM_TOO_SMALL: room_too_small,
    ClashRule.ROOM_CLOSED: room_closed,
    ClashRule.TRAINER_UNAVAILABLE: trainer_unavailable,
    ClashRule.OUTSIDE_HOURS: outside_hours,
    ClashRule.OVER_PRAYER: over_prayer,
    ClashRule.NO_SIGNATORIES: no_signatories,
}


def _clash(rule: ClashRule, booking: Booking, **values: object) -> Clash:
    return Clash(rule, booking.item_id, booking.starts_at, booking.ends_at, **values)  # type: ignore[arg-type]
