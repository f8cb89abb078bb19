"""More time for one person at everything that has a limit."""

import uuid

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.exercises.models import ExtraTime
from lms.exercises.policies import Permission
from lms.exercises.queries.people import people

MOST_PERCENT = 300


def set_extra_time(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    enrolment_id: uuid.UUID,
    percent: int,
    note: str = "",
) -> None:
    """Agree on more time for a person, in percent of the limit; 0 takes it back.

    It counts for attempts that begin from now on. Raises Invalid outside 0 to 300.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.DELIVER, head)
    if enrolment_id not in {one.enrolment_id for one in people(head.id)}:
        raise NotFound
    if not 0 <= percent <= MOST_PERCENT:
        raise Invalid([FieldError("percent", N_("Write a whole number from 0 to 300."))])
    before = _keep(actor, enrolment_id, percent, note.strip()[:200])
    if before != percent:
        audit.record(
            actor,
            "exercises.extra_time",
            object_type="enrolment",
            object_id=enrolment_id,
            summary=N_("Extra time of a participant changed."),
            course_session_id=head.id,
            before={"percent": before},
            after={"percent": percent},
        )


def _keep(actor: Identity, enrolment_id: uuid.UUID, percent: int, note: str) -> int:
    """Write it down; returns the percent before."""
    row = db.session.scalar(sa.select(ExtraTime).where(ExtraTime.enrolment_id == enrolment_id))
    before = row.percent if row else 0
    if row is None and percent:
        row = ExtraTime(
            enrolment_id=enrolment_id, percent=percent, note=note, given_by=actor.person_id
        )
        db.session.add(row)
    elif row is not None and not percent:
        db.session.delete(row)
    elif row is not None:
        row.percent, row.note, row.given_by = percent, note, actor.person_id
    db.session.flush()
    return before
