"""Starting an attempt, alone or with others at the same computer."""

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity as find_activity
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.queries.extra_time import percents
from lms.exercises.queries.people import own_enrolment, partners, people
from lms.exercises.rows import AttemptHead
from lms.exercises.rules import (
    MOST_PARTNERS,
    attempts_refusal,
    due_at,
    extra_minutes,
    find_by_code,
    group_key,
)
from lms.exercises.services.guards import refuse_closed
from lms.exercises.services.locking import locked


def start_attempt(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity: str,
    partner_ids: Collection[uuid.UUID] = (),
    partner_codes: Sequence[str] = (),
) -> uuid.UUID:
    """Begin an attempt and return its id; an open one of the actor is given back instead.

    Partners come by id where the actor may see names, else by the code that they tell. Raises
    Refused where all attempts are used, Invalid for a partner who cannot join.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.TAKE, head)
    known = find_activity(head, activity)
    own = own_enrolment(head, actor=actor)
    if own is None:
        raise NotFound
    others = _partners(head, actor, partner_ids) | _by_codes(head, actor, partner_codes)
    members = sorted({own, *others})
    lock_people(members)
    open_one = _open_attempt([own], head, activity)
    if open_one is not None:
        return open_one
    refuse_closed(head, activity, own, others)
    refuse_busy(sorted(others), head, activity)
    taken = taken_by(members, head, activity)
    refusal = attempts_refusal(taken, known.terms.attempts)
    if refusal is not None:
        raise Refused(refusal)
    now = utcnow()
    minutes = known.terms.minutes
    extra = extra_minutes(minutes, percents(members))
    attempt = Attempt(
        course_session_id=head.id,
        content_hash=known.content_hash,
        activity=activity,
        kind=known.kind.name,
        purpose=known.terms.purpose,
        group_key=group_key(members),
        number=taken + 1,
        seed=secrets.token_hex(16),
        state=AttemptState.OPEN,
        started_at=now,
        due_at=due_at(now, minutes, extra),
        extra_minutes=extra,
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add_all(AttemptMember(attempt_id=attempt.id, enrolment_id=one) for one in members)
    db.session.flush()
    _record_start(actor, attempt, known.terms.title)
    return attempt.id


def _record_start(actor: Identity, attempt: Attempt, title: Mapping[str, str]) -> None:
    audit.record(
        actor,
        "exercises.started",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_(
            "%(activity)s begun, attempt %(number)s.", activity=dict(title), number=attempt.number
        ),
        course_session_id=attempt.course_session_id,
    )


def join_by_code(*, actor: Identity, attempt_id: uuid.UUID, code: str) -> None:
    """Add the person with this code to the actor's open attempt, so that both are credited."""
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.WORK, attempt)
    found = _by_codes(attempt.head, actor, [code])
    if not found:
        raise _no_partner()
    refuse_closed(attempt.head, attempt.activity, None, found)
    _join(actor, attempt, found.pop())


def add_member(*, actor: Identity, attempt_id: uuid.UUID, enrolment_id: uuid.UUID) -> None:
    """Add a person to an attempt, open or handed in; for trainers and organisers."""
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.MARK, attempt.head)
    _join(actor, attempt, *_partners(attempt.head, actor, [enrolment_id]))


def _join(actor: Identity, attempt: AttemptHead, joining: uuid.UUID) -> None:
    if joining in attempt.members:
        return
    members = {*attempt.members, joining}
    if len(members) > MOST_PARTNERS + 1:
        raise Refused(N_("A group has at most %(most)s people.", most=MOST_PARTNERS + 1))
    lock_people(sorted(members))
    if attempt.is_open:
        refuse_busy([joining], attempt.head, attempt.activity)
    terms = find_activity(attempt.head, attempt.activity).terms
    refusal = attempts_refusal(taken_by([joining], attempt.head, attempt.activity), terms.attempts)
    if refusal is not None:
        raise Refused(refusal)
    db.session.add(AttemptMember(attempt_id=attempt.id, enrolment_id=joining))
    row = locked(actor, attempt.id)
    if attempt.is_open:
        _lengthen(row, extra_minutes(terms.minutes, percents([joining])))
    row.group_key = group_key(members)
    row.number = _free_number(row)
    db.session.flush()
    audit.record(
        actor,
        "exercises.joined",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_("A person joined the attempt at %(activity)s.", activity=dict(terms.title)),
        course_session_id=attempt.course_session_id,
        after={"enrolment": str(joining)},
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


def lock_people(enrolment_ids: Sequence[uuid.UUID]) -> None:
    """One start at a time for each person, whatever arrives at the same moment."""
    db.session.execute(
        lock_row(
            unscoped(
                sa.select(Enrolment.id)
                .where(Enrolment.id.in_(enrolment_ids))
                .order_by(Enrolment.id),
                because="locks the rows of a group whose members were checked",
            )
        )
    ).all()


def _partners(head: SessionHead, actor: Identity, wanted: Collection[uuid.UUID]) -> set[uuid.UUID]:
    if not wanted:
        return set()
    allowed = {one.enrolment_id for one in partners(head, actor=actor)}
    if not allowed.issuperset(wanted):
        raise _no_partner()
    return _few(set(wanted))


def _by_codes(head: SessionHead, actor: Identity, codes: Sequence[str]) -> set[uuid.UUID]:
    """People by their codes. Thirty signs in eight places leave nothing to be tried out."""
    codes = [code for code in codes if code.strip()]
    if not codes:
        return set()
    ids = [one.enrolment_id for one in people(head.id)]
    found = {find_by_code(code, ids) for code in codes[: MOST_PARTNERS + 1]}
    found -= {own_enrolment(head, actor=actor)}
    joining = {one for one in found if one is not None}
    if not joining:
        raise _no_partner()
    return _few(joining)


def _few(members: set[uuid.UUID]) -> set[uuid.UUID]:
    if len(members) > MOST_PARTNERS:
        raise Refused(N_("A group has at most %(most)s people.", most=MOST_PARTNERS + 1))
    return members


def _no_partner() -> Invalid:
    message = N_("No other participant of this session has this code. Ask for it once more.")
    return Invalid([FieldError("partner", message)])


def _open_attempt(
    members: Sequence[uuid.UUID], head: SessionHead, activity: str
) -> uuid.UUID | None:
    return db.session.scalar(
        unscoped(
            sa.select(Attempt.id)
            .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity,
                Attempt.state == AttemptState.OPEN,
                AttemptMember.enrolment_id.in_(members),
            )
            .order_by(Attempt.number.desc())
            .limit(1),
            because="the members are the actor and partners who agreed",
        )
    )


def refuse_busy(members: Sequence[uuid.UUID], head: SessionHead, activity: str) -> None:
    """Raises Invalid where one of `members` has an attempt open at an activity."""
    if members and _open_attempt(members, head, activity) is not None:
        message = N_("This person has an attempt open. It must be handed in first.")
        raise Invalid([FieldError("partner", message)])


def taken_by(members: Sequence[uuid.UUID], head: SessionHead, activity: str) -> int:
    """How often the member with the most attempts has taken the activity."""
    counts = db.session.execute(
        unscoped(
            sa.select(AttemptMember.enrolment_id, sa.func.count())
            .join(Attempt, AttemptMember.attempt_id == Attempt.id)
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity,
                AttemptMember.enrolment_id.in_(members),
            )
            .group_by(AttemptMember.enrolment_id),
            because="the members are the actor and partners who agreed",
        )
    )
    return max((count for _, count in counts), default=0)
