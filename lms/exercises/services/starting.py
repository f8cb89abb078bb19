"""Starting an attempt, alone or with others: at the same computer, or each at the own one."""

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.exercises.enums import AttemptState
from lms.exercises.models import Attempt, AttemptMember
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity as find_activity
from lms.exercises.queries.extra_time import percents
from lms.exercises.queries.people import own_enrolment
from lms.exercises.rows import Activity
from lms.exercises.rules import attempts_refusal, due_at, extra_minutes, group_key
from lms.exercises.services.groups import (
    free_tablemates,
    lock_people,
    open_attempt,
    partners_by_code,
    partners_by_id,
    refuse_busy,
    refuse_size,
    taken_by,
)
from lms.exercises.services.guards import refuse_closed
from lms.exercises.services.joining import join_theirs


def start_attempt(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity: str,
    partner_ids: Collection[uuid.UUID] = (),
    partner_codes: Sequence[str] = (),
    with_table: bool = False,
) -> uuid.UUID:
    """Begin an attempt and return its id; an open one of the actor is given back instead.

    Partners come by id where the actor may see names or sits at their table, else by the code
    that they tell; or all who sit at the actor's table and have nothing open. Who tells the
    code of somebody that draws a chart already joins that one.
    Raises Refused where all attempts are used, Invalid for a partner who cannot join.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.TAKE, head)
    known = find_activity(head, activity)
    own = own_enrolment(head, actor=actor)
    if own is None:
        raise NotFound
    coded = partners_by_code(head, actor, partner_codes)
    theirs = join_theirs(actor, own, coded, head, known)
    if theirs is not None:
        return theirs
    others = partners_by_id(head, actor, partner_ids) | coded
    if with_table:
        others |= free_tablemates(head, actor, activity)
    members = sorted({own, *others})
    lock_people(members)
    open_one = open_attempt([own], head, activity)
    if open_one is not None:
        return open_one
    refuse_size(len(members), known.terms, least=True)
    refuse_closed(head, activity, own, others)
    refuse_busy(sorted(others), head, activity)
    attempt = _begin(head.id, known, members, taken_by(members, head, activity))
    _record_start(actor, attempt, known.terms.title)
    return attempt.id


def _begin(
    course_session_id: uuid.UUID, known: Activity, members: Sequence[uuid.UUID], taken: int
) -> Attempt:
    refusal = attempts_refusal(taken, known.terms.attempts)
    if refusal is not None:
        raise Refused(refusal)
    now = utcnow()
    minutes = known.terms.minutes
    extra = extra_minutes(minutes, percents(members))
    attempt = Attempt(
        course_session_id=course_session_id,
        content_hash=known.content_hash,
        activity=known.key,
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
    return attempt


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
