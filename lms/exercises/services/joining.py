"""Joining an attempt that is open, at the same computer or on one's own."""

import uuid
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Terms
from lms.exercises.kinds.charting import DRAWN
from lms.exercises.models import Attempt, AttemptMember
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity as find_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.queries.extra_time import percents
from lms.exercises.rows import Activity, AttemptHead
from lms.exercises.rules import attempts_refusal, extra_minutes, group_key
from lms.exercises.services.groups import (
    lock_people,
    no_partner,
    open_attempt,
    partners_by_code,
    partners_by_id,
    refuse_busy,
    refuse_size,
    taken_by,
)
from lms.exercises.services.guards import refuse_closed


def join_by_code(*, actor: Identity, attempt_id: uuid.UUID, code: str) -> None:
    """Add the person with this code to the actor's open attempt, so that both are credited."""
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.WORK, attempt)
    found = partners_by_code(attempt.head, actor, [code])
    if not found:
        raise no_partner()
    refuse_closed(attempt.head, attempt.activity, None, found)
    _join(actor, attempt.id, found.pop(), _terms(attempt), attempt.head)


def add_member(*, actor: Identity, attempt_id: uuid.UUID, enrolment_id: uuid.UUID) -> None:
    """Add a person to an attempt, open or handed in; for trainers and organisers."""
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.MARK, attempt.head)
    joining = partners_by_id(attempt.head, actor, [enrolment_id]).pop()
    _join(actor, attempt.id, joining, _terms(attempt), attempt.head, when_closed=True)


def join_theirs(
    actor: Identity,
    own: uuid.UUID,
    theirs: Collection[uuid.UUID],
    head: SessionHead,
    known: Activity,
) -> uuid.UUID | None:
    """Join the chart that somebody draws who told the code, from one's own computer; its id.

    None where nobody of them draws, or where one draws already.
    """
    if known.kind.name not in DRAWN or not theirs:
        return None
    found = open_attempt(sorted(theirs), head, known.key)
    if found is None or open_attempt([own], head, known.key) is not None:
        return None
    refuse_closed(head, known.key, own, ())
    _join(actor, found, own, known.terms, head)
    return found


def _terms(attempt: AttemptHead) -> Terms:
    return find_activity(attempt.head, attempt.activity).terms


def _join(
    actor: Identity,
    attempt_id: uuid.UUID,
    joining: uuid.UUID,
    terms: Terms,
    head: SessionHead,
    *,
    when_closed: bool = False,
) -> None:
    lock_people(sorted({*_members(attempt_id), joining}))
    row = _locked(attempt_id)
    members = {*_members(attempt_id)}  # with those who joined while this one waited
    if joining in members:
        return
    is_open = row.state is AttemptState.OPEN
    if not (is_open or when_closed):
        raise Refused(N_("This was handed in. What was saved before then counts."))
    refuse_size(len(members) + 1, terms)
    if is_open:
        refuse_busy([joining], head, row.activity)
    refusal = attempts_refusal(taken_by([joining], head, row.activity), terms.attempts)
    if refusal is not None:
        raise Refused(refusal)
    db.session.add(AttemptMember(attempt_id=attempt_id, enrolment_id=joining))
    if is_open:
        _lengthen(row, extra_minutes(terms.minutes, percents([joining])))
    row.group_key = group_key({*members, joining})
    row.number = _free_number(row)
    db.session.flush()
    audit.record(
        actor,
        "exercises.joined",
        object_type="attempt",
        object_id=attempt_id,
        summary=N_("A person joined the attempt at %(activity)s.", activity=dict(terms.title)),
        course_session_id=row.course_session_id,
        after={"enrolment": str(joining)},
    )


def _locked(attempt_id: uuid.UUID) -> Attempt:
    """The attempt's row as it is now, locked: who joins does not see it as a member yet."""
    return db.session.scalars(
        lock_row(
            unscoped(
                sa.select(Attempt).where(Attempt.id == attempt_id),
                because="its members asked somebody in, or somebody told a member's code",
            )
        ).execution_options(populate_existing=True)
    ).one()


def _members(attempt_id: uuid.UUID) -> list[uuid.UUID]:
    return list(
        db.session.scalars(
            unscoped(
                sa.select(AttemptMember.enrolment_id).where(AttemptMember.attempt_id == attempt_id),
                because="counted, and locked before somebody joins",
            )
        )
    )


def _lengthen(row: Attempt, extra: int) -> None:
    """Give the group the extra time of the member who joins, where that is more."""
    if row.due_at is not None and extra > row.extra_minutes:
        row.due_at += timedelta(minutes=extra - row.extra_minutes)
        row.extra_minutes = extra


def _free_number(row: Attempt) -> int:
    """The attempt's number, moved on where the new group has one of this number already."""
    with db.session.no_autoflush:
        last = db.session.scalar(
            unscoped(
                sa.select(sa.func.max(Attempt.number)).where(
                    Attempt.group_key == row.group_key,
                    Attempt.activity == row.activity,
                    Attempt.id != row.id,
                ),
                because="the group's own attempts",
            )
        )
    return max(row.number, (last or 0) + 1)
