"""Saving steps: append-only, in order of arrival, a repeated one changes nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.exercises.kinds.base import Step
from lms.exercises.models import Attempt, AttemptEvent
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import published_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptHead, EventInput, Receipt
from lms.exercises.rules import MOST_STEPS, is_over
from lms.exercises.services.presence import keep_presence


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
    attempt = _as_it_is_now(attempt)
    known, last = _kept(attempt, events)
    fresh = list({event.uuid: event for event in events if event.uuid not in known}.values())
    now = utcnow()
    if fresh:
        require(actor, Permission.WORK, attempt)
        if is_over(attempt.due_at, now):
            raise Refused(N_("The time is up. What was saved before then counts."))
        if last + len(fresh) > MOST_STEPS:
            raise Refused(N_("This attempt has too many steps. Hand it in and start again."))
        _check(attempt, fresh)
        _insert(actor, attempt, fresh, last, now)
    if attempt.is_open:
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
_NOW = (
    sa.select(Attempt.state, Attempt.due_at)
    .where(Attempt.id == sa.bindparam("attempt"))
    .with_for_update()
    .execution_options(concord_scope="the head of this attempt was read for the actor")
)
_KEPT = sa.union_all(
    sa.select(_EVENT.c.uuid, _EVENT.c.owner_id, sa.literal(0)).where(
        _EVENT.c.uuid.in_(sa.bindparam("uuids", expanding=True))
    ),
    sa.select(sa.cast(sa.null(), sa.Uuid), _EVENT.c.owner_id, sa.func.max(_EVENT.c.sequence))
    .where(_EVENT.c.owner_id == sa.bindparam("attempt"))
    .group_by(_EVENT.c.owner_id),
)
_INSERT = sa.insert(_EVENT)


def _as_it_is_now(attempt: AttemptHead) -> AttemptHead:
    """The attempt, locked, with what others may have changed since it was read. 1 query."""
    state, due_at = db.session.execute(_NOW, {"attempt": attempt.id}).one()
    return replace(attempt, state=state, due_at=due_at)


def _kept(attempt: AttemptHead, events: Sequence[EventInput]) -> tuple[set[uuid.UUID], int]:
    """Which of the events are there already, and the attempt's last number. 1 query."""
    values = {"uuids": [event.uuid for event in events], "attempt": attempt.id}
    rows = db.session.execute(_KEPT, values).all()
    if any(owner_id != attempt.id for _uuid, owner_id, _last in rows):
        raise Invalid([FieldError("events", N_("An event of another attempt has this uuid."))])
    found = {key for key, _owner, _last in rows if key is not None}
    return found, max((number for _key, _owner, number in rows), default=0)


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
