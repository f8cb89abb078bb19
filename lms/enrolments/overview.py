"""Counts of rolls over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import counted_for, db
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


@dataclass(frozen=True)
class RollCount:
    """People on a roll as far as the actor may see them, and names not approved yet."""

    people: int = 0
    unapproved: int = 0


def roll_counts(course_session_ids: Collection[UUID], actor: Identity) -> Mapping[UUID, RollCount]:
    """The counts of each of these sessions with people; withdrawn ones are not counted. 1 query."""
    statement = (
        sa.select(
            Enrolment.course_session_id,
            sa.func.count(),
            sa.func.count().filter(Enrolment.name_approved_at.is_(None)),
        )
        .where(
            Enrolment.course_session_id.in_(course_session_ids),
            Enrolment.state != EnrolmentState.WITHDRAWN,
        )
        .group_by(Enrolment.course_session_id)
    )
    return {
        course_session_id: RollCount(people, unapproved)
        for course_session_id, people, unapproved in db.session.execute(
            counted_for(actor, statement, Enrolment)
        )
    }
