"""Reading attempts: their heads, their steps, their marks."""

import uuid
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db, rows_of, seen_by
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.policies import teaches
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.sheets import SheetKind
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity_of
from lms.exercises.rows import AttemptHead, AttemptLine, MarkRow, Work

COLUMNS = (
    Attempt.id,
    Attempt.course_session_id,
    Attempt.content_hash,
    Attempt.activity,
    Attempt.kind,
    Attempt.purpose,
    Attempt.number,
    Attempt.seed,
    Attempt.state,
    Attempt.started_at,
    Attempt.due_at,
    Attempt.handed_in_at,
    Attempt.released_at,
    Attempt.extra_minutes,
    Attempt.typed_by,
)


@lru_cache(maxsize=512)
def _head_seen_by(actor: Identity) -> sa.Select[*tuple[Any, ...]]:
    """The query narrowed to an actor's own rights, built once for each set of them: a person
    who saves every few seconds asks for it each time."""
    statement = (
        sa.select(*COLUMNS, AttemptMember.enrolment_id.label("member"))
        .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
        .where(Attempt.id == sa.bindparam("attempt"))
    )
    return seen_by(actor, statement, Attempt)


def attempt_head(attempt_id: uuid.UUID, *, actor: Identity) -> AttemptHead:
    """An attempt that `actor` may see. Raises NotFound."""
    rows = rows_of(_head_seen_by(actor), {"attempt": attempt_id})
    if not rows:
        raise NotFound
    facts = rows[0]._asdict()
    del facts["member"]
    members = frozenset(row.member for row in rows)
    head = session_head_by_id(facts["course_session_id"], actor)
    found = AttemptHead(**facts, members=members, head=head)
    require(actor, Permission.VIEW_ATTEMPT, found)
    return found


def work(attempt_id: uuid.UUID, *, actor: Identity) -> Work:
    """An attempt with all its steps in order."""
    return work_of(attempt_head(attempt_id, actor=actor))


def work_of(attempt: AttemptHead) -> Work:
    """The steps of an attempt whose head was read (and allowed) before."""
    rows = db.session.execute(
        sa.select(
            AttemptEvent.kind, AttemptEvent.payload, AttemptEvent.sequence, AttemptEvent.server_at
        )
        .where(AttemptEvent.owner_id == attempt.id)
        .order_by(AttemptEvent.sequence)
    ).all()
    last = rows[-1] if rows else None
    return Work(
        attempt=attempt,
        steps=[Step(row.kind, row.payload) for row in rows],
        sequence=last.sequence if last else 0,
        saved_at=last.server_at if last else None,
    )


def my_attempts(head: SessionHead, key: str, *, actor: Identity) -> list[AttemptLine]:
    """The actor's own attempts at an activity, newest first. Marks only where released."""
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Attempt.id,
                Attempt.activity,
                Attempt.number,
                Attempt.state,
                Attempt.started_at,
                Attempt.due_at,
                Attempt.handed_in_at,
                Attempt.released_at,
                sa.case((Attempt.released_at.is_not(None), Mark.percent)).label("percent"),
            )
            .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
            .outerjoin(Mark, counting_mark())
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == key,
                AttemptMember.enrolment_id.in_(actor.enrolment_ids),
            )
            .order_by(Attempt.number.desc()),
            Attempt,
        )
    )
    return [AttemptLine._make(row) for row in rows]


def counting_mark() -> sa.ColumnElement[bool]:
    """Joins the mark that counts to the Attempt of the outer query.

    Where an answer still waits for a person, or the attempt was opened again, none counts.
    """
    return sa.and_(
        Mark.attempt_id == Attempt.id,
        Mark.number == newest_mark(),
        Attempt.state == AttemptState.MARKED,
    )


def newest_mark() -> sa.ScalarSelect[Any]:
    """The number of the newest mark, for the Attempt of the outer query."""
    return (
        sa.select(sa.func.max(Mark.number))
        .where(Mark.attempt_id == Attempt.id)
        .correlate(Attempt)
        .scalar_subquery()
    )


def mark_of(attempt: AttemptHead, *, actor: Identity) -> MarkRow | None:
    """The newest mark, if there is one. Members see it only after release (Refused); trainers
    also see what is certain so far while an answer waits to be marked by hand."""
    if attempt.released_at is None and not teaches(actor, attempt.head):
        raise Refused(_why_hidden(attempt))
    return _mark_row(attempt, Mark.number.desc())


def _mark_row(attempt: AttemptHead, order: sa.ColumnElement[Any]) -> MarkRow | None:
    """The first mark of an attempt in an order."""
    row = db.session.execute(
        sa.select(
            Mark.number,
            Mark.points,
            Mark.maximum,
            Mark.percent,
            Mark.detail,
            Mark.engine,
            Mark.reason,
            Mark.marked_at,
        )
        .where(Mark.attempt_id == attempt.id)
        .order_by(order)
        .limit(1)
    ).one_or_none()
    return MarkRow(**row._asdict()) if row else None


def _why_hidden(attempt: AttemptHead) -> Message:
    if attempt.state is AttemptState.HANDED_IN:
        return N_("Your trainer has still to mark an answer that you wrote in your own words.")
    return N_("The marks are not released yet. Your trainer does that.")


def review(attempt: AttemptHead, *, actor: Identity) -> tuple[MarkRow, Work, Any]:
    """The mark, the steps, and the explanation by the kind. Raises NotFound before marking."""
    mark = mark_of(attempt, actor=actor)
    if mark is None:
        raise NotFound
    done = work_of(attempt)
    known = activity_of(attempt)
    told = known.kind.explain(known.spec, attempt.seed, done.steps, mark.detail)
    return mark, done, told


def checked_early(attempt: AttemptHead) -> tuple[MarkRow, Work, Any] | None:
    """What could be checked when it was handed in, for its people before a person has marked the
    rest; None where the task does not tell it then.

    It is the first mark, so nothing that a person gave since is in it. The attempt was read (and
    allowed) before.
    """
    known = activity_of(attempt)
    kind = known.kind
    if attempt.is_open or not isinstance(kind, SheetKind) or not kind.tells_early(known.spec):
        return None
    mark = _mark_row(attempt, Mark.number.asc())
    if mark is None:
        return None
    done = work_of(attempt)
    return mark, done, kind.explain(known.spec, attempt.seed, done.steps, mark.detail)
