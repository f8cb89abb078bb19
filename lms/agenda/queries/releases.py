"""Reading releases of an agenda."""

from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.formats.items import released_item
from lms.agenda.models import AgendaRelease
from lms.agenda.rows import ReleasedItem, ReleaseRow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name


def release_list(course_session_id: UUID) -> list[ReleaseRow]:
    """All releases of a session, newest first. Access was decided by the head."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                AgendaRelease.id,
                AgendaRelease.number,
                AgendaRelease.revision,
                AgendaRelease.note,
                AgendaRelease.released_at,
                Person.first_name,
                Person.last_name,
            )
            .outerjoin(Person, Person.id == AgendaRelease.released_by)
            .where(AgendaRelease.course_session_id == course_session_id)
            .order_by(AgendaRelease.number.desc()),
            because="staff of a session are known to all who may see the session",
        )
    )
    return [
        ReleaseRow(
            id=row.id,
            number=row.number,
            revision=row.revision,
            note=row.note,
            released_at=row.released_at,
            released_by=joined_name(row.first_name, row.last_name),
        )
        for row in rows
    ]


def latest_release(course_session_id: UUID) -> ReleaseRow | None:
    """The newest release, None before the first."""
    found = release_list(course_session_id)
    return found[0] if found else None


def released_items(release_id: UUID) -> tuple[ReleasedItem, ...]:
    """The items of a release in the order of time; cancelled ones too. Raises NotFound."""
    body = db.session.scalar(sa.select(AgendaRelease.body).where(AgendaRelease.id == release_id))
    if body is None:
        raise NotFound
    items = [released_item(one) for one in body["items"]]
    return tuple(sorted(items, key=lambda one: (one.starts_at, one.track, str(one.id))))
