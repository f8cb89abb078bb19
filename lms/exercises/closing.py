"""What the room says of a session: the checklist's point on marks, and whether work exists."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db
from lms.core.messages import N_
from lms.courses.closing import ClosingPoint
from lms.courses.rows import SessionHead
from lms.exercises.models import Attempt
from lms.exercises.overview import AttemptCount, attempt_counts


def marks_shown(head: SessionHead, actor: Identity) -> Sequence[ClosingPoint]:
    """No marks wait to be shown to their people."""
    count = attempt_counts([head.id], actor).get(head.id, AttemptCount())
    hidden = count.unreleased + count.to_mark
    return [
        ClosingPoint(
            N_("Marks are shown"),
            hidden == 0,
            N_("%(n)s marks are not shown yet.", n=hidden),
            "exercises.index",
        )
    ]


def somebody_tried(course_session_id: UUID) -> bool:
    """Whether there is an attempt, so that the content stays as it was when it was made."""
    attempts = sa.select(Attempt.id).where(Attempt.course_session_id == course_session_id)
    return bool(db.session.scalar(sa.select(attempts.exists())))


CHECKS = (marks_shown,)
PROBES = (somebody_tried,)
