"""Who may take, see and mark exercises."""

from enum import StrEnum

from lms.core.access import ALLOW, DENY, Decision, Identity, Policy, Role, allow_if, refuse, roles
from lms.core.messages import N_
from lms.courses.enums import SessionState
from lms.courses.policies import takes_part, teaches, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.exercises.rows import AttemptBrief, AttemptHead


class Permission(StrEnum):
    LIST = "exercises.list"
    TAKE = "exercises.take"
    VIEW_ATTEMPT = "exercises.view_attempt"
    SEND = "exercises.send"
    WORK = "exercises.work"
    SEE_ROOM = "exercises.see_room"
    MARK = "exercises.mark"
    DELIVER = "exercises.deliver"
    MEND_KEYS = "exercises.mend_keys"
    MARK_PEERS = "exercises.mark_peers"


def read(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers always; participants from the announcement on."""
    if not isinstance(obj, SessionHead) or obj.content_hash is None:
        return DENY
    if teaches(identity, obj):
        return ALLOW
    return allow_if(takes_part(identity, obj) and obj.state is not SessionState.DRAFT)


def work(identity: Identity, obj: object) -> Decision:
    """Participants, while the session is open for learning."""
    if not isinstance(obj, SessionHead) or not takes_part(identity, obj):
        return DENY
    return while_open(obj, Act.LEARN)


def _view_attempt(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, AttemptHead):
        return DENY
    return allow_if(bool(identity.enrolment_ids & obj.members) or teaches(identity, obj.head))


def _send(identity: Identity, obj: object) -> Decision:
    """Members, whatever the state: steps that are known already get their receipt again."""
    return allow_if(isinstance(obj, AttemptBrief) and bool(identity.enrolment_ids & obj.members))


def _work(identity: Identity, obj: object) -> Decision:
    if not isinstance(obj, AttemptBrief) or not identity.enrolment_ids & obj.members:
        return DENY
    if not obj.is_open:
        return refuse(N_("This was handed in. What was saved before then counts."))
    return while_open(obj.head, Act.LEARN)


def see_room(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers, where the session has content."""
    return allow_if(
        isinstance(obj, SessionHead) and obj.content_hash is not None and teaches(identity, obj)
    )


_MARKERS = roles(Role.TRAINER, Role.ORGANISER)
_ALL = roles(Role.TRAINER, Role.ORGANISER, Role.PARTICIPANT)

POLICIES = {
    Permission.LIST: Policy(_ALL, read),
    Permission.TAKE: Policy(frozenset({Role.PARTICIPANT}), work),
    Permission.VIEW_ATTEMPT: Policy(_ALL, _view_attempt),
    Permission.SEND: Policy(frozenset({Role.PARTICIPANT}), _send),
    Permission.WORK: Policy(frozenset({Role.PARTICIPANT}), _work),
    Permission.SEE_ROOM: Policy(_MARKERS, see_room),
    Permission.MARK: Policy(_MARKERS, see_room),
    # more time, opening again, closing for somebody, typing back from paper
    Permission.DELIVER: Policy(_MARKERS, see_room),
    Permission.MEND_KEYS: Policy(_MARKERS, see_room),
    Permission.MARK_PEERS: Policy(frozenset({Role.PARTICIPANT}), work),
}
