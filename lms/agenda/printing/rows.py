"""What is put on paper: an agenda in one edition, free of language."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from lms.agenda.enums import ItemKind
from lms.agenda.rules.hours import by_day, contact_minutes
from lms.core.db import LocalizedText
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class PaperHandout:
    """A hand-out as a door sheet shows it: its title and its short address, written out."""

    title: str
    address: str


@dataclass(frozen=True)
class PaperTrainer:
    """A trainer with the name in Latin letters and, where known, in the local script."""

    person_id: UUID
    name: str
    local: str = ""


@dataclass(frozen=True)
class PaperItem:
    """An item with all its names. Times are UTC; `notes` are the staff's and mostly empty."""

    id: UUID
    kind: ItemKind
    title: LocalizedText
    starts_at: datetime
    ends_at: datetime
    track: str = ""
    room_id: UUID | None = None
    room: LocalizedText | None = None
    trainers: tuple[PaperTrainer, ...] = ()
    guests: str = ""
    materials: str = ""
    notes: str = ""
    handouts: tuple[PaperHandout, ...] = ()


@dataclass(frozen=True)
class Edition:
    """Which agenda this is: release `number` of a moment, or the draft at revision `number`."""

    draft: bool
    number: int
    at: datetime


@dataclass(frozen=True)
class PaperAgenda:
    """A session's agenda in one edition."""

    head: SessionHead
    edition: Edition
    items: tuple[PaperItem, ...]

    @cached_property
    def days(self) -> dict[date, list[PaperItem]]:
        """Items by the day at the place; days without any are left out."""
        return by_day(self.items, self.head.zone)

    @cached_property
    def contact_minutes(self) -> int:
        """Contact time of all days together."""
        return contact_minutes(self.items)

    def day_number(self, day: date) -> int:
        """1 for the session's first day."""
        return (day - self.head.starts_on).days + 1

    def in_rooms(self) -> list[tuple[UUID, list[PaperItem]]]:
        """The rooms that are used, each with its items by time, in the order of first use."""
        found: dict[UUID, list[PaperItem]] = {}
        for item in sorted(self.items, key=lambda one: (one.starts_at, one.ends_at, one.track)):
            if item.room_id is not None:
                found.setdefault(item.room_id, []).append(item)
        return list(found.items())

    def by_trainers(self) -> list[tuple[PaperTrainer, list[PaperItem]]]:
        """The trainers who teach, by Latin name, each with the items by time."""
        people: dict[UUID, PaperTrainer] = {}
        items: dict[UUID, list[PaperItem]] = {}
        for item in sorted(self.items, key=lambda one: (one.starts_at, one.ends_at)):
            for trainer in item.trainers:
                people[trainer.person_id] = trainer
                items.setdefault(trainer.person_id, []).append(item)
        order = sorted(people.values(), key=lambda one: (one.name.casefold(), one.person_id))
        return [(trainer, items[trainer.person_id]) for trainer in order]
