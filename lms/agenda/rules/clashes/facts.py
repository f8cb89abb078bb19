"""Everything that holds still while items move, looked up in the ways that the rules ask."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate, combinations
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from lms.agenda.rules.clashes.types import (
    Absence,
    Booking,
    Closure,
    Delivery,
    FreeDays,
    Place,
    PrayerWindow,
    Room,
)
from lms.agenda.rules.times import day_of

_MOMENT = timedelta(microseconds=1)


class Timed(Protocol):
    """Anything between two moments."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


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

    def place_of(self, booking: Booking) -> Place | None:
        """The venue of the item's room, else of its session."""
        room = self.rooms.get(booking.room_id) if booking.room_id else None
        if room is not None:
            return self.places.get(room.venue_id)
        delivery = self.deliveries.get(booking.course_session_id)
        return self.places.get(delivery.venue_id) if delivery and delivery.venue_id else None

    def zone_of(self, booking: Booking) -> str:
        """The zone on whose calendar the item lies."""
        place = self.place_of(booking)
        if place is not None:
            return place.zone
        delivery = self.deliveries.get(booking.course_session_id)
        return delivery.zone if delivery else "UTC"

    def days_of(self, booking: Booking) -> list[date]:
        """The days at the place that the item touches; ending at midnight does not touch."""
        zone = self.zone_of(booking)
        first, last = day_of(booking.starts_at, zone), day_of(booking.ends_at - _MOMENT, zone)
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def closures_over(self, booking: Booking, begin: datetime, end: datetime) -> Iterator[Closure]:
        """Closures of the item's room, or of its whole venue, between two moments."""
        place = self.place_of(booking)
        timeline = self._closed.get(place.id) if place else None
        for closure in timeline.over(begin, end) if timeline else ():
            if closure.room_id is None or closure.room_id == booking.room_id:
                yield closure

    def absences_over(self, person_id: UUID, begin: datetime, end: datetime) -> Iterator[Absence]:
        """When a person cannot teach, between two moments."""
        timeline = self._away.get(person_id)
        return timeline.over(begin, end) if timeline else iter(())

    def prayers_on(self, place: Place, day: date) -> list[PrayerWindow]:
        """The prayer times that a venue keeps on a day."""
        return [window for window in self._prayers.get(place.id, ()) if window.holds_on(day)]


def _by(spans: Iterable[T], owner: Callable[[T], UUID]) -> dict[UUID, Timeline[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for span in spans:
        groups[owner(span)].append(span)
    return {key: Timeline(group) for key, group in groups.items()}
