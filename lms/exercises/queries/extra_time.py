"""Who has more time, and what was agreed."""

import uuid
from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.courses.rows import SessionHead
from lms.exercises.models import ExtraTime
from lms.exercises.policies import Permission
from lms.exercises.queries.people import people


class TimeLine(NamedTuple):
    """One person; `percent` is 0 where nothing was agreed."""

    enrolment_id: uuid.UUID
    name: str
    percent: int
    note: str


def time_lines(head: SessionHead, *, actor: Identity) -> list[TimeLine]:
    """Everybody of the session with the extra time that was agreed; those who have some first."""
    require(actor, Permission.DELIVER, head)
    everybody = people(head.id)
    rows = db.session.execute(
        sa.select(ExtraTime.enrolment_id, ExtraTime.percent, ExtraTime.note).where(
            ExtraTime.enrolment_id.in_([one.enrolment_id for one in everybody])
        )
    )
    given = {row.enrolment_id: row for row in rows}
    lines = [
        TimeLine(one.enrolment_id, one.name, row.percent if row else 0, row.note if row else "")
        for one in everybody
        for row in [given.get(one.enrolment_id)]
    ]
    return sorted(lines, key=lambda line: line.percent == 0)


def percents(enrolment_ids: Collection[uuid.UUID]) -> list[int]:
    """The extra time of each of these people who has some, in percent. 1 query."""
    return list(
        db.session.scalars(
            sa.select(ExtraTime.percent).where(ExtraTime.enrolment_id.in_(enrolment_ids))
        )
    )
