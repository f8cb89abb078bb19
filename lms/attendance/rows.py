"""Typed rows that the queries of attendance return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.attendance.enums import Presence
from lms.core.db import LocalizedText
from lms.courses.rows import HalfDayRow, SessionHead
from lms.enrolments.rows import AgencyGroup


class Mark(NamedTuple):
    """The present mark of one enrolment in one half-day, and the note to it."""

    presence: Presence
    note: str


@dataclass(frozen=True)
class Register:
    """The whole roll against all half-days: marks by (enrolment, half-day)."""

    head: SessionHead
    half_days: Sequence[HalfDayRow]
    groups: Sequence[AgencyGroup]
    marks: Mapping[tuple[UUID, UUID], Mark]
    counts: Mapping[UUID, Mapping[Presence, int]]
    people: int
    may_mark: bool

    def unmarked(self, half_day_id: UUID) -> int:
        """How many people have no mark in a half-day yet."""
        return self.people - sum(self.counts.get(half_day_id, {}).values())


@dataclass(frozen=True)
class Share:
    """What one enrolment attended: half-days and contact minutes, of all of the session."""

    attended: int
    half_days: int
    minutes: int
    contact_minutes: int


@dataclass(frozen=True)
class Change:
    """One event of a mark, for the history of a cell: newest last."""

    at: datetime
    actor: str
    presence: Presence | None
    note: str


@dataclass(frozen=True)
class CellHistory:
    """One person's half-day with all that was ever marked there."""

    head: SessionHead
    enrolment_id: UUID
    name: str
    agency: LocalizedText
    half_day: HalfDayRow
    mark: Mark | None
    changes: Sequence[Change]
