"""Agendas over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.formats.items import released_item
from lms.agenda.models import AgendaItem, AgendaRelease, SessionAgenda
from lms.agenda.rows import ReleasedItem
from lms.core.db import db

SHOWN = 3


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


def coming_items(course_session_id: UUID, now: datetime) -> list[ReleasedItem]:
    """What goes on now and comes next by the last release, at most three; empty after the end.

    Access was decided by the session's head.
    """
    body = db.session.scalar(
        sa.select(AgendaRelease.body)
        .where(AgendaRelease.course_session_id == course_session_id)
        .order_by(AgendaRelease.number.desc())
        .limit(1)
    )
    items = [released_item(one) for one in body["items"]] if body else []
    coming = [one for one in items if not one.cancelled and one.ends_at > now]
    return sorted(coming, key=lambda one: (one.starts_at, one.track))[:SHOWN]
