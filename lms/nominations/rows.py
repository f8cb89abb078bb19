"""Typed rows that the queries of nominations return, and what policies look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.db import LocalizedText
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.nominations.enums import FlowRule, NominationState


@dataclass(frozen=True)
class PlanRow:
    """How a session takes nominations. The usual plan holds where nobody has set another."""

    open: bool = True
    closes_at: datetime | None = None
    answer_by: datetime | None = None
    needs_letter: bool = False
    needs_answer: bool = True
    flow: FlowRule = FlowRule.COMMON
    flow_agencies: tuple[UUID, ...] = ()
    flowed_at: datetime | None = None
    asked_for: LocalizedText = field(default_factory=dict)
    travel_notes: LocalizedText = field(default_factory=dict)
    aims: Mapping[str, Any] = field(default_factory=dict)

    def takes(self, now: datetime) -> bool:
        """Whether agencies may put people forward at this moment."""
        return self.open and (self.closes_at is None or now <= self.closes_at)


@dataclass(frozen=True)
class Side:
    """One agency's side of a session, as policies look at it. `now` is the server's time."""

    head: SessionHead
    agency_id: UUID
    plan: PlanRow
    now: datetime


@dataclass(frozen=True)
class Subject:
    """One nomination, as policies look at it."""

    head: SessionHead
    agency_id: UUID
    person_id: UUID


class NominationLine(NamedTuple):
    """One nomination in a list. Names, rank and agency are as frozen in it."""

    id: UUID
    person_id: UUID
    agency_id: UUID
    state: NominationState
    priority: int
    place: int | None
    first_name: str
    last_name: str
    name_local: str
    certificate_name: str
    name_approved_at: datetime | None
    gender: Gender
    rank: str
    designation: str
    service_no: str | None
    posting: str
    province: str
    practice_years: int | None
    letter_ref: str
    letter_file_id: UUID | None
    reason: str
    submitted_at: datetime
    decided_at: datetime | None
    offered_at: datetime | None
    answered_at: datetime | None
    replaces_id: UUID | None
    enrolment_id: UUID | None
    alternate: bool = False

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


class EventLine(NamedTuple):
    """One thing that happened to a nomination. `who` is a person's name or the office's."""

    sequence: int
    kind: str
    payload: Mapping[str, Any]
    at: datetime
    who: str


class PriorTraining(NamedTuple):
    """A course session that the person took part in for the same agency."""

    person_id: UUID
    title: LocalizedText
    code: str
    ended_on: Any
    state: str


@dataclass(frozen=True)
class Decided:
    """What a decision changed."""

    changed: Sequence[UUID]
    unchanged: int = 0
