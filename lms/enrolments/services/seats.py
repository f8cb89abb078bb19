"""Seats under a lock: however many acts arrive at once, no seat is given twice."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.enrolments.models import Enrolment
from lms.seats.services.ledger import Ledger, open_ledger


def locked_ledger(course_session_id: UUID, *, actor: Identity) -> Ledger:
    """Lock the session until the transaction ends; its head and its seats as they are now."""
    return open_ledger(course_session_id, actor=actor)


def last_positions(course_session_id: UUID) -> Mapping[UUID, int]:
    """The highest position of each agency on the roll."""
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.agency_id, sa.func.max(Enrolment.position))
            .where(Enrolment.course_session_id == course_session_id)
            .group_by(Enrolment.agency_id),
            because="places in the calling order are counted over the whole roll",
        )
    )
    return {row[0]: row[1] for row in rows}
