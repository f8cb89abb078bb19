"""Ways out of a clash, at most three: another time, trainer or room, or back to where it was.

Pure. Each is tried against the book first, so that it does not lead into the next clash.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.enums import ClashRule, Severity
from lms.agenda.rules.clashes.alone import people_of
from lms.agenda.rules.clashes.book import Book
from lms.agenda.rules.clashes.facts import Facts
from lms.agenda.rules.clashes.names import Scene
from lms.agenda.rules.clashes.pairs import hinder
from lms.agenda.rules.clashes.rows import ClashRow, Remedy, merged
from lms.agenda.rules.clashes.severities import Severities
from lms.agenda.rules.clashes.types import Booking, Place, Stretch
from lms.agenda.rules.times import QUARTER, day_of, whole_day
from lms.core.messages import N_, Span

MOST = 3
MOST_ROWS = 60  # nobody reads further, and an agenda laid twice over itself has a thousand
EARLY, LATE = 7 * 60, 20 * 60
R = ClashRule
ANOTHER_TIME = frozenset(
    {
        R.ROOM_TWICE, R.ROOM_CLOSED, R.TRAINER_TWICE, R.TRAINER_UNAVAILABLE, R.SYNDICATE_TWICE,
        R.PARTICIPANTS_TWICE, R.OUTSIDE_HOURS, R.OVER_PRAYER,
    }
)  # fmt: skip
ANOTHER_ROOM = frozenset({R.ROOM_TWICE, R.ROOM_CLOSED, R.ROOM_TOO_SMALL})
ANOTHER_TRAINER = frozenset({R.TRAINER_TWICE, R.TRAINER_UNAVAILABLE})
ROOM_RULES = frozenset({R.ROOM_TWICE, R.ROOM_CLOSED, R.ROOM_TOO_SMALL})


def with_remedies(
    rows: Collection[ClashRow], book: Book, scene: Scene, severities: Severities
) -> list[ClashRow]:
    """The same rows; the first ones and those of moved items with what could be done about them."""
    ways = _Ways(book, scene, severities)
    return [
        replace(row, remedies=ways.of(row))
        if number < MOST_ROWS or row.item_id in scene.changed
        else row
        for number, row in enumerate(rows)
    ]


class _Ways:
    """Finds ways out; the free times of an item are looked up once."""

    def __init__(self, book: Book, scene: Scene, severities: Severities) -> None:
        self.book, self.scene = book, scene
        self.heeded = {rule for rule, one in severities.items() if one is not Severity.IGNORE}
        self._times: dict[UUID, Remedy | None] = {}

    def of(self, row: ClashRow) -> tuple[Remedy, ...]:
        item = self.scene.own[row.item_id]
        if item.item_id in self.scene.locked:
            return ()
        found: list[Remedy | None] = []
        if row.rule in ANOTHER_TRAINER and row.subject is not None:
            found.append(self._trainer(item, row.subject))
        if row.rule in ANOTHER_ROOM:
            found.append(self._room(item))
        if row.rule in ANOTHER_TIME and len(row.item_ids) <= 2 and not self._shut(row, item):
            found.append(self._time(item))
        found.append(self._back(item))
        return tuple(one for one in found if one is not None)[:MOST]

    def _shut(self, row: ClashRow, item: Booking) -> bool:
        """Whether it is the whole day at which the venue is not open."""
        place, _zone, days = self.scene.facts.spot_of(item)
        shut = place is not None and str(days[0].isoweekday()) not in place.weekdays
        return row.rule is R.OUTSIDE_HOURS and shut

    def _time(self, item: Booking) -> Remedy | None:
        if item.item_id not in self._times:
            begin = next_free_start(item, self.book, self.scene.zone, self.heeded)
            self._times[item.item_id] = self._move(item, begin) if begin else None
        return self._times[item.item_id]

    def _move(self, item: Booking, begin: datetime) -> Remedy:
        end = begin + (item.ends_at - item.starts_at)
        label = N_("Move %(item)s to %(when)s", item=self._title(item), when=self._span(begin, end))
        return Remedy("move", label, _send(item, starts_at=begin, ends_at=end))

    def _trainer(self, item: Booking, person_id: UUID) -> Remedy | None:
        for other in self.scene.team:
            if other in item.trainer_ids:
                continue
            people = (item.trainer_ids - {person_id}) | {other}
            broken = self.book.trial(replace(item, trainer_ids=people))
            if not any(one.rule in ANOTHER_TRAINER and one.subject == other for one in broken):
                name = self.scene.names.people.get(other, "")
                label = N_("Let %(name)s teach %(item)s", name=name, item=self._title(item))
                return Remedy("trainer", label, _send(item, trainer_ids=people))
        return None

    def _room(self, item: Booking) -> Remedy | None:
        people = people_of(item, self.scene.facts)
        for room_id in self.scene.rooms:
            room = self.scene.facts.rooms[room_id]
            if room_id == item.room_id or (people is not None and room.capacity < people):
                continue
            broken = self.book.trial(replace(item, room_id=room_id))
            if not any(one.rule in ROOM_RULES for one in broken):
                label = N_(
                    "Use %(room)s (%(seats)s seats) for %(item)s",
                    room=self.scene.names.rooms.get(room_id, {}),
                    seats=room.capacity,
                    item=self._title(item),
                )
                return Remedy("room", label, _send(item, room_id=room_id))
        return None

    def _back(self, item: Booking) -> Remedy | None:
        before = self.scene.before.get(item.item_id)
        if before is None or before == item:
            return None
        label = N_(
            "Put %(item)s back: %(when)s",
            item=self._title(item),
            when=self._span(before.starts_at, before.ends_at),
        )
        return Remedy(
            "back",
            label,
            {
                **_send(before, room_id=before.room_id, trainer_ids=before.trainer_ids),
                "track": before.track,
            },
        )

    def _title(self, item: Booking) -> Mapping[str, str]:
        return self.scene.names.titles.get(item.item_id, {})

    def _span(self, begin: datetime, end: datetime) -> Span:
        return Span(begin, end, self.scene.zone)


def next_free_start(
    item: Booking, book: Book, zone: str, heeded: Collection[ClashRule] = frozenset(ClashRule)
) -> datetime | None:
    """The next quarter-hour of the same day in `zone` at which the item breaks no heeded rule that
    depends on the time; before its present start where there is none later. None: no such time."""
    day = Stretch(*whole_day(day_of(item.starts_at, zone), zone))
    blocked = merged(
        [
            *_by_others(item, book, day, heeded),
            *_by_absence(item, book.facts, day, heeded),
            *_by_venue(item, book.facts, day, heeded, zone),
        ]
    )
    length = item.ends_at - item.starts_at
    later = _first_gap(blocked, item.starts_at + timedelta(minutes=1), day.ends_at, length, zone)
    if later is not None:
        return later
    earlier = _first_gap(blocked, day.starts_at, item.ends_at, length, zone)
    return earlier if earlier != item.starts_at else None


def _first_gap(
    blocked: list[tuple[datetime, datetime]],
    begin: datetime,
    end: datetime,
    length: timedelta,
    zone: str,
) -> datetime | None:
    """The first quarter-hour from which so much time is free before the end."""
    at = _next_quarter(begin, zone)
    for start, stop in blocked:
        if at + length <= start:
            break
        if stop > at:
            at = _next_quarter(stop, zone)
    return at if at + length <= end else None


def _next_quarter(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    past = timedelta(
        minutes=local.minute % QUARTER, seconds=local.second, microseconds=local.microsecond
    )
    more = timedelta(minutes=QUARTER) - past if past else timedelta()
    return moment.astimezone(UTC) + more


def _by_others(
    item: Booking, book: Book, day: Stretch, heeded: Collection[ClashRule]
) -> Iterator[tuple[datetime, datetime]]:
    for other in book.meets(item, *day):
        if hinder(item, other, book.facts, heeded):
            yield other.starts_at, other.ends_at


def _by_absence(
    item: Booking, facts: Facts, day: Stretch, heeded: Collection[ClashRule]
) -> Iterator[tuple[datetime, datetime]]:
    if ClashRule.ROOM_CLOSED in heeded:
        for closure in facts.closures_over(item, *day):
            yield closure.starts_at, closure.ends_at
    if ClashRule.TRAINER_UNAVAILABLE in heeded:
        for person_id in item.trainer_ids:
            for away in facts.absences_over(person_id, *day):
                yield away.starts_at, away.ends_at


def _by_venue(
    item: Booking, facts: Facts, day: Stretch, heeded: Collection[ClashRule], zone: str
) -> Iterator[tuple[datetime, datetime]]:
    """Outside its hours (without a venue: early and late) and over its prayers."""
    place = facts.spot_of(item).place or Place(item.item_id, zone, opens=EARLY, closes=LATE)
    shut = day.starts_at
    for on in _days(day, place.zone):
        hours = facts.hours_on(place, on)
        if ClashRule.OUTSIDE_HOURS in heeded:
            yield shut, hours.starts_at
        shut = hours.ends_at
        if ClashRule.OVER_PRAYER in heeded and not item.free:
            for _id, prayer in facts.prayers_on(place, on):
                yield prayer
    if ClashRule.OUTSIDE_HOURS in heeded:
        yield shut, day.ends_at


def _days(day: Stretch, zone: str) -> list[date]:
    """The days of a venue that a day of the session touches: one, or two across zones."""
    first, last = day_of(day.starts_at, zone), day_of(day.ends_at - timedelta(minutes=1), zone)
    return sorted({first, last})


def _send(item: Booking, **changes: object) -> dict[str, object]:
    """What the editor saves to take the way out: ids and moments as text."""
    values: dict[str, object] = {
        "starts_at": item.starts_at,
        "ends_at": item.ends_at,
        **changes,
    }
    return {"id": str(item.item_id), **{name: _plain(value) for name, value in values.items()}}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return str(value) if isinstance(value, UUID) else value
