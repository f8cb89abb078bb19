"""Agendas over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ProposalState
from lms.agenda.formats.items import released_item
from lms.agenda.models import AgendaItem, AgendaProposal, AgendaRelease, SessionAgenda
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.tables import for_table
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.courses.models import CourseSession
from lms.enrolments.queries.syndicates import own_letters

SHOWN = 3
KEPT = timedelta(days=7)  # how long an answer of the solver stands on the desk


@dataclass(frozen=True)
class AgendaCount:
    """The agenda of one session: items of the draft, and whether it waits to be released."""

    items: int = 0
    released: bool = False
    changed: bool = False


def agenda_counts(course_session_ids: Collection[UUID]) -> Mapping[UUID, AgendaCount]:
    """The agenda's state of each of these sessions that has one. Only numbers. 1 query."""
    items = (
        sa.select(sa.func.count())
        .where(AgendaItem.course_session_id == SessionAgenda.course_session_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            SessionAgenda.course_session_id,
            items,
            SessionAgenda.revision,
            SessionAgenda.released_revision,
        ).where(SessionAgenda.course_session_id.in_(course_session_ids))
    )
    return {
        row[0]: AgendaCount(
            items=row[1],
            released=row.released_revision is not None,
            changed=row.released_revision is not None and row.released_revision != row.revision,
        )
        for row in rows
    }


@dataclass(frozen=True)
class Proposed:
    """Timetables that the solver has ready for the one who asked."""

    proposal_id: UUID
    course_session_id: UUID
    slug: str
    title: LocalizedText
    zone: str
    starts_on: date
    fits: bool


def ready_proposals(actor: Identity) -> list[Proposed]:
    """What the solver answered to the actor and nobody acted on yet: the newest of each session,
    while its draft is as it was when it was made. 1 query."""
    rows = db.session.execute(
        sa.select(
            AgendaProposal.id,
            AgendaProposal.course_session_id,
            CourseSession.slug,
            CourseSession.title,
            CourseSession.time_zone,
            CourseSession.starts_on,
            AgendaProposal.state,
        )
        .join(CourseSession, CourseSession.id == AgendaProposal.course_session_id)
        .outerjoin(SessionAgenda, SessionAgenda.course_session_id == CourseSession.id)
        .where(
            AgendaProposal.requested_by == actor.person_id,
            AgendaProposal.course_session_id.in_(actor.sessions_as(Role.ORGANISER, Role.TRAINER)),
            AgendaProposal.state.in_((ProposalState.DONE, ProposalState.IMPOSSIBLE)),
            AgendaProposal.accepted.is_(None),
            AgendaProposal.revision == sa.func.coalesce(SessionAgenda.revision, 0),
            AgendaProposal.updated_at > utcnow() - KEPT,
        )
        .order_by(AgendaProposal.id)
    )
    newest = {row[1]: Proposed(*row[:6], fits=row.state is ProposalState.DONE) for row in rows}
    return list(newest.values())


def coming_items(
    course_session_id: UUID, now: datetime, *, actor: Identity | None = None
) -> list[ReleasedItem]:
    """What goes on now and comes next by the last release, at most three; empty after the end.

    Of tables only the own one of `actor`, where that is a participant who has one. Access was
    decided by the session's head.
    """
    body = db.session.scalar(
        sa.select(AgendaRelease.body)
        .where(AgendaRelease.course_session_id == course_session_id)
        .order_by(AgendaRelease.number.desc())
        .limit(1)
    )
    items = [released_item(one) for one in body["items"]] if body else []
    letter = ""
    if actor is not None and any(one.track for one in items):
        letter = own_letters([course_session_id], actor=actor).get(course_session_id, "")
    coming = [
        one for one in items if not one.cancelled and one.ends_at > now and for_table(one, letter)
    ]
    return sorted(coming, key=lambda one: (one.starts_at, one.track))[:SHOWN]
