"""All sessions that a person may see, on a calendar, with filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.agenda.models import SessionAgenda, Venue
from lms.agenda.policies import Permission
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db, unscoped
from lms.core.names import joined_name
from lms.courses.enums import SessionState, StaffRole
from lms.courses.models import Course, CourseSession, CourseStaff, SessionAgency
from lms.courses.queries.lists import visible

MOST = 1_000


@dataclass(frozen=True)
class PlannerFilter:
    """What to show; None shows all. `state` leaves cancelled sessions in where none is named."""

    agency_id: UUID | None = None
    trainer_id: UUID | None = None
    venue_id: UUID | None = None
    course_id: UUID | None = None
    state: SessionState | None = None

    @property
    def any(self) -> bool:
        return any(getattr(self, name) is not None for name in self.__dataclass_fields__)


class PlannerRow(NamedTuple):
    """A session on the calendar."""

    id: UUID
    slug: str
    code: str
    title: LocalizedText
    state: SessionState
    starts_on: date
    ends_on: date
    place: LocalizedText
    venue: LocalizedText


class Choice(NamedTuple):
    """An entry of a filter's menu; a name that is authored in languages, or that of a person."""

    id: UUID
    name: LocalizedText | str


@dataclass(frozen=True)
class Choices:
    """What one may filter by: only what visible sessions have."""

    agencies: list[Choice]
    trainers: list[Choice]
    venues: list[Choice]
    courses: list[Choice]


def sessions_between(
    actor: Identity, first: date, last: date, wanted: PlannerFilter
) -> list[PlannerRow]:
    """The visible sessions that touch these days, by first day (at most 1,000)."""
    require(actor, Permission.VIEW_CALENDAR)
    rows = db.session.execute(
        sa.select(
            CourseSession.id,
            CourseSession.slug,
            CourseSession.code,
            CourseSession.title,
            CourseSession.state,
            CourseSession.starts_on,
            CourseSession.ends_on,
            CourseSession.place,
            CourseSession.venue,
        )
        .where(
            visible(actor),
            CourseSession.starts_on <= last,
            CourseSession.ends_on >= first,
            *_criteria(wanted),
        )
        .order_by(CourseSession.starts_on, CourseSession.code)
        .limit(MOST)
    )
    return [PlannerRow(*row) for row in rows]


def planner_choices(actor: Identity) -> Choices:
    """The menus of the filters. 4 queries."""
    sessions = sa.select(CourseSession.id).where(visible(actor))
    agencies = (
        sa.select(Agency.id, Agency.name)
        .where(
            Agency.id.in_(
                sa.select(SessionAgency.agency_id).where(
                    SessionAgency.course_session_id.in_(sessions)
                )
            )
        )
        .order_by(Agency.precedence, Agency.slug)
    )
    venues = (
        sa.select(Venue.id, Venue.name)
        .where(
            Venue.id.in_(
                sa.select(SessionAgenda.venue_id).where(
                    SessionAgenda.course_session_id.in_(sessions)
                )
            )
        )
        .order_by(Venue.slug)
    )
    courses = (
        sa.select(Course.id, Course.title)
        .where(Course.id.in_(sa.select(CourseSession.course_id).where(visible(actor))))
        .order_by(Course.slug)
    )
    return Choices(_choices(agencies), _trainers(sessions), _choices(venues), _choices(courses))


def _choices(statement: sa.Select[*tuple[Any, ...]]) -> list[Choice]:
    return [Choice(*row) for row in db.session.execute(statement)]


def _trainers(sessions: sa.Select[*tuple[Any, ...]]) -> list[Choice]:
    rows = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name)
            .where(
                Person.id.in_(
                    sa.select(CourseStaff.person_id).where(
                        CourseStaff.course_session_id.in_(sessions),
                        CourseStaff.role == StaffRole.TRAINER,
                    )
                )
            )
            .order_by(Person.last_name, Person.first_name, Person.id),
            because="staff of a session are known to all who may see the session",
        )
    )
    return [Choice(row.id, joined_name(row.first_name, row.last_name)) for row in rows]


def _criteria(wanted: PlannerFilter) -> Sequence[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.agency_id is not None:
        found.append(
            CourseSession.id.in_(
                sa.select(SessionAgency.course_session_id).where(
                    SessionAgency.agency_id == wanted.agency_id
                )
            )
        )
    if wanted.trainer_id is not None:
        found.append(
            CourseSession.id.in_(
                sa.select(CourseStaff.course_session_id).where(
                    CourseStaff.person_id == wanted.trainer_id,
                    CourseStaff.role == StaffRole.TRAINER,
                )
            )
        )
    if wanted.venue_id is not None:
        found.append(
            CourseSession.id.in_(
                sa.select(SessionAgenda.course_session_id).where(
                    SessionAgenda.venue_id == wanted.venue_id
                )
            )
        )
    if wanted.course_id is not None:
        found.append(CourseSession.course_id == wanted.course_id)
    if wanted.state is not None:
        found.append(CourseSession.state == wanted.state)
    return found
