"""Saving steps: append-only, in order of arrival, a repeated one changes nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.exercises.kinds.base import Step
from lms.exercises.models import Attempt, AttemptEvent, AttemptPresence
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import published_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptHead, EventInput, Receipt
from lms.exercises.rules import MOST_STEPS, is_over
from lms.exercises.services.presence import keep_presence

# a page that saves is there; so often is enough for who watches the room
HEARD_STEP = timedelta(seconds=15)


def append_events(
    *, actor: Identity, attempt_id: uuid.UUID, events: Sequence[EventInput]
) -> Receipt:
    """Keep these steps behind those that are there, all or none.

    Raises Refused after handing in or when the time is up, Invalid with the place of each fault.
    Events that are known already count as kept, even then: their first answer may have got lost.
    """
    return append_to(actor=actor, attempt=attempt_head(attempt_id, actor=actor), events=events)


def append_to(*, actor: Identity, attempt: AttemptHead, events: Sequence[EventInput]) -> Receipt:
    """The same for an attempt that was read before the transaction began.

    A whole room saves at once, and there is one writer at a time: so only what may have changed
    meanwhile is read under the lock.
    """
    require(actor, Permission.SEND, attempt)
    there = _as_it_is_now(attempt, events)
    attempt, last = there.attempt, there.last
    fresh = list({event.uuid: event for event in events if event.uuid not in there.known}.values())
    now = utcnow()
    if fresh:
        require(actor, Permission.WORK, attempt)
        if is_over(attempt.due_at, now):
            raise Refused(N_("The time is up. What was saved before then counts."))
        if last + len(fresh) > MOST_STEPS:
            raise Refused(N_("This attempt has too many steps. Hand it in and start again."))
        _check(attempt, fresh)
        _insert(actor, attempt, fresh, last, now)
    if attempt.is_open and not there.is_heard(now):
        keep_presence(attempt.id, now, {"unsent": 0})
    return Receipt(
        attempt_id=attempt.id,
        kept=len(fresh),
        known=len(events) - len(fresh),
        sequence=last + len(fresh),
        saved_at=now,
    )


# Built once: putting a statement together takes longer than the database needs for it.
_EVENT = cast("sa.Table", AttemptEvent.__table__)
_KNOWN = _EVENT.alias("known")
_NOW = (
    sa.select(
        Attempt.state,
        Attempt.due_at,
        sa.select(sa.func.max(_EVENT.c.sequence))
        .where(_EVENT.c.owner_id == sa.bindparam("attempt"))
        .scalar_subquery()
        .label("last"),
        sa.select(AttemptPresence.seen_at)
        .where(AttemptPresence.attempt_id == sa.bindparam("attempt"))
        .scalar_subquery()
        .label("seen_at"),
        sa.select(AttemptPresence.unsent)
        .where(AttemptPresence.attempt_id == sa.bindparam("attempt"))
        .scalar_subquery()
        .label("unsent"),
        _KNOWN.c.uuid,
        _KNOWN.c.owner_id,
    )
    .outerjoin(_KNOWN, _KNOWN.c.uuid.in_(sa.bindparam("uuids", expanding=True)))
    .where(Attempt.id == sa.bindparam("attempt"))
    .with_for_update(of=Attempt)
    .execution_options(concord_scope="the head of this attempt was read for the actor")
)
_INSERT = sa.insert(_EVENT)


@dataclass(frozen=True)
class _Now:
    """The attempt, locked, with what others may have changed since it was read: which events
    are there, the last number, and whether its page was heard of lately with nothing unsent."""

    attempt: AttemptHead
    known: frozenset[uuid.UUID]
    last: int
    seen_at: datetime | None
    unsent: int

    def is_heard(self, now: datetime) -> bool:
        """Whether the row of its presence says already what this save would."""
        return self.seen_at is not None and not self.unsent and now - self.seen_at < HEARD_STEP


def _as_it_is_now(attempt: AttemptHead, events: Sequence[EventInput]) -> _Now:
    values = {"uuids": [event.uuid for event in events], "attempt": attempt.id}
    rows = db.session.execute(_NOW, values).all()
    if any(row.owner_id not in (None, attempt.id) for row in rows):
        raise Invalid([FieldError("events", N_("An event of another attempt has this uuid."))])
    first = rows[0]
    return _Now(
        replace(attempt, state=first.state, due_at=first.due_at),
        frozenset(row.uuid for row in rows if row.uuid is not None),
        first.last or 0,
        first.seen_at,
        first.unsent or 0,
    )


def _insert(
    actor: Identity, attempt: AttemptHead, events: Sequence[EventInput], last: int, now: datetime
) -> None:
    db.session.execute(
        _INSERT,
        [
            {
                "id": new_id(),
                "owner_id": attempt.id,
                "uuid": event.uuid,
                "sequence": last + place,
                "kind": event.kind,
                "payload": dict(event.payload),
                "client_at": event.client_at,
                "server_at": now,
                "actor_id": actor.person_id,
            }
            for place, event in enumerate(events, start=1)
        ],
    )


def _check(attempt: AttemptHead, events: Sequence[EventInput]) -> None:
    known = published_activity(attempt)
    errors = [
        FieldError(f"events[{place}].payload.{problem.path}", problem.message)
        for place, event in enumerate(events)
        for problem in known.kind.check(
            known.spec, attempt.seed, Step(event.kind, dict(event.payload))
        )
    ]
    if errors:
        raise Invalid(errors)
