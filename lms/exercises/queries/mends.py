"""Keys that trainers mended for their session."""

import uuid
from typing import Any, NamedTuple

import sqlalchemy as sa

from lms.core.db import db
from lms.exercises.models import KeyMend


class Mend(NamedTuple):
    """The mend of a question that counts."""

    question: str
    number: int
    payload: Any


def newest_mends(course_session_id: uuid.UUID, activity: str) -> list[Mend]:
    """The newest mend of each question of an activity, for marking. 1 query."""
    rows = db.session.execute(
        sa.select(KeyMend.question, KeyMend.number, KeyMend.payload)
        .where(KeyMend.course_session_id == course_session_id, KeyMend.activity == activity)
        .order_by(KeyMend.number, KeyMend.question)
    )
    return list({row.question: Mend._make(row) for row in rows}.values())
