"""Typed rows that the queries of arrangements return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.accounts.enums import Gender
from lms.arrangements.enums import TravelMode
from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.privacy.enums import NoticeKind
from lms.privacy.rows import Asked


class Arranged(NamedTuple):
    """One participant with what is arranged, in calling order. Names and rank as on the roll."""

    enrolment_id: UUID
    person_id: UUID
    agency_id: UUID
    first_name: str
    last_name: str
    name_local: str
    rank: str
    rank_local: str
    designation: str
    gender: Gender
    agency: LocalizedText
    agency_short: LocalizedText
    rate_id: UUID | None
    mode: TravelMode | None
    comes_from: str
    arrives_at: datetime | None
    departs_at: datetime | None
    ticket: str
    wants_room: bool | None
    room_id: UUID | None
    days_paid: int | None
    notes: str

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


class RateRow(NamedTuple):
    """An allowance: sums in minor units of `currency`."""

    id: UUID
    position: int
    name: LocalizedText
    currency: str
    daily_minor: int
    journey_minor: int

    def total(self, days: int) -> int:
        """What so many days and the journey come to, in minor units."""
        return self.daily_minor * days + self.journey_minor


class LodgingRow(NamedTuple):
    """A room to sleep in."""

    id: UUID
    house: str
    label: str
    beds: int
    gender: Gender | None

    @property
    def name(self) -> str:
        """House and label."""
        return f"{self.house} {self.label}".strip()


@dataclass(frozen=True)
class PayLine:
    """One participant's allowance. `total` is None without a rate."""

    person: Arranged
    rate: RateRow | None
    days: int

    @property
    def total(self) -> int | None:
        return self.rate.total(self.days) if self.rate else None


Sums = Mapping[str, int]
"""Sums in minor units by currency."""


@dataclass(frozen=True)
class PayPart:
    """The allowances of one agency."""

    agency_id: UUID
    agency: LocalizedText
    lines: Sequence[PayLine]
    sums: Sums


@dataclass(frozen=True)
class PaySheet:
    """The per-diem list: by agency, and all together."""

    head: SessionHead
    parts: Sequence[PayPart]
    rates: Sequence[RateRow]
    sums: Sums
    planned_days: int
    people: int
    without_rate: int


@dataclass(frozen=True)
class TravelSheet:
    """Who comes when and how."""

    head: SessionHead
    people: Sequence[Arranged]
    order: str


@dataclass(frozen=True)
class RoomPlan:
    """A room and who sleeps in it."""

    room: LodgingRow
    people: Sequence[Arranged]

    @property
    def free(self) -> int:
        return self.room.beds - len(self.people)


@dataclass(frozen=True)
class Rooming:
    """All rooms; `waiting` want one and have none. `problems` are to be looked at."""

    head: SessionHead
    rooms: Sequence[RoomPlan]
    waiting: Sequence[Arranged]
    others: Sequence[Arranged]
    problems: Sequence[Message]

    @property
    def beds(self) -> int:
        return sum(plan.room.beds for plan in self.rooms)

    @property
    def placed(self) -> int:
        return sum(len(plan.people) for plan in self.rooms)


@dataclass(frozen=True)
class OwnStay:
    """What policies look at when the question is about one's own stay."""

    head: SessionHead
    person_id: UUID


@dataclass(frozen=True)
class OnePerson:
    """One participant with the allowance and the room."""

    head: SessionHead
    person: Arranged
    pay: PayLine
    room: LodgingRow | None


@dataclass(frozen=True)
class Overview:
    """What the first page shows: people that the actor may see, each with rate and room."""

    head: SessionHead
    lines: Sequence[OnePerson]
    whole: bool


@dataclass(frozen=True)
class ConsentLine:
    """One participant with the answers about privacy."""

    person: Arranged
    asked: Mapping[NoticeKind, Asked]

    def given(self, kind: NoticeKind) -> bool | None:
        """True, False, or None where nothing was answered."""
        return self.asked[kind].given

    @property
    def open(self) -> bool:
        """Whether a question waits for an answer, or for a new one to a newer text."""
        return any(one.given is None or one.outdated for one in self.asked.values())


@dataclass(frozen=True)
class ConsentList:
    """The answers of all participants of a session, in calling order."""

    head: SessionHead
    lines: Sequence[ConsentLine]

    @property
    def no_photos(self) -> list[ConsentLine]:
        """Who refused photos."""
        return [line for line in self.lines if line.given(NoticeKind.PHOTOS) is False]

    @property
    def photos_unasked(self) -> list[ConsentLine]:
        """Who did not answer about photos: to be asked before one is taken."""
        return [line for line in self.lines if line.given(NoticeKind.PHOTOS) is None]
