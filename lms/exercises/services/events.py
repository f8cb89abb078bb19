"""Saving steps: append-only, in order of arrival, a repeated one changes nothing."""

import uuid
from collections.abc import Sequence
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
from lms.exercises.kinds.charting import UPDATE
from lms.exercises.models import AttemptEvent
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import published_activity
from lms.exercises.queries.saving import ToSave, attempt_to_save
from lms.exercises.rows import AttemptBrief, EventInput, Receipt
from lms.exercises.rules import MOST_DRAWN, MOST_STEPS, is_over
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
    there = attempt_to_save(attempt_id, [event.uuid for event in events], actor=actor)
    attempt, last = there.attempt, there.last
    fresh = list({event.uuid: event for event in events if event.uuid not in there.known}.values())
    now = utcnow()
    if fresh:
        require(actor, Permission.WORK, attempt)
        if is_over(attempt.due_at, now):
            raise Refused(N_("The time is up. What was saved before then counts."))
        if last + len(fresh) > MOST_STEPS:
            raise Refused(N_("This attempt has too many steps. Hand it in and start again."))
        if any(event.kind == UPDATE for event in fresh) and drawn_bytes(attempt.id) >= MOST_DRAWN:
            raise Refused(N_("This chart holds as much as can be saved. Hand it in as it is."))
        _check(attempt, fresh)
        _insert(actor, attempt, fresh, last, now)
    if attempt.is_open and not _is_heard(there, now):
        keep_presence(attempt.id, now, {"unsent": 0})
    return Receipt(
        attempt_id=attempt.id,
        kept=len(fresh),
        known=len(events) - len(fresh),
        sequence=last + len(fresh),
        saved_at=now,
    )


def drawn_bytes(attempt_id: uuid.UUID) -> int:
    """How much the updates of an attempt take up, as base64.

    What is new does not count: an update is never refused for its size while a smaller one behind
    it would be kept, because the smaller one may stand on it.
    """
    return db.session.scalar(_DRAWN, {"attempt": attempt_id}) or 0


# Built once: putting a statement together takes longer than the database needs for it.
_EVENT = cast("sa.Table", AttemptEvent.__table__)
_INSERT = sa.insert(_EVENT)
_DRAWN = sa.select(sa.func.sum(sa.func.length(sa.cast(_EVENT.c.payload, sa.Text)))).where(
    _EVENT.c.owner_id == sa.bindparam("attempt"), _EVENT.c.kind == UPDATE
)


def _is_heard(there: ToSave, now: datetime) -> bool:
    """Whether the row of its presence says already what this save would."""
    return there.seen_at is not None and not there.unsent and now - there.seen_at < HEARD_STEP


def _insert(
    actor: Identity, attempt: AttemptBrief, events: Sequence[EventInput], last: int, now: datetime
) -> None:
    db.session.connection().execute(
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


def _check(attempt: AttemptBrief, events: Sequence[EventInput]) -> None:
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
