"""Who may see and take attendance."""

from enum import StrEnum

from lms.core.access import (
    DENY,
    NAME_ROLES,
    Decision,
    Identity,
    Policy,
    Role,
    roles,
)
from lms.courses.policies import organises, teaches, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.policies import view_roll


class Permission(StrEnum):
    VIEW_ATTENDANCE = "attendance.view"
    MARK = "attendance.mark"
    WRITE_OUTCOMES = "attendance.write_outcomes"


def mark(identity: Identity, obj: object) -> Decision:
    """Organisers and trainers of the session, while it runs and until it is closed."""
    if not isinstance(obj, SessionHead) or not teaches(identity, obj):
        return DENY
    return while_open(obj, Act.ATTENDANCE)


def write_outcomes(identity: Identity, obj: object) -> Decision:
    """Organisers of the session, where attendance may be taken."""
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, Act.ATTENDANCE)


POLICIES = {
    Permission.VIEW_ATTENDANCE: Policy(roles(*NAME_ROLES, Role.FOCAL_POINT), view_roll),
    Permission.MARK: Policy(roles(Role.ORGANISER, Role.TRAINER), mark),
    Permission.WRITE_OUTCOMES: Policy(roles(Role.ORGANISER), write_outcomes),
}
