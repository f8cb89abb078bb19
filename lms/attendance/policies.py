"""Who may see and take attendance."""

from enum import StrEnum

from lms.core.access import (
    ALLOW,
    DENY,
    NAME_ROLES,
    Decision,
    Identity,
    Policy,
    Role,
    refuse,
    roles,
)
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal
from lms.enrolments.policies import view_roll


class Permission(StrEnum):
    VIEW_ATTENDANCE = "attendance.view"
    MARK = "attendance.mark"
    WRITE_OUTCOMES = "attendance.write_outcomes"


def mark(identity: Identity, obj: object) -> Decision:
    """Organisers and trainers of the session, while it runs and until it is closed."""
    if not isinstance(obj, SessionHead):
        return DENY
    may = identity.is_administrator or identity.has(
        Role.ORGANISER, Role.TRAINER, course_session_id=obj.id
    )
    if not may:
        return DENY
    return ALLOW if allows(obj.state, Act.ATTENDANCE) else refuse(refusal(Act.ATTENDANCE))


def write_outcomes(identity: Identity, obj: object) -> Decision:
    """Organisers of the session, where attendance may be taken."""
    decision = mark(identity, obj)
    if isinstance(obj, SessionHead) and not (
        identity.is_administrator or identity.has(Role.ORGANISER, course_session_id=obj.id)
    ):
        return DENY
    return decision


POLICIES = {
    Permission.VIEW_ATTENDANCE: Policy(roles(*NAME_ROLES, Role.FOCAL_POINT), view_roll),
    Permission.MARK: Policy(roles(Role.ORGANISER, Role.TRAINER), mark),
    Permission.WRITE_OUTCOMES: Policy(roles(Role.ORGANISER), write_outcomes),
}
