"""Who may read the audit trail."""

from enum import StrEnum

from lms.core.access import ALLOW, Decision, Identity, Policy, Role, allow_if, roles


class Permission(StrEnum):
    READ_SESSION_LOG = "audit.read_session_log"
    READ_LOG = "audit.read_log"


def _organiser_of(identity: Identity, head: object) -> Decision:
    if identity.is_administrator:
        return ALLOW
    course_session_id = getattr(head, "id", None)
    return allow_if(identity.has(Role.ORGANISER, course_session_id=course_session_id))


POLICIES = {
    Permission.READ_SESSION_LOG: Policy(roles(Role.ORGANISER), _organiser_of),
    Permission.READ_LOG: Policy(
        roles(), lambda identity, _obj: allow_if(identity.is_administrator)
    ),
}
