"""Saving steps: append-only, in order of arrival, a repeated one changes nothing."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_
from lms.exercises.kinds.base import Step
from lms.exercises.models import AttemptEvent
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import published_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.rows import AttemptHead, EventInput, Receipt
from lms.exercises.rules import MOST_STEPS, is_over
from lms.exercises.services.locking import locked
from lms.exercises.services.presence import keep_presence


def append_events(
    *, actor: Identity, attempt_id: uuid.UUID, events: Sequence[EventInput]
) -> Receipt:
    """Keep these steps behind those that are there, all or none.

    Raises Refused after handing in or when the time is up, Invalid with the place of each fault.
    Events that are known already count as kept, even then: their first answer may have got lost.
    """
    locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    known = _known(attempt, events)
    fresh = list({event.uuid: event for event in events if event.uuid not in known}.values())
    last = _last_sequence(attempt_id)
    now = utcnow()
    if fresh:
        require(actor, Permission.WORK, attempt)
        if is_over(attempt.due_at, now):
            raise Refused(N_("The time is up. What was saved before then counts."))
        if last + len(fresh) > MOST_STEPS:
            raise Refused(N_("This attempt has too many steps. Hand it in and start again."))
        _check(attempt, fresh)
    db.session.add_all(
        AttemptEvent(
            owner_id=attempt_id,
            uuid=event.uuid,
            sequence=last + place,
            kind=event.kind,
            payload=dict(event.payload),
            client_at=event.client_at,
            server_at=now,
            actor_id=actor.person_id,
        )
        for place, event in enumerate(fresh, start=1)
    )
    db.session.flush()
    if attempt.is_open:
        keep_presence(attempt_id, now, {"unsent": 0})
    return Receipt(
        attempt_id=attempt_id,
        kept=len(fresh),
        known=len(events) - len(fresh),
        sequence=last + len(fresh),
        saved_at=now,
    )


def _known(attempt: AttemptHead, events: Sequence[EventInput]) -> set[uuid.UUID]:
    rows = db.session.execute(
        sa.select(AttemptEvent.uuid, AttemptEvent.owner_id).where(
            AttemptEvent.uuid.in_([event.uuid for event in events])
        )
    ).all()
    if any(row.owner_id != attempt.id for row in rows):
        raise Invalid([FieldError("events", N_("An event of another attempt has this uuid."))])
    return {row.uuid for row in rows}


def _last_sequence(attempt_id: uuid.UUID) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(AttemptEvent.sequence)).where(AttemptEvent.owner_id == attempt_id)
    )
    return last or 0


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
