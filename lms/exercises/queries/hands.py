"""What persons gave for answers in a participant's own words."""

import uuid
from collections.abc import Collection, Mapping
from fractions import Fraction

import sqlalchemy as sa

from lms.core.db import db
from lms.engines.marking.types import HandMark as Given
from lms.exercises.kinds.base import Json
from lms.exercises.models import HandMark

SCHEMA = 1


def hand_of(attempt_id: uuid.UUID) -> Mapping[str, Given]:
    """What a trainer gave last, by question, for the engine. 1 query."""
    return hands_of([attempt_id]).get(attempt_id, {})


def hands_of(
    attempt_ids: Collection[uuid.UUID],
) -> Mapping[uuid.UUID, Mapping[str, Given]]:
    """The same for many attempts at once. 1 query."""
    rows = db.session.execute(
        sa.select(HandMark.attempt_id, HandMark.question, HandMark.criteria, HandMark.comment)
        .where(HandMark.attempt_id.in_(attempt_ids))
        .order_by(HandMark.number)
    )
    found: dict[uuid.UUID, dict[str, Given]] = {}
    for row in rows:
        given = Given(read_points(row.criteria), row.comment)
        found.setdefault(row.attempt_id, {})[row.question] = given
    return found


def read_points(criteria: Json) -> dict[str, Fraction]:
    """Exact points by criterion, from a stored row."""
    return {key: Fraction(value) for key, value in criteria["points"].items()}


def dump_points(points: Mapping[str, Fraction]) -> Json:
    """Exact points by criterion, for a row."""
    return {"schema": SCHEMA, "points": {key: str(value) for key, value in points.items()}}
