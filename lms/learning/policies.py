"""Who may read lessons, and who may see how the room is getting on."""

from enum import StrEnum

from lms.core.access import ALLOW, DENY, Decision, Identity, Policy, Role, allow_if, refuse, roles
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal


class Permission(StrEnum):
    READ = "learning.read"
    LEARN = "learning.learn"
    SEE_PROGRESS = "learning.see_progress"


def _teaches(identity: Identity, head: SessionHead) -> bool:
    return identity.is_administrator or identity.has(
        Role.TRAINER, Role.ORGANISER, course_session_id=head.id
    )


def _takes_part(identity: Identity, head: SessionHead) -> bool:
    return identity.has(Role.PARTICIPANT, course_session_id=head.id)


def _read(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers always; participants from the announcement on."""
    if not isinstance(obj, SessionHead) or obj.content_hash is None:
        return DENY
    if _teaches(identity, obj):
        return ALLOW
    return allow_if(_takes_part(identity, obj) and obj.state is not SessionState.DRAFT)


def _learn(identity: Identity, obj: object) -> Decision:
    """Progress is kept for participants while the session is open."""
    if not isinstance(obj, SessionHead) or not _takes_part(identity, obj):
        return DENY
    return ALLOW if allows(obj.state, Act.LEARN) else refuse(refusal(Act.LEARN))


def _see_progress(identity: Identity, obj: object) -> Decision:
    return allow_if(
        isinstance(obj, SessionHead) and obj.content_hash is not None and _teaches(identity, obj)
    )


POLICIES = {
    Permission.READ: Policy(roles(Role.TRAINER, Role.ORGANISER, Role.PARTICIPANT), _read),
    Permission.LEARN: Policy(frozenset({Role.PARTICIPANT}), _learn),
    Permission.SEE_PROGRESS: Policy(roles(Role.TRAINER, Role.ORGANISER), _see_progress),
}
