"""Who may do what at a ceremony."""

from enum import StrEnum

from lms.core.access import DENY, NAME_ROLES, Decision, Identity, Policy, Role, allow_if, roles
from lms.courses.policies import organise, sees_a_side, teaches, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act


class Permission(StrEnum):
    VIEW_CEREMONY = "ceremony.view"
    PLAN_CEREMONY = "ceremony.plan"
    RUN_CEREMONY = "ceremony.run"
    WATCH_CEREMONY = "ceremony.watch"
    SAY_NAMES = "ceremony.say_names"


def view(identity: Identity, obj: object) -> Decision:
    """Staff of the session who meet participants by name."""
    if not isinstance(obj, SessionHead):
        return DENY
    return allow_if(
        identity.is_administrator or identity.has(*NAME_ROLES, course_session_id=obj.id)
    )


def run(identity: Identity, obj: object) -> Decision:
    """Organisers and trainers, once certificates can be there; also after the session is closed,
    because papers are posted later."""
    if not isinstance(obj, SessionHead) or not teaches(identity, obj):
        return DENY
    return while_open(obj, Act.CORRECT_CERTIFICATES)


def watch(identity: Identity, obj: object) -> Decision:
    """Organisers and trainers, in every state: the screen may be tried out before."""
    return allow_if(isinstance(obj, SessionHead) and teaches(identity, obj))


_TEACHING = roles(Role.ORGANISER, Role.TRAINER)

POLICIES = {
    Permission.VIEW_CEREMONY: Policy(roles(*NAME_ROLES), view),
    Permission.PLAN_CEREMONY: Policy(roles(Role.ORGANISER), organise),
    Permission.RUN_CEREMONY: Policy(_TEACHING, run),
    Permission.WATCH_CEREMONY: Policy(_TEACHING, watch),
    Permission.SAY_NAMES: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), sees_a_side),
}
