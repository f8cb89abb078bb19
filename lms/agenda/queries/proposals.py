"""Reading what the solver was asked for a session, how far it is, and what it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.enums import ProposalState
from lms.agenda.formats.proposals import ask_of
from lms.agenda.models import AgendaProposal
from lms.agenda.policies import Permission
from lms.agenda.queries.agenda import Draft, draft_of
from lms.agenda.queries.solving import DayChoice, day_choices, known_of
from lms.agenda.rules.solving.asking import Ask
from lms.agenda.rules.solving.known import Known
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.jobs import Job, JobState
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

JOB = "agenda.propose"
SHOWN = 12


class Work(NamedTuple):
    """The job behind a proposal: what a progress line needs."""

    state: str
    done: int
    total: int


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
    work = work_of(row.id)
    draft = draft_of(head, actor)
    return ProposalPage(
        head=head,
        id=row.id,
        state=_state(row.state, work.state),
        asked_at=row.created_at,
        ask=ask_of(row.request),
        result=row.result,
        accepted=row.accepted,
        stop_asked=row.stop_asked,
        stale=row.revision != draft.revision,
        work=work,
        venue_slug=draft.venue.slug if draft.venue else None,
    )


def job_key(proposal_id: UUID) -> str:
    """The key of the job that works on a proposal."""
    return f"{JOB}:{proposal_id}"


def work_of(proposal_id: UUID) -> Work:
    """How far the worker is."""
    return _works([proposal_id])[proposal_id]


def _works(proposal_ids: Sequence[UUID]) -> dict[UUID, Work]:
    """How far the worker is with each; a job that was swept away is done."""
    keys = {job_key(one): one for one in proposal_ids}
    found = dict.fromkeys(proposal_ids, Work(JobState.DONE.value, 0, 0))
    for row in db.session.execute(
        sa.select(Job.key, Job.state, Job.done, Job.total).where(Job.key.in_(keys))
    ):
        found[keys[row.key or ""]] = Work(row.state.value, row.done, row.total)
    return found


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
    works = _works(ids)
    live = (JobState.WAITING.value, JobState.RUNNING.value)
    return next((one for one in ids if works[one].state in live), None)


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
    works = _works([row.id for row in rows])
    return [
        ProposalRow(
            row.id,
            _state(row.state, works[row.id].state),
            row.created_at,
            f"{row.first_name or ''} {row.last_name or ''}".strip(),
            row.accepted,
        )
        for row in rows
    ]


def _state(state: ProposalState, job_state: str) -> ProposalState:
    """As the row says, unless its work ended without a word."""
    live = state in {ProposalState.WAITING, ProposalState.RUNNING}
    ended = job_state in {JobState.FAILED.value, JobState.CANCELLED.value}
    return ProposalState.FAILED if live and ended else state
