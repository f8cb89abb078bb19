"""Reading what the solver was asked for a session, how far it is, and what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.enums import ProposalState
from lms.agenda.formats.proposals import ask_of
from lms.agenda.models import AgendaProposal
from lms.agenda.policies import Permission
from lms.agenda.queries import work
from lms.agenda.queries.agenda import Draft, draft_of
from lms.agenda.queries.solving import DayChoice, day_choices, known_of
from lms.agenda.queries.work import Work, seen_state, works_of
from lms.agenda.rules.solving.asking import Ask
from lms.agenda.rules.solving.known import Known
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

JOB = "agenda.propose"
SHOWN = 12


@dataclass(frozen=True)
class ProposalRow:
    """One asking in the list."""

    id: UUID
    state: ProposalState
    asked_at: datetime
    by: str
    accepted: int | None


@dataclass(frozen=True)
class ProposalPage:
    """One asking with its answer. `stale`: the draft has changed since."""

    head: SessionHead
    id: UUID
    state: ProposalState
    asked_at: datetime
    ask: Ask
    result: Mapping[str, Any]
    accepted: int | None
    stop_asked: bool
    stale: bool
    work: Work
    venue_slug: str | None

    @property
    def live(self) -> bool:
        return self.state in {ProposalState.WAITING, ProposalState.RUNNING}


@dataclass(frozen=True)
class AskPage:
    """What the form of a new asking offers, and the earlier ones."""

    draft: Draft
    known: Known
    days: list[DayChoice]
    earlier: list[ProposalRow]


def ask_page(slug: str, actor: Identity) -> AskPage:
    """The form's choices. Raises NotFound for those who do not plan the session."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    draft = draft_of(head, actor)
    return AskPage(draft, known_of(draft), day_choices(draft), _earlier(head.id))


def proposal_page(slug: str, proposal_id: UUID, actor: Identity) -> ProposalPage:
    """One asking with its answer. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    row = db.session.get(AgendaProposal, proposal_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    progress = work_of(row.id)
    draft = draft_of(head, actor)
    return ProposalPage(
        head=head,
        id=row.id,
        state=seen_state(row.state, progress),
        asked_at=row.created_at,
        ask=ask_of(row.request),
        result=row.result,
        accepted=row.accepted,
        stop_asked=row.stop_asked,
        stale=row.revision != draft.revision,
        work=progress,
        venue_slug=draft.venue.slug if draft.venue else None,
    )


def job_key(proposal_id: UUID) -> str:
    """The key of the job that works on a proposal."""
    return work.job_key(JOB, proposal_id)


def work_of(proposal_id: UUID) -> Work:
    """How far the worker is."""
    return works_of(JOB, [proposal_id])[proposal_id]


def running(course_session_id: UUID) -> UUID | None:
    """The asking that the worker has in hand for a session, or waits to take up."""
    ids = db.session.scalars(
        sa.select(AgendaProposal.id)
        .where(
            AgendaProposal.course_session_id == course_session_id,
            AgendaProposal.state.in_((ProposalState.WAITING, ProposalState.RUNNING)),
        )
        .order_by(AgendaProposal.id.desc())
    ).all()
    works = works_of(JOB, ids)
    return next((one for one in ids if works[one].live), None)


def _earlier(course_session_id: UUID) -> list[ProposalRow]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                AgendaProposal.id,
                AgendaProposal.state,
                AgendaProposal.created_at,
                AgendaProposal.accepted,
                Person.first_name,
                Person.last_name,
            )
            .outerjoin(Person, Person.id == AgendaProposal.requested_by)
            .where(AgendaProposal.course_session_id == course_session_id)
            .order_by(AgendaProposal.id.desc())
            .limit(SHOWN),
            because="planners of one session know each other",
        )
    ).all()
    works = works_of(JOB, [row.id for row in rows])
    return [
        ProposalRow(
            row.id,
            seen_state(row.state, works[row.id]),
            row.created_at,
            joined_name(row.first_name, row.last_name),
            row.accepted,
        )
        for row in rows
    ]
