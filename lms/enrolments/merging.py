"""What moves when two records of one person are made one, and what forbids it."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.accounts.merging import Mover
from lms.core.db import db, unscoped
from lms.core.messages import N_, Message
from lms.courses.models import CourseSession
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment


def _twice(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[Any]:
    """The course sessions on whose roll both stand: the merged row, both states, the title."""
    kept, merged = aliased(Enrolment), aliased(Enrolment)
    return db.session.execute(
        unscoped(
            sa.select(merged.id, merged.state, kept.state.label("kept_state"), CourseSession.title)
            .join(kept, kept.course_session_id == merged.course_session_id)
            .join(CourseSession, CourseSession.id == merged.course_session_id)
            .where(merged.person_id == merged_id, kept.person_id == kept_id)
            .order_by(CourseSession.starts_on),
            because="administrators merge whole records",
        )
    ).all()


def _stays(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """A withdrawn row stays behind where the kept record is on the same roll."""
    return [row.id for row in _twice(kept_id, merged_id) if row.state is EnrolmentState.WITHDRAWN]


def _conflicts(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[Message]:
    found = []
    for row in _twice(kept_id, merged_id):
        if row.state is EnrolmentState.WITHDRAWN:
            continue
        if row.kept_state is EnrolmentState.WITHDRAWN:
            text = N_(
                "In “%(title)s” the record to be kept is withdrawn and the other is on the roll. "
                "Merge the other way round.",
                title=row.title,
            )
        else:
            text = N_(
                "Both records are on the roll of “%(title)s”. Withdraw one of them there, then "
                "keep the record that stays on the roll.",
                title=row.title,
            )
        found.append(text)
    return found


ENROLMENTS = Mover(
    "enrolments",
    N_("Enrolments"),
    Enrolment.person_id,
    stays=_stays,
    conflicts=_conflicts,
)
