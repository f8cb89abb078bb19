"""Everything that holds still while items move, looked up in the ways that the rules ask."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, combinations
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.rules.clashes.types import (
    Absence,
    Booking,
    Closure,
    Delivery,
    FreeDays,
    Place,
    PrayerWindow,
    Room,
    Stretch,
)
from lms.agenda.rules.times import day_of

_MOMENT = timedelta(microseconds=1)


class Timed(Protocol):
    """Anything between two moments."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class Spot(NamedTuple):
    """Where an item lies: the venue of its room (else of its session), the zone on whose calendar,
    and the days that it touches there. Ending at midnight does not touch the next day."""

    place: Place | None
    zone: str
    days: tuple[date, ...]


T = TypeVar("T", bound=Timed)


class Timeline(Generic[T]):
    """Spans in the order of their beginnings, asked for those that overlap two moments."""

    def __init__(self, spans: Iterable[T]) -> None:
        self._spans = sorted(spans, key=lambda one: (one.starts_at, one.ends_at))
        self._starts = [one.starts_at for one in self._spans]
        self._latest_ends = list(accumulate((one.ends_at for one in self._spans), max))

    def over(self, begin: datetime, end: datetime) -> Iterator[T]:
        """The spans that overlap, the last first. Looks no further back than one can reach."""
        at = bisect_left(self._starts, end) - 1
        while at >= 0 and self._latest_ends[at] > begin:
            if self._spans[at].ends_at > begin:
                yield self._spans[at]
            at -= 1


@dataclass(frozen=True)
class Facts:
    """Places, people and days. What is not named (a venue, a session) breaks no rule."""

    deliveries: Mapping[UUID, Delivery]
    rooms: Mapping[UUID, Room] = field(default_factory=dict)
    places: Mapping[UUID, Place] = field(default_factory=dict)
    closures: Sequence[Closure] = ()
    prayers: Sequence[PrayerWindow] = ()
    free_days: Sequence[FreeDays] = ()
    absences: Sequence[Absence] = ()

    @cached_property
    def sharing(self) -> dict[UUID, frozenset[UUID]]:
        """By session: the other sessions that somebody of it is enrolled in too."""
        by_person: dict[UUID, list[UUID]] = defaultdict(list)
        for delivery in self.deliveries.values():
            for person_id in delivery.enrolled:
                by_person[person_id].append(delivery.id)
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for group in {tuple(group) for group in by_person.values() if len(group) > 1}:
            for one, other in combinations(group, 2):
                found[one].add(other)
                found[other].add(one)
        return {key: frozenset(others) for key, others in found.items()}

    @cached_property
    def _spots(self) -> dict[int, tuple[Booking, Spot]]:
        return {}

    @cached_property
    def _hours(self) -> dict[tuple[int, date], Stretch]:
        return {}

    @cached_property
    def _prayed(self) -> dict[tuple[int, date], list[tuple[UUID, Stretch]]]:
        return {}

    @cached_property
    def _closed(self) -> dict[UUID, Timeline[Closure]]:
        return _by(self.closures, lambda one: one.venue_id)

    @cached_property
    def _away(self) -> dict[UUID, Timeline[Absence]]:
        return _by(self.absences, lambda one: one.person_id)

    @cached_property
    def _prayers(self) -> dict[UUID, list[PrayerWindow]]:
        found: dict[UUID, list[PrayerWindow]] = defaultdict(list)
        for window in self.prayers:
            found[window.venue_id].append(window)
        return found

    @cached_property
    def _both(self) -> dict[tuple[UUID, str, UUID, str], bool]:
        return {}

    def both_come(self, one: Booking, other: Booking) -> bool:
        """Whether somebody enrolled in both sessions comes to both items."""
        if not one.track and not other.track:
            return True
        key = one.course_session_id, one.track, other.course_session_id, other.track
        if key not in self._both:
            first, second = (self.deliveries[key[0]], self.deliveries[key[2]])
            self._both[key] = any(
                first.comes(person_id, one.track) and second.comes(person_id, other.track)
                for person_id in first.enrolled & second.enrolled
            )
        return self._both[key]

    def empty_table(self, course_session_id: UUID, track: str) -> bool:
        """Whether everybody of a session has a table and nobody sits at this one."""
        delivery = self.deliveries.get(course_session_id)
        if delivery is None or not track or not delivery.enrolled:
            return False
        return not any(delivery.comes(person_id, track) for person_id in delivery.enrolled)

    def spot_of(self, booking: Booking) -> Spot:
        """Where and on which days the item lies; kept while the item stays as it is."""
        kept = self._spots.get(booking.item_id.int)
        if kept is not None and kept[0] is booking:
            return kept[1]
        place = self._place_of(booking)
        delivery = self.deliveries.get(booking.course_session_id)
        zone = place.zone if place else delivery.zone if delivery else "UTC"
        first, last = day_of(booking.starts_at, zone), day_of(booking.ends_at - _MOMENT, zone)
        days: tuple[date, ...] = (first,)
        if last != first:
            length = (last - first).days + 1
            days = tuple(first + timedelta(days=offset) for offset in range(length))
        spot = Spot(place, zone, days)
        self._spots[booking.item_id.int] = booking, spot
        return spot

    def _place_of(self, booking: Booking) -> Place | None:
        room = self.rooms.get(booking.room_id) if booking.room_id else None
        if room is not None:
            return self.places.get(room.venue_id)
        delivery = self.deliveries.get(booking.course_session_id)
        return self.places.get(delivery.venue_id) if delivery and delivery.venue_id else None

    def hours_on(self, place: Place, day: date) -> Stretch:
        """From when to when a venue is open on one of its weekdays."""
        key = place.id.int, day
        if key not in self._hours:
            begin, end = on_clock(place, day, place.opens), on_clock(place, day, place.closes)
            self._hours[key] = Stretch(begin, end)
        return self._hours[key]

    def prayers_on(self, place: Place, day: date) -> list[tuple[UUID, Stretch]]:
        """The prayer times that a venue keeps on a day, by id."""
        key = place.id.int, day
        if key not in self._prayed:
            self._prayed[key] = [
                (one.id, Stretch(on_clock(place, day, one.starts), on_clock(place, day, one.ends)))
                for one in self._prayers.get(place.id, ())
                if one.holds_on(day)
            ]
        return self._prayed[key]

    def closures_over(self, booking: Booking, begin: datetime, end: datetime) -> Iterator[Closure]:
        """Closures of the item's room, or of its whole venue, between two moments."""
        place = self.spot_of(booking).place
        timeline = self._closed.get(place.id) if place and self._closed else None
        for closure in timeline.over(begin, end) if timeline else ():
            if closure.room_id is None or closure.room_id == booking.room_id:
                yield closure

    def absences_over(self, person_id: UUID, begin: datetime, end: datetime) -> Iterator[Absence]:
        """When a person cannot teach, between two moments."""
        timeline = self._away.get(person_id) if self._away else None
        return timeline.over(begin, end) if timeline else iter(())


def on_clock(place: Place, day: date, minutes: int) -> datetime:
    """The moment at which the venue's clock shows so many minutes from midnight; 1440: midnight.

    In the hour that a clock change repeats, the first; in the one it leaves out, as if the clock
    had not yet been put forward.
    """
    days, rest = divmod(minutes, 24 * 60)
    at = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)))
    return at.replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)


def _by(spans: Iterable[T], owner: Callable[[T], UUID]) -> dict[UUID, Timeline[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for span in spans:
        groups[owner(span)].append(span)
    return {key: Timeline(group) for key, group in groups.items()}
