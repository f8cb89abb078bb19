"""Who is there: one row for each attempt, written by its page again and again."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember, AttemptPresence


@dataclass(frozen=True)
class Heard:
    """What the page of an attempt is told back: whether it is open, and until when."""

    state: AttemptState
    due_at: datetime | None
    now: datetime


def note_presence(*, actor: Identity, attempt_id: uuid.UUID, place: int, unsent: int) -> Heard:
    """Note that the page of an attempt is there: at question `place` (from 1, 0 unknown), with
    `unsent` answers that the browser keeps. Raises NotFound for an attempt of others.

    Takes no lock: the newest word counts, whichever that is.
    """
    row = db.session.execute(
        unscoped(
            sa.select(Attempt.state, Attempt.due_at)
            .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
            .where(Attempt.id == attempt_id, AttemptMember.enrolment_id.in_(actor.enrolment_ids))
            .limit(1),
            because="narrowed to the actor's own attempts",
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    now = utcnow()
    if row.state is AttemptState.OPEN:
        keep_presence(attempt_id, now, {"place": place, "unsent": unsent})
    return Heard(row.state, row.due_at, now)


def keep_presence(attempt_id: uuid.UUID, now: datetime, values: dict[str, int]) -> None:
    """Write the attempt's row, whether it is there or not. Values not given stay as they are."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    make: Any = postgresql.insert if postgres else sqlite.insert
    fresh = {"place": 0, "unsent": 0} | values
    statement = make(AttemptPresence).values(attempt_id=attempt_id, seen_at=now, **fresh)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[AttemptPresence.attempt_id], set_={"seen_at": now, **values}
        )
    )
