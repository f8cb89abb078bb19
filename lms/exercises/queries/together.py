"""What a group draws together: updates since a mark, and who is there."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.enrolments.models import Enrolment
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.charting import DRAWN, UPDATE, updates_of
from lms.exercises.models import AttemptEvent, MemberPresence
from lms.exercises.rows import AttemptHead, Drawn, DrawnUpdate, MemberHere
from lms.exercises.rules import is_here

MOST_UPDATES = 500
MOST_SIGNS = 1024 * 1024


def members_here(
    attempt: AttemptHead, *, actor: Identity, with_names: bool = True
) -> list[MemberHere]:
    """The members of an attempt that the actor may see: who is there, with what chosen.

    Members of a group know each other, so they see each other's names.
    """
    now = utcnow()
    return [
        MemberHere(
            number=number,
            name=joined_name(row.first_name, row.last_name) if with_names else "",
            chosen=(row.chosen or "") if is_here(row.seen_at, now) else "",
            seen_at=row.seen_at,
            is_here=is_here(row.seen_at, now),
            is_actor=row.id in actor.enrolment_ids,
        )
        for number, row in enumerate(_members(attempt), start=1)
    ]


def steps_of(attempt: AttemptHead) -> int:
    """How many steps a chart has. Raises NotFound where the attempt is no chart."""
    if attempt.kind not in DRAWN:
        raise NotFound
    last = sa.select(sa.func.max(AttemptEvent.sequence))
    return db.session.scalar(last.where(AttemptEvent.owner_id == attempt.id)) or 0


def drawn_since(attempt: AttemptHead, since: int, *, most: int = MOST_UPDATES) -> Drawn:
    """The rows behind number `since` of a chart that the actor may see, as updates.

    Raises NotFound where the attempt is no chart.
    """
    if attempt.kind not in DRAWN:
        raise NotFound
    found = _rows(attempt.id, since, most + 1)
    rows = _few(found[:most])
    if not rows:
        return Drawn((), since, more=False)
    if all(row.kind == UPDATE for row in rows):
        updates = updates_of([Step(row.kind, row.payload) for row in rows], 0)
    else:  # what a step writes hangs on all before it
        before = [Step(row.kind, row.payload) for row in _rows(attempt.id, 0, None, since)]
        later = [Step(row.kind, row.payload) for row in rows]
        updates = updates_of([*before, *later], len(before))
    numbers = {row.person_id: at for at, row in enumerate(_members(attempt), start=1)}
    return Drawn(
        updates=[
            DrawnUpdate(row.sequence, numbers.get(row.actor_id), row.server_at, row.kind, update)
            for row, update in zip(rows, updates, strict=True)
        ],
        sequence=rows[-1].sequence,
        more=len(found) > len(rows),
    )


def _few(rows: Sequence[Any]) -> Sequence[Any]:
    """The first rows, as many as make no answer too large; at least one."""
    signs = 0
    for place, row in enumerate(rows):
        signs += len(row.payload.get("update", "")) if row.kind == UPDATE else 0
        if signs > MOST_SIGNS and place:
            return rows[:place]
    return rows


def _rows(
    attempt_id: uuid.UUID, since: int, most: int | None, until: int | None = None
) -> Sequence[Any]:
    rows = sa.select(
        AttemptEvent.sequence,
        AttemptEvent.kind,
        AttemptEvent.payload,
        AttemptEvent.server_at,
        AttemptEvent.actor_id,
    ).where(AttemptEvent.owner_id == attempt_id, AttemptEvent.sequence > since)
    if until is not None:
        rows = rows.where(AttemptEvent.sequence <= until)
    return db.session.execute(rows.order_by(AttemptEvent.sequence).limit(most)).all()


def _members(attempt: AttemptHead) -> Sequence[Any]:
    """In an order that stays: their ids are made in the order of time."""
    here = MemberPresence
    return db.session.execute(
        unscoped(
            sa.select(
                Enrolment.id,
                Enrolment.person_id,
                Enrolment.first_name,
                Enrolment.last_name,
                here.seen_at,
                here.chosen,
            )
            .outerjoin(
                here, sa.and_(here.enrolment_id == Enrolment.id, here.attempt_id == attempt.id)
            )
            .where(Enrolment.id.in_(attempt.members))
            .order_by(Enrolment.id),
            because="the members of an attempt that the actor may see",
        )
    ).all()
