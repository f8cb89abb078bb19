"""Who is there: one row for each attempt, written by its page again and again."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember, AttemptPresence, MemberPresence
from lms.exercises.rows import PresenceInput


@dataclass(frozen=True)
class Heard:
    """What the page of an attempt is told back: whether it is open, and until when."""

    state: AttemptState
    due_at: datetime | None
    now: datetime


def note_presence(*, actor: Identity, attempt_id: uuid.UUID, said: PresenceInput) -> Heard:
    """Note that the page of an attempt is there, and what it says of itself. Raises NotFound for
    an attempt of others.

    Takes no lock: the newest word counts, whichever that is.
    """
    row = db.session.execute(
        unscoped(
            sa.select(Attempt.state, Attempt.due_at, AttemptMember.enrolment_id)
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
        keep_presence(attempt_id, now, {"place": said.place, "unsent": said.unsent})
        if said.chosen is not None:
            _keep_member(attempt_id, row.enrolment_id, now, said.chosen)
    return Heard(row.state, row.due_at, now)


def keep_presence(attempt_id: uuid.UUID, now: datetime, values: dict[str, int]) -> None:
    """Write the attempt's row, whether it is there or not. Values not given stay as they are."""
    dialect = db.session.get_bind().dialect.name
    fresh = {"place": 0, "unsent": 0} | values
    given = {"attempt_id": attempt_id, "seen_at": now, **fresh}
    db.session.execute(_upsert(dialect, tuple(sorted(values))), given)


def _keep_member(attempt_id: uuid.UUID, member: uuid.UUID, now: datetime, chosen: str) -> None:
    dialect = db.session.get_bind().dialect.name
    values = {"attempt_id": attempt_id, "enrolment_id": member, "seen_at": now, "chosen": chosen}
    db.session.execute(_upsert_member(dialect), values)


@cache
def _upsert_member(dialect: str) -> Any:
    make: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(cast("sa.Table", MemberPresence.__table__))
    told = {name: statement.excluded[name] for name in ("seen_at", "chosen")}
    keys = ["attempt_id", "enrolment_id"]
    return statement.on_conflict_do_update(index_elements=keys, set_=told)


@cache
def _upsert(dialect: str, names: tuple[str, ...]) -> Any:
    make: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(cast("sa.Table", AttemptPresence.__table__))
    told = {name: statement.excluded[name] for name in ("seen_at", *names)}
    return statement.on_conflict_do_update(index_elements=["attempt_id"], set_=told)
