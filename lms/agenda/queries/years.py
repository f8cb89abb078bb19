"""Reading year plans: what may be planned, the plans there are, one plan with its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.queries import AgencyName, agency_names
from lms.agenda.enums import ProposalState
from lms.agenda.formats.years import ask_of
from lms.agenda.models import Venue, VenueRoom, YearPlan
from lms.agenda.policies import Permission
from lms.agenda.queries.trainers import KnownTrainer, known_trainers
from lms.agenda.queries.work import Work, seen_state, works_of
from lms.agenda.queries.year_known import trainer_names
from lms.agenda.queries.year_sessions import session_facts
from lms.agenda.rows import PlanOwner
from lms.agenda.rules.years.asking import YearAsk
from lms.agenda.rules.years.known import SessionFact
from lms.core.access import Identity, Role, require
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.courses.enums import SessionState
from lms.courses.models import Course, CourseSession

JOB = "agenda.plan_year"
PLANNABLE = (SessionState.DRAFT, SessionState.POSTPONED)
SHOWN = 50


class VenueChoice(NamedTuple):
    """A venue with the seats of its largest room."""

    id: UUID
    name: LocalizedText
    seats: int


class CourseChoice(NamedTuple):
    id: UUID
    title: LocalizedText


class SessionLink(NamedTuple):
    """A session as it is now."""

    id: UUID
    slug: str
    code: str


@dataclass(frozen=True)
class Choices:
    """What a plan may be made of: own drafts, courses, venues, trainers, agencies."""

    drafts: list[SessionFact]
    courses: list[CourseChoice]
    venues: list[VenueChoice]
    trainers: list[KnownTrainer]
    agencies: Sequence[AgencyName]

    def draft(self, course_session_id: UUID | None) -> SessionFact | None:
        return next((one for one in self.drafts if one.id == course_session_id), None)

    def course(self, course_id: UUID) -> CourseChoice | None:
        return next((one for one in self.courses if one.id == course_id), None)


class PlanRow(NamedTuple):
    """A plan in the list."""

    id: UUID
    title: str
    first_day: date
    last_day: date
    state: ProposalState
    accepted: int | None
    created_at: datetime
    sessions: int


@dataclass(frozen=True)
class PlanPage:
    """A plan with its answer, and what its keys are called today."""

    id: UUID
    ask: YearAsk
    state: ProposalState
    asked_at: datetime
    result: Mapping[str, Any]
    accepted: int | None
    stop_asked: bool
    work: Work
    sessions: Mapping[str, SessionLink]
    venues: Mapping[str, LocalizedText]
    venue_slugs: Mapping[str, str]
    trainers: Mapping[str, str]

    @property
    def live(self) -> bool:
        return self.state in {ProposalState.WAITING, ProposalState.RUNNING}


def plan_choices(actor: Identity) -> Choices:
    """What the actor may plan, and with what."""
    require(actor, Permission.PLAN_YEAR)
    return Choices(
        drafts=plannable(actor),
        courses=_courses(),
        venues=_venues(),
        trainers=known_trainers(actor),
        agencies=agency_names(),
    )


def plannable(actor: Identity) -> list[SessionFact]:
    """The drafts and postponed sessions that the actor organises, by first day."""
    which: sa.ColumnElement[bool] = CourseSession.state.in_(PLANNABLE)
    if not actor.is_administrator:
        which &= CourseSession.id.in_(actor.sessions_as(Role.ORGANISER))
    return list(session_facts(which))


def plan_list(actor: Identity) -> list[PlanRow]:
    """The plans that the actor made, the latest first; administrators see all."""
    require(actor, Permission.PLAN_YEAR)
    statement = sa.select(YearPlan).order_by(YearPlan.id.desc()).limit(SHOWN)
    if not actor.is_administrator:
        statement = statement.where(YearPlan.created_by == actor.person_id)
    rows = db.session.scalars(statement).all()
    works = works_of(JOB, [row.id for row in rows])
    return [
        PlanRow(
            id=row.id,
            title=row.title,
            first_day=row.first_day,
            last_day=row.last_day,
            state=seen_state(row.state, works[row.id]),
            accepted=row.accepted,
            created_at=row.created_at,
            sessions=ask_of(row.request).sessions,
        )
        for row in rows
    ]


def plan_page(plan_id: UUID, actor: Identity) -> PlanPage:
    """One plan with its answer. Raises NotFound for those who neither made it nor administer."""
    row = db.session.get(YearPlan, plan_id)
    if row is None:
        raise NotFound
    require(actor, Permission.PLAN_YEAR, PlanOwner(row.created_by))
    ask = ask_of(row.request)
    placed = [one for proposal in row.result.get("proposals", []) for one in proposal["placed"]]
    people = {UUID(trainer) for one in placed for trainer in one["trainers"]}
    places = {UUID(one["venue"]) for one in placed if one["venue"]} | set(ask.venue_ids)
    work = works_of(JOB, [row.id])[row.id]
    names, slugs = _venue_names(places)
    return PlanPage(
        id=row.id,
        ask=ask,
        state=seen_state(row.state, work),
        asked_at=row.created_at,
        result=row.result,
        accepted=row.accepted,
        stop_asked=row.stop_asked,
        work=work,
        sessions=_links(
            [block.course_session_id for block in ask.blocks if block.course_session_id]
        ),
        venues=names,
        venue_slugs=slugs,
        trainers={str(one): name for one, name in trainer_names(people).items()},
    )


def _courses() -> list[CourseChoice]:
    rows = db.session.execute(
        sa.select(Course.id, Course.title).where(Course.archived_at.is_(None)).order_by(Course.slug)
    )
    return [CourseChoice(*row) for row in rows]


def _venues() -> list[VenueChoice]:
    """Venues in use that have a room."""
    rows = db.session.execute(
        sa.select(Venue.id, Venue.name, sa.func.max(VenueRoom.capacity))
        .join(VenueRoom, VenueRoom.venue_id == Venue.id)
        .where(Venue.archived_at.is_(None), VenueRoom.archived_at.is_(None))
        .group_by(Venue.id)
        .order_by(Venue.slug)
    )
    return [VenueChoice(*row) for row in rows]


def _venue_names(ids: set[UUID]) -> tuple[dict[str, LocalizedText], dict[str, str]]:
    rows = db.session.execute(
        sa.select(Venue.id, Venue.name, Venue.slug).where(Venue.id.in_(ids))
    ).all()
    return {str(row.id): row.name for row in rows}, {str(row.id): row.slug for row in rows}


def _links(ids: Sequence[UUID]) -> dict[str, SessionLink]:
    rows = db.session.execute(
        sa.select(CourseSession.id, CourseSession.slug, CourseSession.code).where(
            CourseSession.id.in_(ids)
        )
    )
    return {str(row.id): SessionLink(*row) for row in rows}
