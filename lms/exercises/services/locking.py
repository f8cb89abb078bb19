"""One writer at a time for each attempt."""

import uuid

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import NotFound
from lms.exercises.models import Attempt


def locked(actor: Identity, attempt_id: uuid.UUID) -> Attempt:
    """The attempt's row, locked until the transaction ends. Raises NotFound."""
    row = db.session.scalar(
        lock_row(seen_by(actor, sa.select(Attempt).where(Attempt.id == attempt_id), Attempt))
    )
    if row is None:
        raise NotFound
    return row
