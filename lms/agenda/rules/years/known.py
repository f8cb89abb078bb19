"""What is known of a year: the sessions there are, venues, trainers, agencies and closed days."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from lms.core.db import LocalizedText
from lms.courses.enums import SessionState


@dataclass(frozen=True)
class SessionFact:
    """A session as it stands. `agenda_days` are those on which its draft has items; `rooms`: how
    many rooms these use."""

    id: UUID
    code: str
    title: LocalizedText
    course_id: UUID
    state: SessionState
    starts_on: date
    ends_on: date
    capacity: int
    venue_id: UUID | None
    rooms: int
    trainer_ids: tuple[UUID, ...]
    agency_ids: tuple[UUID, ...]
    agenda_days: tuple[date, ...]

    def days(self, weekdays: frozenset[int]) -> int:
        """The days of its agenda; without one the working days of its dates."""
        if self.agenda_days:
            return len(self.agenda_days)
        span = (self.ends_on - self.starts_on).days + 1
        days = (self.starts_on + timedelta(days=number) for number in range(span))
        return max(1, sum(day.isoweekday() in weekdays for day in days))


@dataclass(frozen=True)
class VenueFact:
    """A venue: seats of its largest room, how many rooms, and why it is shut on which days.

    `partly`: days on which one of its rooms is shut, each room by itself.
    """

    id: UUID
    slug: str
    name: LocalizedText
    place: LocalizedText
    seats: int
    rooms: int
    closed: frozenset[date]
    holidays: frozenset[date]
    partly: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class TrainerFact:
    id: UUID
    name: str
    away: frozenset[date]


@dataclass(frozen=True)
class AgencyFact:
    id: UUID
    name: LocalizedText
    blackout: frozenset[date]


@dataclass(frozen=True)
class KnownYear:
    """All that a plan is made of, as of now. `holidays`: where a session has no venue."""

    sessions: tuple[SessionFact, ...]
    venues: tuple[VenueFact, ...]
    trainers: tuple[TrainerFact, ...]
    agencies: tuple[AgencyFact, ...]
    holidays: frozenset[date]

    def session(self, course_session_id: UUID | None) -> SessionFact | None:
        return next((one for one in self.sessions if one.id == course_session_id), None)
