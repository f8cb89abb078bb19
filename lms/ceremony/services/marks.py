"""What happens at a ceremony: events are appended; nothing is overwritten."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.ceremony.enums import Happening
from lms.ceremony.formats.events import NewEvent
from lms.ceremony.models import CeremonyEvent
from lms.ceremony.policies import Permission
from lms.ceremony.queries.page import ceremony_row
from lms.ceremony.rules.marks import SCHEMA
from lms.certificates.models import Thanks
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import NotFound
from lms.core.events import not_yet_kept
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment


def mark(*, actor: Identity, slug: str, events: Sequence[NewEvent]) -> int:
    """Append events in their order; returns how many were new. A repeated uuid changes nothing.

    Raises NotFound before the ceremony is set up and where an event names somebody who is not of
    this session, Refused where the session's state forbids it: then no event is kept.
    """
    head = session_head(slug, actor)
    require(actor, Permission.RUN_CEREMONY, head)
    # One writer at a time for each session: sequences stay gapless.
    db.session.execute(lock_row(sa.select(CourseSession.id).where(CourseSession.id == head.id)))
    row = ceremony_row(head.id)
    if row is None:
        raise NotFound
    _known_only(head, events)
    fresh = not_yet_kept(CeremonyEvent, events)
    last = db.session.scalar(
        sa.select(sa.func.max(CeremonyEvent.sequence)).where(CeremonyEvent.owner_id == row.id)
    )
    for sequence, event in enumerate(fresh, start=(last or 0) + 1):
        db.session.add(_row(actor, row.id, event, sequence))
    db.session.flush()
    if fresh:
        _put_on_record(actor, head, row.id, fresh)
    return len(fresh)


def _known_only(head: SessionHead, events: Sequence[NewEvent]) -> None:
    wanted = {event.enrolment_id for event in events if event.enrolment_id}
    for holder in (Enrolment, Thanks):
        statement = sa.select(holder.id).where(
            holder.course_session_id == head.id, holder.id.in_(wanted)
        )
        wanted -= set(
            db.session.scalars(unscoped(statement, because="staff who run the whole call"))
        )
    if wanted:
        raise NotFound


def _row(actor: Identity, owner_id: UUID, event: NewEvent, sequence: int) -> CeremonyEvent:
    payload: dict[str, object] = {"schema": SCHEMA}
    if event.enrolment_id:
        payload["enrolment"] = str(event.enrolment_id)
    if event.serial:
        payload["serial"] = event.serial
    if event.kind is Happening.ITEM:
        payload["item"] = event.item
    if event.kind is Happening.COUNTED:
        payload["left"] = event.left
    if event.undoes:
        payload["undoes"] = str(event.undoes)
    return CeremonyEvent(
        id=new_id(),
        uuid=event.uuid,
        owner_id=owner_id,
        sequence=sequence,
        kind=event.kind,
        payload=payload,
        client_at=event.client_at,
        server_at=utcnow(),
        actor_id=actor.person_id,
    )


def _put_on_record(
    actor: Identity, head: SessionHead, owner_id: UUID, events: Sequence[NewEvent]
) -> None:
    record(
        actor,
        "ceremony.happened",
        object_type="ceremony",
        object_id=owner_id,
        course_session_id=head.id,
        summary=N_("Noted at the ceremony (%(count)s events).", count=len(events)),
        after={
            "events": [
                [e.kind, str(e.enrolment_id or ""), e.serial, e.item, e.left, str(e.undoes or "")]
                for e in events
            ]
        },
    )
