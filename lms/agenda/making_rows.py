"""Typed rows about sessions that are to be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from lms.agenda.formats.template import TemplateBody
from lms.agenda.rows import RoomRow, VenueRow
from lms.agenda.rules.shifting import Laid
from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class Plan:
    """An agenda to make sessions from: a template, or that of an earlier session with who and
    what took its roles."""

    title: LocalizedText
    body: TemplateBody
    rooms: Mapping[str, UUID]
    trainers: Mapping[str, UUID]
    earlier: SessionHead | None
    venue: VenueRow | None


class LaidRow(NamedTuple):
    """A calendar day on the way of a session: its number, or why it is passed over or closed."""

    day: date
    number: int
    why: Message | None
    skipped: bool


@dataclass(frozen=True)
class TranchePreview:
    """How one session would come out; with `faults` it cannot be made so.

    `chosen` is the room of each role, among `rooms`, the open ones of the venue.
    """

    code: str
    slug: str
    venue: VenueRow | None
    zone: str
    laid: Laid
    faults: tuple[Message, ...]
    rooms: tuple[RoomRow, ...]
    chosen: Mapping[str, UUID]

    def rows(self) -> list[LaidRow]:
        """All days from the first that was looked at to the last."""
        number = {day: at for at, day in enumerate(self.laid.days, start=1)}
        why = {one.day: one.reason for one in self.laid.closed}
        return [
            LaidRow(day, number.get(day, 0), why.get(day), day not in number)
            for day in sorted({*number, *why})
        ]

    def ends_on(self, wished: date | None) -> date:
        """The last day of the session: as wished, else that of the agenda."""
        return wished or self.laid.days[-1]


@dataclass(frozen=True)
class EarlierRow:
    """A session of the actor's, from which things can be taken along."""

    id: UUID
    slug: str
    code: str
    title: LocalizedText
    starts_on: date
    course_id: UUID


@dataclass(frozen=True)
class Suggested:
    """What a new session would most likely be; everything can be changed."""

    course_id: UUID | None
    title: LocalizedText
    earlier: SessionHead | None
    venue_id: UUID | None
    first: date
    capacity: int
    trainers: dict[str, UUID]


@dataclass(frozen=True)
class MadeRow:
    """A session that was made, with what its agenda got.

    `unlinked` counts items whose part of the course its version does not have, `clashes` what
    holds back the release of its agenda now, and `warnings` what does not.
    """

    id: UUID
    slug: str
    code: str
    days: tuple[date, ...]
    items: int
    half_days: int
    unlinked: int
    clashes: int = 0
    warnings: int = 0
