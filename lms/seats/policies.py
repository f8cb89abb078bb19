"""Who may see and move seats."""

from enum import StrEnum

from lms.core.access import DENY, Decision, Identity, Policy, Role, roles
from lms.courses.policies import organises, sees_a_side, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.seats.rows import AgencySide


class Permission(StrEnum):
    VIEW_SEATS = "seats.view"
    MANAGE_SEATS = "seats.manage"
    RESERVE_SEATS = "seats.reserve"


def manage_seats(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while the roll may change."""
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, Act.ROLL)


def reserve_seats(identity: Identity, obj: object) -> Decision:
    """For one agency of the session: its focal points and the organisers, while the roll may
    change."""
    if not isinstance(obj, AgencySide) or not sees_a_side(identity, obj.head):
        return DENY
    own = obj.agency_id in identity.focal_agencies & obj.head.agency_ids
    if not own and not organises(identity, obj.head):
        return DENY
    return while_open(obj.head, Act.ROLL)


POLICIES = {
    Permission.VIEW_SEATS: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), sees_a_side),
    Permission.MANAGE_SEATS: Policy(roles(Role.ORGANISER), manage_seats),
    Permission.RESERVE_SEATS: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), reserve_seats),
}
