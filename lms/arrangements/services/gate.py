"""What each change of arrangements begins with: may the actor, may the session change, one at
a time."""

from uuid import UUID

import sqlalchemy as sa

from lms.arrangements.models import Stay
from lms.arrangements.policies import Permission
from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.messages import Message
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


def opened(actor: Identity, slug: str) -> SessionHead:
    """The session, locked until the transaction ends, for somebody who may change its
    arrangements. Raises NotFound, and Refused where it is closed."""
    head = session_head(slug, actor)
    require(actor, Permission.MANAGE, head)
    lock(head.id)
    return head


def lock(course_session_id: UUID) -> None:
    """Let one change of a session's arrangements go after the other."""
    db.session.scalar(
        lock_row(sa.select(CourseSession.id).where(CourseSession.id == course_session_id))
    )


def enrolled(head: SessionHead, enrolment_ids: set[UUID]) -> list[Enrolment]:
    """These enrolments of a session. Raises NotFound where one is missing or withdrawn."""
    rows = db.session.scalars(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.course_session_id == head.id,
                Enrolment.id.in_(enrolment_ids),
                Enrolment.state != EnrolmentState.WITHDRAWN,
            ),
            because="the actor was asked for the right to the whole session",
        )
    ).all()
    if len(rows) != len(enrolment_ids):
        raise NotFound
    return list(rows)


def stays_of(enrolments: list[Enrolment]) -> dict[UUID, Stay]:
    """The stay of each enrolment, made where there is none yet. Call under `lock`."""
    found = {
        stay.enrolment_id: stay
        for stay in db.session.scalars(
            unscoped(
                sa.select(Stay).where(Stay.enrolment_id.in_([row.id for row in enrolments])),
                because="the caller may see each of the enrolments",
            )
        )
    }
    for row in enrolments:
        if row.id not in found:
            found[row.id] = Stay(
                id=new_id(),
                course_session_id=row.course_session_id,
                enrolment_id=row.id,
                agency_id=row.agency_id,
                person_id=row.person_id,
                comes_from="",
                ticket="",
                notes="",
            )
            db.session.add(found[row.id])
    return found


def note(
    actor: Identity,
    act: str,
    head: SessionHead,
    summary: Message,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Write one act about a session's arrangements on record."""
    record(
        actor,
        act,
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=summary,
        before=before,
        after=after,
    )
