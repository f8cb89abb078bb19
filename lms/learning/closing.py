"""What the room says of a session: whether somebody has read in it."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.db import db
from lms.enrolments.models import Enrolment
from lms.learning.models import LessonProgress


def somebody_read(course_session_id: UUID) -> bool:
    """Whether a participant has opened a lesson."""
    read = (
        sa.select(LessonProgress.lesson)
        .join(Enrolment, Enrolment.id == LessonProgress.enrolment_id)
        .where(Enrolment.course_session_id == course_session_id)
    )
    return bool(db.session.scalar(sa.select(read.exists())))


PROBES = (somebody_read,)
