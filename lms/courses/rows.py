"""Typed rows that the queries of courses return."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.core.db import LocalizedText
from lms.core.names import joined_name
from lms.courses.enums import DayPart, SessionState, SnapshotState, StaffRole


@dataclass(frozen=True)
class SessionBrief:
    """What somebody's own part in a course session hangs on."""

    id: UUID
    state: SessionState


@dataclass(frozen=True)
class SessionHead(SessionBrief):
    """What every page of a course session needs to know of it."""

    slug: str
    code: str
    title: LocalizedText
    starts_on: date
    ends_on: date
    zone: str
    venue: LocalizedText
    place: LocalizedText
    host_name: LocalizedText
    organised_by: LocalizedText
    donor: LocalizedText
    project: LocalizedText
    capacity: int
    content_hash: str | None
    course_id: UUID
    names_visible: bool
    agency_ids: frozenset[UUID]


@dataclass(frozen=True)
class SessionRow:
    """A line of the list of sessions."""

    id: UUID
    slug: str
    code: str
    title: LocalizedText
    state: SessionState
    starts_on: date
    ends_on: date
    zone: str
    venue: LocalizedText
    place: LocalizedText
    capacity: int
    agencies: int


@dataclass(frozen=True)
class AgencyRow:
    """A partner agency of a session, in its place of precedence (from 1)."""

    agency_id: UUID
    slug: str
    name: LocalizedText
    short_name: LocalizedText
    precedence: int


@dataclass(frozen=True)
class HalfDayRow:
    """A half-day of a session. Times are aware (UTC); minutes are of contact."""

    id: UUID
    day: date
    part: DayPart
    starts_at: datetime
    ends_at: datetime
    contact_minutes: int


@dataclass(frozen=True)
class SignatoryRow:
    """An office that signs, in its place on the paper (from 1)."""

    id: UUID
    position: int
    office: LocalizedText
    name: LocalizedText
    organisation: LocalizedText
    seals_file: bool
    person_id: UUID | None


@dataclass(frozen=True)
class StaffRow:
    """A person's role in a session, with its dates."""

    id: UUID
    person_id: UUID
    first_name: str
    last_name: str
    name_local: str
    role: StaffRole
    starts_on: date
    ends_on: date | None

    @property
    def name(self) -> str:
        return joined_name(self.first_name, self.last_name)


@dataclass(frozen=True)
class CourseRow:
    """A course of the catalogue, with its newest version and how often it was taught."""

    id: UUID
    slug: str
    title: LocalizedText
    summary: LocalizedText
    versions: int
    sessions: int


@dataclass(frozen=True)
class SnapshotRow:
    """A version of a course's content, without the content."""

    hash: str
    number: int
    state: SnapshotState
    created_at: datetime
    sessions: int


@dataclass(frozen=True)
class AgencyPlace:
    """Any agency of the installation with its place in a session; None where it is no partner."""

    agency_id: UUID
    name: LocalizedText
    place: int | None
