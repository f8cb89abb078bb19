"""Who may take, see and mark exercises."""

from enum import StrEnum

from lms.core.access import ALLOW, DENY, Decision, Identity, Policy, Role, allow_if, refuse, roles
from lms.core.messages import N_
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal
from lms.exercises.rows import AttemptHead


class Permission(StrEnum):
    LIST = "exercises.list"
    TAKE = "exercises.take"
    VIEW_ATTEMPT = "exercises.view_attempt"
    SEND = "exercises.send"
    WORK = "exercises.work"
    SEE_ROOM = "exercises.see_room"
    MARK = "exercises.mark"


def marks(identity: Identity, head: SessionHead) -> bool:
    """Trainers and organisers of the session."""
    return identity.is_administrator or identity.has(
        Role.TRAINER, Role.ORGANISER, course_session_id=head.id
    )


def takes_part(identity: Identity, head: SessionHead) -> bool:
    """Participants of the session."""
    return identity.has(Role.PARTICIPANT, course_session_id=head.id)


def _list(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, SessionHead) or obj.content_hash is None:
        return DENY
    if marks(identity, obj):
        return ALLOW
    return allow_if(takes_part(identity, obj) and obj.state is not SessionState.DRAFT)


def _take(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, SessionHead) or not takes_part(identity, obj):
        return DENY
    return ALLOW if allows(obj.state, Act.LEARN) else refuse(refusal(Act.LEARN))


def _view_attempt(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, AttemptHead):
        return DENY
    return allow_if(bool(identity.enrolment_ids & obj.members) or marks(identity, obj.head))


def _send(identity: Identity, obj: object) -> Decision:
    """Members, whatever the state: steps that are known already get their receipt again."""
    return allow_if(isinstance(obj, AttemptHead) and bool(identity.enrolment_ids & obj.members))


def _work(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, AttemptHead) or not identity.enrolment_ids & obj.members:
        return DENY
    if not obj.is_open:
        return refuse(N_("This was handed in. What was saved before then counts."))
    return ALLOW if allows(obj.head.state, Act.LEARN) else refuse(refusal(Act.LEARN))


def _room(identity: Identity, obj: object) -> Decision:
    return allow_if(
        isinstance(obj, SessionHead) and obj.content_hash is not None and marks(identity, obj)
    )


_MARKERS = roles(Role.TRAINER, Role.ORGANISER)
_ALL = roles(Role.TRAINER, Role.ORGANISER, Role.PARTICIPANT)

POLICIES = {
    Permission.LIST: Policy(_ALL, _list),
    Permission.TAKE: Policy(frozenset({Role.PARTICIPANT}), _take),
    Permission.VIEW_ATTEMPT: Policy(_ALL, _view_attempt),
    Permission.SEND: Policy(frozenset({Role.PARTICIPANT}), _send),
    Permission.WORK: Policy(frozenset({Role.PARTICIPANT}), _work),
    Permission.SEE_ROOM: Policy(_MARKERS, _room),
    Permission.MARK: Policy(_MARKERS, _room),
}
