"""Typed rows that the queries of the agenda return."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.agenda.enums import ItemKind, TrainerMode, TrainerState
from lms.core.db import LocalizedText


@dataclass(frozen=True)
class ItemRow:
    """An item of the draft agenda, with the people who teach it. Times are UTC."""

    id: UUID
    course_session_id: UUID
    kind: ItemKind
    title: LocalizedText
    starts_at: datetime
    ends_at: datetime
    track: str
    room_id: UUID | None
    content: str
    guests: str
    materials: str
    notes: str
    locked: bool
    trainer_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class VenueRow:
    """A venue with its hours: minutes from midnight, ISO weekdays as digits."""

    id: UUID
    slug: str
    name: LocalizedText
    place: LocalizedText
    country: str
    subdivision: str
    zone: str
    opens: int
    closes: int
    weekdays: str
    archived_at: datetime | None


@dataclass(frozen=True)
class RoomRow:
    """A room with its seats."""

    id: UUID
    venue_id: UUID
    name: LocalizedText
    capacity: int
    equipment: str
    archived_at: datetime | None


@dataclass(frozen=True)
class TrainerRow:
    """A trainer of a session: how, whether confirmed, and the minutes in the draft."""

    person_id: UUID
    name: str
    name_local: str
    mode: TrainerMode
    state: TrainerState
    asked_at: datetime | None
    minutes: int


@dataclass(frozen=True)
class ReleaseRow:
    """A release of an agenda, without its items."""

    id: UUID
    number: int
    revision: int
    note: str
    released_at: datetime
    released_by: str


@dataclass(frozen=True)
class ReleasedItem:
    """An item as it was released, with all names written out and frozen.

    `sequence` is that of its calendar entry; a cancelled item stays, so that calendars learn of it.
    """

    id: UUID
    kind: ItemKind
    title: LocalizedText
    starts_at: datetime
    ends_at: datetime
    track: str
    room_id: UUID | None
    room: LocalizedText
    content: str
    guests: str
    materials: str
    trainers: tuple[tuple[UUID, str, str], ...]  # person, Latin name, local name
    sequence: int
    cancelled: bool

    @property
    def trainer_ids(self) -> frozenset[UUID]:
        return frozenset(person_id for person_id, _name, _local in self.trainers)


@dataclass(frozen=True)
class DayRow:
    """One day of an agenda as pages and paper show it. Minutes are of contact."""

    day: date
    items: tuple[ItemRow, ...]
    contact_minutes: int


@dataclass(frozen=True)
class TemplateRow:
    """A template of an agenda in the list. Minutes are of contact."""

    id: UUID
    slug: str
    title: LocalizedText
    summary: LocalizedText
    days: int
    items: int
    contact_minutes: int
    shipped: bool
    created_by: UUID | None
    archived_at: datetime | None


@dataclass(frozen=True)
class PlanOwner:
    """Who made a year plan."""

    person_id: UUID | None
