"""Attempts over many course sessions at once, for pages that list sessions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import counted_for, db
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt


@dataclass(frozen=True)
class AttemptCount:
    """Attempts of one session: begun and not handed in, handed in, marked but not released, and
    those with an answer that a trainer has still to mark by hand."""

    open: int = 0
    handed_in: int = 0
    unreleased: int = 0
    to_mark: int = 0


def attempt_counts(
    course_session_ids: Collection[UUID], actor: Identity
) -> Mapping[UUID, AttemptCount]:
    """The counts of each of these sessions with attempts that `actor` may see. 1 query."""
    statement = (
        sa.select(
            Attempt.course_session_id,
            sa.func.count().filter(Attempt.handed_in_at.is_(None)),
            sa.func.count().filter(Attempt.handed_in_at.is_not(None)),
            sa.func.count().filter(
                Attempt.state == AttemptState.MARKED, Attempt.released_at.is_(None)
            ),
            sa.func.count().filter(Attempt.state == AttemptState.HANDED_IN),
        )
        .where(Attempt.course_session_id.in_(course_session_ids))
        .group_by(Attempt.course_session_id)
    )
    rows = db.session.execute(counted_for(actor, statement, Attempt))
    return {row[0]: AttemptCount(*row[1:]) for row in rows}
