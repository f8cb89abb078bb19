"""Results of a whole session, each in a constant number of queries."""

import uuid
from collections import defaultdict

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import counting_mark
from lms.exercises.queries.people import people
from lms.exercises.rows import Result, RoomLine


def results(course_session_id: uuid.UUID, *, actor: Identity) -> list[Result]:
    """Every member's share in every attempt that `actor` may see, in one query.

    `percent` is the mark that counts, released or not (None while an answer waits for a trainer
    or after the attempt was opened again): what a participant may be shown is for
    the caller to narrow by `released_at`.
    """
    statement = (
        sa.select(
            AttemptMember.enrolment_id,
            Attempt.id,
            Attempt.activity,
            Attempt.kind,
            Attempt.number,
            Attempt.state,
            Mark.percent,
            Attempt.handed_in_at,
            Attempt.released_at,
        )
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .outerjoin(Mark, counting_mark())
        .where(Attempt.course_session_id == course_session_id)
        .order_by(Attempt.id)
    )
    return [Result._make(row) for row in db.session.execute(seen_by(actor, statement, Attempt))]


def waiting_release(course_session_id: uuid.UUID, *, actor: Identity) -> int:
    """Marked attempts whose marks nobody has released."""
    statement = sa.select(sa.func.count(Attempt.id)).where(
        Attempt.course_session_id == course_session_id,
        Attempt.state == AttemptState.MARKED,
        Attempt.released_at.is_(None),
    )
    return db.session.scalar(seen_by(actor, statement, Attempt)) or 0


def waiting_marking(head: SessionHead, key: str, *, actor: Identity) -> int:
    """Attempts at an activity with an answer that a trainer has still to mark."""
    statement = sa.select(sa.func.count(Attempt.id)).where(
        Attempt.course_session_id == head.id,
        Attempt.activity == key,
        Attempt.state == AttemptState.HANDED_IN,
    )
    return db.session.scalar(seen_by(actor, statement, Attempt)) or 0


def room(head: SessionHead, key: str, *, actor: Identity) -> list[RoomLine]:
    """The newest attempt of each group at an activity, for the trainer; latest work first."""
    require(actor, Permission.SEE_ROOM, head)
    steps = (
        sa.select(
            AttemptEvent.owner_id,
            sa.func.count().label("steps"),
            sa.func.max(AttemptEvent.server_at).label("last"),
        )
        .group_by(AttemptEvent.owner_id)
        .subquery()
    )
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Attempt.id,
                Attempt.group_key,
                Attempt.number,
                Attempt.state,
                Attempt.started_at,
                Attempt.due_at,
                Attempt.handed_in_at,
                Attempt.released_at,
                Mark.percent,
                sa.func.coalesce(steps.c.steps, 0).label("steps"),
                steps.c.last.label("last"),
            )
            .outerjoin(Mark, counting_mark())
            .outerjoin(steps, steps.c.owner_id == Attempt.id)
            .where(Attempt.course_session_id == head.id, Attempt.activity == key)
            .order_by(Attempt.number.desc(), Attempt.id.desc()),
            Attempt,
        )
    ).all()
    names = _names(head.id, [row.id for row in rows])
    newest: dict[str, sa.Row[tuple[object, ...]]] = {}
    for row in rows:
        newest.setdefault(row.group_key, row)
    return [
        RoomLine(
            attempt_id=row.id,
            number=row.number,
            state=row.state,
            started_at=row.started_at,
            due_at=row.due_at,
            handed_in_at=row.handed_in_at,
            released_at=row.released_at,
            percent=row.percent,
            steps=row.steps,
            last_step_at=row.last,
            names=names[row.id],
        )
        for row in newest.values()
    ]


def _names(
    course_session_id: uuid.UUID, attempt_ids: list[uuid.UUID]
) -> dict[uuid.UUID, list[str]]:
    names = {one.enrolment_id: one.name for one in people(course_session_id)}
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(AttemptMember.attempt_id, AttemptMember.enrolment_id).where(
            AttemptMember.attempt_id.in_(attempt_ids)
        )
    )
    for row in rows:
        if row.enrolment_id in names:
            found[row.attempt_id].append(names[row.enrolment_id])
    return found
