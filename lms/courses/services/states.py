"""Moving a course session from one state of its life to the next."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import current_app

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_
from lms.courses.closing import open_checks
from lms.courses.enums import SessionState
from lms.courses.policies import Permission
from lms.courses.queries import readiness, session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import NEEDS_REASON, NEXT, STATE_WORDS, blockers
from lms.courses.services.sessions import locked

# What a higher room does when a session turns: (actor, the session before, the new state).
Follower = Callable[[Identity, SessionHead, SessionState], None]


def change_state(
    *, actor: Identity, course_session_id: UUID, to: SessionState, reason: str = ""
) -> None:
    """Turn the session to state `to`.

    Raises Refused with the first thing that stands against it, Invalid where a reason is asked
    for and missing. Asking for the state it already has changes nothing.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.CHANGE_STATE, head)
    row = locked(course_session_id)
    if row.state is to:
        return
    if to not in NEXT[row.state]:
        raise Refused(
            N_("The session cannot go there from its present state. Load the page again.")
        )
    if (row.state, to) in NEEDS_REASON and not reason.strip():
        raise Invalid([FieldError("reason", N_("Say why, in a sentence for the record."))])
    still_open = open_checks(head, actor) if to is SessionState.CLOSED else 0
    against = blockers(to, readiness(head, still_open))
    if against:
        raise Refused(against[0])
    before, row.state = row.state, to
    row.version += 1
    audit.record(
        actor,
        "courses.state_changed",
        object_type="course_session",
        object_id=row.id,
        summary=N_(
            "Session turned from %(old)s to %(new)s.", old=STATE_WORDS[before], new=STATE_WORDS[to]
        ),
        course_session_id=row.id,
        before={"state": before.value},
        after={"state": to.value, "reason": reason.strip()},
    )
    followers: Sequence[Follower] = current_app.extensions["concord.followers"]
    for follow in followers:
        follow(actor, head, to)
