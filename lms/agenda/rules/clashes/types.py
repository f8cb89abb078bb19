"""What the clash rules know: bookings, places, people and days. All moments are aware."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from lms.agenda.enums import ClashRule, ItemKind, TrainerState

# During these people are not bound to a place: they may share a dining hall or a prayer room,
# eat while it is time to pray, and miss lunch here for work elsewhere.
FREE_KINDS = frozenset({ItemKind.BREAK, ItemKind.LUNCH, ItemKind.PRAYER})


@dataclass(frozen=True, slots=True)
class Booking:
    """An agenda item as the rules see it. No `track`: everybody of the session."""

    item_id: UUID
    course_session_id: UUID
    kind: ItemKind
    starts_at: datetime
    ends_at: datetime
    track: str = ""
    room_id: UUID | None = None
    trainer_ids: frozenset[UUID] = frozenset()

    @property
    def free(self) -> bool:
        """Whether its people are free meanwhile."""
        return self.kind in FREE_KINDS


class Room(NamedTuple):
    """A room with its seats."""

    id: UUID
    venue_id: UUID
    capacity: int


@dataclass(frozen=True)
class Place:
    """A venue: its clock, its hours in minutes from midnight, its open ISO weekdays."""

    id: UUID
    zone: str
    country: str = ""
    subdivision: str = ""
    opens: int = 0
    closes: int = 24 * 60
    weekdays: str = "1234567"


class Closure(NamedTuple):
    """When a room, or with no room the whole venue, cannot be used."""

    id: UUID
    venue_id: UUID
    room_id: UUID | None
    starts_at: datetime
    ends_at: datetime


class PrayerWindow(NamedTuple):
    """A daily time of prayer at a venue, in minutes from midnight, within a season."""

    id: UUID
    venue_id: UUID
    weekdays: str
    starts: int
    ends: int
    first_day: date | None = None
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this time is kept on a day."""
        return (
            str(day.isoweekday()) in self.weekdays
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


class FreeDays(NamedTuple):
    """Own days off: of everybody, of one country, or the black-out days of one agency."""

    id: UUID
    first_day: date
    last_day: date
    country: str | None = None
    agency_id: UUID | None = None


class Absence(NamedTuple):
    """When a person cannot teach."""

    id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Delivery:
    """A course session: where it is held and who takes part.

    `country` holds where there is no venue. `people` are counted against seats; `track_people`
    where the size of a syndicate is known, else an even share. `tables`: the letter of the table
    of those enrolled who have one; others may be at any. `trainers` are the answers of those asked.
    """

    id: UUID
    zone: str
    venue_id: UUID | None = None
    country: str = ""
    people: int = 0
    track_people: Mapping[str, int] = field(default_factory=dict)
    enrolled: frozenset[UUID] = frozenset()
    tables: Mapping[UUID, str] = field(default_factory=dict)
    agency_ids: frozenset[UUID] = frozenset()
    has_signatories: bool = True
    trainers: Mapping[UUID, TrainerState] = field(default_factory=dict)

    def comes(self, person_id: UUID, track: str) -> bool:
        """Whether somebody enrolled comes to the items of a track; empty: of everybody."""
        return not track or self.tables.get(person_id, track) == track


class Clash(NamedTuple):
    """That a rule is broken, from when to when.

    Of two items, `item_id` is the smaller id. `subject` is the room, person, closure, prayer time
    or day off that it is about; `day` the day at the place, where the rule is about days.
    """

    rule: ClashRule
    item_id: UUID
    starts_at: datetime
    ends_at: datetime
    other_id: UUID | None = None
    subject: UUID | None = None
    day: date | None = None


class Stretch(NamedTuple):
    """A stretch of time; an end that touches a beginning is no overlap."""

    starts_at: datetime
    ends_at: datetime


_ORDER = {rule: number for number, rule in enumerate(ClashRule)}
_NOBODY = UUID(int=0)


def in_order(clashes: Sequence[Clash] | set[Clash]) -> list[Clash]:
    """Clashes by time, then by rule; always the same order for the same clashes."""
    return sorted(
        clashes,
        key=lambda one: (
            one.starts_at,
            _ORDER[one.rule],
            one.item_id,
            one.other_id or _NOBODY,
            one.subject or _NOBODY,
            one.ends_at,
        ),
    )
