"""The calling order within an agency. The order of the agencies belongs to the session."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.enrolments.services.gate import require_change
from lms.enrolments.services.roll import find


def move(*, actor: Identity, slug: str, enrolment_id: UUID, steps: int) -> None:
    """Move one person up (negative) or down within the agency, as far as there are places."""
    head = session_head(slug, actor)
    require_change(actor, head)
    moved = find(actor, head, enrolment_id)
    rows = _members(head, moved.agency_id)
    place = rows.index(moved)
    rows.remove(moved)
    rows.insert(max(0, min(len(rows), place + steps)), moved)
    _write(actor, head, rows)


def order_agency(
    *, actor: Identity, slug: str, agency_id: UUID, enrolment_ids: Sequence[UUID]
) -> None:
    """Put the people of one agency into the given order; who is not named comes after them."""
    head = session_head(slug, actor)
    require_change(actor, head)
    rows = _members(head, agency_id)
    if not set(enrolment_ids) <= {row.id for row in rows}:
        raise NotFound
    rank = {key: place for place, key in enumerate(enrolment_ids)}
    rows.sort(key=lambda row: rank.get(row.id, len(rank)))
    _write(actor, head, rows)


def order_room(*, actor: Identity, slug: str, enrolment_ids: Sequence[UUID]) -> None:
    """Put the whole room into the given order, across agencies; who is not named comes after.

    An empty list takes the room's own order away: people are called by agency again.
    """
    head = session_head(slug, actor)
    require_change(actor, head)
    statement = (
        sa.select(Enrolment)
        .where(Enrolment.course_session_id == head.id)
        .order_by(Enrolment.id)
        .with_for_update()
    )
    rows = list(
        db.session.scalars(
            unscoped(statement, because="the order of the room, by those who may change the roll")
        )
    )
    if not set(enrolment_ids) <= {row.id for row in rows}:
        raise NotFound
    place = {key: number for number, key in enumerate(enrolment_ids, start=1)}
    if all(row.calling == place.get(row.id) for row in rows):
        return
    for row in rows:
        row.calling = place.get(row.id)
    db.session.flush()
    record(
        actor,
        "enrolments.room_ordered",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Changed the calling order of the room (%(count)s people).", count=len(place)),
        after={"order": [str(key) for key in enrolment_ids]},
    )


def _members(head: SessionHead, agency_id: UUID) -> list[Enrolment]:
    return list(
        db.session.scalars(
            unscoped(
                sa.select(Enrolment)
                .where(Enrolment.course_session_id == head.id, Enrolment.agency_id == agency_id)
                .order_by(Enrolment.position, Enrolment.id)
                .with_for_update(),
                because="the order of one agency, by those who may change the roll",
            )
        )
    )


def _write(actor: Identity, head: SessionHead, rows: Sequence[Enrolment]) -> None:
    if [row.position for row in rows] == list(range(1, len(rows) + 1)):
        return
    for place, row in enumerate(rows, start=1):
        row.position = place
    db.session.flush()
    record(
        actor,
        "enrolments.ordered",
        object_type="agency",
        object_id=rows[0].agency_id,
        course_session_id=head.id,
        summary=N_("Changed the calling order of one agency (%(count)s people).", count=len(rows)),
        after={"order": [str(row.id) for row in rows]},
    )
