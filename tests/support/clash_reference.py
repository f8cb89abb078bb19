"""The clash rules once more, slow and plain: every item against every other and every fact.

Nothing is remembered from one call to the next, nothing is left out to save time. It shares the
words (data types) of the real rules and the list of public holidays, and none of their code.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.enums import ClashRule, ItemKind, TrainerState
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.types import Booking, Clash, Delivery, Place
from lms.agenda.rules.holidays import public_holidays

REST = {ItemKind.BREAK, ItemKind.LUNCH, ItemKind.PRAYER}


def all_clashes(bookings: Iterable[Booking], facts: Facts) -> set[Clash]:
    """Every clash of these items."""
    items = sorted(bookings, key=lambda one: (one.starts_at, one.item_id))
    found: set[Clash] = set()
    for number, one in enumerate(items):
        for other in items[number + 1 :]:
            found.update(of_two(one, other, facts))
        found.update(of_one(one, facts))
    found.update(unconfirmed(items, facts))
    found.update(days_off(items, facts))
    return found


def of_two(one: Booking, other: Booking, facts: Facts) -> Iterator[Clash]:
    begin, end = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    if begin >= end:
        return
    first, second = sorted((one.item_id, other.item_id))
    both_rest = one.kind in REST and other.kind in REST
    either_rests = one.kind in REST or other.kind in REST
    if one.room_id and one.room_id == other.room_id and not both_rest:
        yield Clash(ClashRule.ROOM_TWICE, first, begin, end, second, one.room_id)
    for person_id in one.trainer_ids:
        if person_id in other.trainer_ids:
            yield Clash(ClashRule.TRAINER_TWICE, first, begin, end, second, person_id)
    if one.course_session_id == other.course_session_id:
        tracks = {one.track, other.track}
        track = max(tracks)
        nobody = enrolled(one, facts) and not attending(one, facts, track) if track else False
        same_people = ("" in tracks or len(tracks) == 1) and not nobody
        if same_people and not both_rest:
            yield Clash(ClashRule.SYNDICATE_TWICE, first, begin, end, second)
    elif not either_rests and any(
        person_id in attending(other, facts, other.track)
        for person_id in attending(one, facts, one.track)
    ):
        yield Clash(ClashRule.PARTICIPANTS_TWICE, first, begin, end, second)


def of_one(item: Booking, facts: Facts) -> Iterator[Clash]:
    delivery, place = facts.deliveries.get(item.course_session_id), place_of(item, facts)
    own = (item.item_id, item.starts_at, item.ends_at)
    if item.room_id in facts.rooms and delivery is not None:
        people = delivery.track_people.get(item.track, 0) if item.track else delivery.people
        if people > facts.rooms[item.room_id].capacity:
            yield Clash(ClashRule.ROOM_TOO_SMALL, *own, subject=item.room_id)
    if place is not None:
        yield from closed(item, place, facts)
        yield from prayed(item, place, facts)
        yield from at_hours(item, place)
    for absence in facts.absences:
        begin, end = max(item.starts_at, absence.starts_at), min(item.ends_at, absence.ends_at)
        if absence.person_id in item.trainer_ids and begin < end:
            yield Clash(
                ClashRule.TRAINER_UNAVAILABLE, item.item_id, begin, end, subject=absence.person_id
            )
    if item.kind == ItemKind.CEREMONY and delivery is not None and not delivery.has_signatories:
        yield Clash(ClashRule.NO_SIGNATORIES, *own)


def closed(item: Booking, place: Place, facts: Facts) -> Iterator[Clash]:
    for closure in facts.closures:
        begin, end = max(item.starts_at, closure.starts_at), min(item.ends_at, closure.ends_at)
        here = closure.venue_id == place.id and closure.room_id in {None, item.room_id}
        if here and begin < end:
            yield Clash(ClashRule.ROOM_CLOSED, item.item_id, begin, end, subject=closure.id)


def prayed(item: Booking, place: Place, facts: Facts) -> Iterator[Clash]:
    if item.kind in REST:
        return
    for day in every_day(item, place.zone):
        for window in facts.prayers:
            in_season = (window.first_day or date.min) <= day <= (window.last_day or date.max)
            kept = window.venue_id == place.id and str(day.isoweekday()) in window.weekdays
            begin = max(item.starts_at, at_place(place, day, window.starts))
            end = min(item.ends_at, at_place(place, day, window.ends))
            if in_season and kept and begin < end:
                yield Clash(
                    ClashRule.OVER_PRAYER, item.item_id, begin, end, subject=window.id, day=day
                )


def at_hours(item: Booking, place: Place) -> Iterator[Clash]:
    day = every_day(item, place.zone)[0]
    if str(day.isoweekday()) not in place.weekdays:
        return
    opens, closes = at_place(place, day, place.opens), at_place(place, day, place.closes)
    if not (opens <= item.starts_at and item.ends_at <= closes):
        yield Clash(ClashRule.OUTSIDE_HOURS, item.item_id, item.starts_at, item.ends_at)


def unconfirmed(items: Sequence[Booking], facts: Facts) -> Iterator[Clash]:
    """Once for each trainer of a session, at the first item; `items` are in the order of time."""
    told = set()
    for item in items:
        delivery = facts.deliveries.get(item.course_session_id)
        for person_id in item.trainer_ids if delivery else ():
            pair = (item.course_session_id, person_id)
            if pair in told:
                continue
            told.add(pair)
            if delivery.trainers.get(person_id) != TrainerState.CONFIRMED:
                yield Clash(
                    ClashRule.TRAINER_UNCONFIRMED,
                    item.item_id,
                    item.starts_at,
                    item.ends_at,
                    subject=person_id,
                )


def days_off(items: Sequence[Booking], facts: Facts) -> Iterator[Clash]:
    """Once for each day of a session at a venue, at the first item; `items` are in order."""
    told = set()
    for item in items:
        delivery, place = facts.deliveries.get(item.course_session_id), place_of(item, facts)
        zone = place.zone if place else delivery.zone if delivery else "UTC"
        for day in every_day(item, zone):
            where = (item.course_session_id, place, day)
            if where in told:
                continue
            told.add(where)
            own = (item.item_id, item.starts_at, item.ends_at)
            if place is not None and str(day.isoweekday()) not in place.weekdays:
                yield Clash(ClashRule.OUTSIDE_HOURS, *own, day=day)
            for subject in reasons(day, delivery, place, facts):
                yield Clash(ClashRule.ON_DAY_OFF, *own, subject=subject, day=day)


def reasons(
    day: date, delivery: Delivery | None, place: Place | None, facts: Facts
) -> Iterator[UUID | None]:
    country = place.country if place else delivery.country if delivery else ""
    if day in public_holidays(country, place.subdivision if place else "", day.year):
        yield None
    for off in facts.free_days:
        here = off.country in {None, country}
        theirs = off.agency_id is None or bool(delivery and off.agency_id in delivery.agency_ids)
        if here and theirs and off.first_day <= day <= off.last_day:
            yield off.id


def enrolled(item: Booking, facts: Facts) -> frozenset[UUID]:
    delivery = facts.deliveries.get(item.course_session_id)
    return delivery.enrolled if delivery else frozenset()


def attending(item: Booking, facts: Facts, track: str) -> list[UUID]:
    """Who comes to a track: those at its table, and those who have no table; else everybody."""
    delivery = facts.deliveries.get(item.course_session_id)
    people = enrolled(item, facts)
    if not track or delivery is None:
        return list(people)
    return [one for one in people if one not in delivery.tables or delivery.tables[one] == track]


def place_of(item: Booking, facts: Facts) -> Place | None:
    if item.room_id in facts.rooms:
        return facts.places.get(facts.rooms[item.room_id].venue_id)
    delivery = facts.deliveries.get(item.course_session_id)
    return facts.places.get(delivery.venue_id) if delivery and delivery.venue_id else None


def every_day(item: Booking, zone: str) -> list[date]:
    """Each day at a place of which a quarter of an hour belongs to the item."""
    found, at = [], item.starts_at
    while at < item.ends_at:
        day = at.astimezone(ZoneInfo(zone)).date()
        if day not in found:
            found.append(day)
        at += timedelta(minutes=15)
    return found


def at_place(place: Place, day: date, minutes: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the clock on the wall
    wall = midnight + timedelta(minutes=minutes)
    return wall.replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)
