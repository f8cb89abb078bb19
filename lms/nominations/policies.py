"""Who may put people forward, see them, and decide."""

from enum import StrEnum

from lms.core.access import (
    ALLOW,
    DENY,
    Decision,
    Identity,
    Policy,
    Role,
    allow_if,
    any_role,
    refuse,
    roles,
)
from lms.core.messages import N_
from lms.courses.enums import SessionState
from lms.courses.policies import organises, sees_a_side, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.nominations.rows import Side, Subject

TAKING = frozenset({SessionState.ANNOUNCED, SessionState.CONFIRMED, SessionState.RUNNING})


class Permission(StrEnum):
    VIEW_NOMINATIONS = "nominations.view"
    VIEW_BOARD = "nominations.view_board"
    DECIDE = "nominations.decide"
    SET_PLAN = "nominations.set_plan"
    VIEW_SIDE = "nominations.view_side"
    NOMINATE = "nominations.nominate"
    VIEW_ONE = "nominations.view_one"
    CHANGE_ONE = "nominations.change_one"
    ANSWER_OWN = "nominations.answer_own"
    SET_STEPS = "nominations.set_steps"
    APPOINT_APPROVERS = "nominations.appoint_approvers"
    MAKE_APPROVAL_LINK = "nominations.make_approval_link"


def view_board(identity: Identity, obj: object) -> Decision:
    """The session's organisers: they see all agencies."""
    return allow_if(isinstance(obj, SessionHead) and organises(identity, obj))


def decide(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while the roll may change."""
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, Act.ROLL)


def view_side(identity: Identity, obj: object) -> Decision:
    """One agency's side: its focal points, and the organisers."""
    if not isinstance(obj, Side) or obj.agency_id not in obj.head.agency_ids:
        return DENY
    if organises(identity, obj.head):
        return ALLOW
    if obj.head.state is SessionState.DRAFT:
        return DENY
    return allow_if(obj.agency_id in identity.focal_agencies)


def nominate(identity: Identity, obj: object) -> Decision:
    """Focal points for the own agency until the deadline; organisers while the roll may change."""
    if not isinstance(obj, Side) or not view_side(identity, obj):
        return DENY
    if organises(identity, obj.head):
        return while_open(obj.head, Act.ROLL)
    if obj.head.state not in TAKING:
        return refuse(N_("This session takes no nominations now. Ask the organiser."))
    if not obj.plan.takes(obj.now):
        return refuse(
            N_("The time for nominations is over. Ask the organiser, who can still add a name.")
        )
    return ALLOW


def view_one(identity: Identity, obj: object) -> Decision:
    """One nomination: organisers and the agency's focal points."""
    if not isinstance(obj, Subject):
        return DENY
    if organises(identity, obj.head):
        return ALLOW
    if obj.head.state is SessionState.DRAFT:
        return DENY
    return allow_if(obj.agency_id in identity.focal_agencies)


def change_one(identity: Identity, obj: object) -> Decision:
    """Who sees a nomination may change or withdraw it while the roll may change."""
    if not isinstance(obj, Subject) or not view_one(identity, obj):
        return DENY
    return while_open(obj.head, Act.ROLL)


def answer_own(identity: Identity, obj: object) -> Decision:
    """The person who is nominated."""
    return allow_if(isinstance(obj, Subject) and obj.person_id == identity.person_id)


def appoint_approvers(identity: Identity, obj: object) -> Decision:
    """Administrators, and the focal points of the agency (`obj` is its id)."""
    return allow_if(identity.is_administrator or obj in identity.focal_agencies)


def make_approval_link(identity: Identity, obj: object) -> Decision:
    """The agency's focal points and the session's organisers, while the roll may change."""
    if not isinstance(obj, Side) or not view_side(identity, obj):
        return DENY
    return while_open(obj.head, Act.ROLL)


_SIDES = roles(Role.ORGANISER, Role.FOCAL_POINT)

POLICIES = {
    Permission.VIEW_NOMINATIONS: Policy(_SIDES, sees_a_side),
    Permission.VIEW_BOARD: Policy(roles(Role.ORGANISER), view_board),
    Permission.DECIDE: Policy(roles(Role.ORGANISER), decide),
    Permission.SET_PLAN: Policy(roles(Role.ORGANISER), decide),
    Permission.VIEW_SIDE: Policy(_SIDES, view_side),
    Permission.NOMINATE: Policy(_SIDES, nominate),
    Permission.VIEW_ONE: Policy(_SIDES, view_one),
    Permission.CHANGE_ONE: Policy(_SIDES, change_one),
    Permission.ANSWER_OWN: Policy(frozenset(any_role()), answer_own),
    Permission.APPOINT_APPROVERS: Policy(roles(Role.FOCAL_POINT), appoint_approvers),
    Permission.MAKE_APPROVAL_LINK: Policy(_SIDES, make_approval_link),
    Permission.SET_STEPS: Policy(
        roles(), lambda identity, _obj: allow_if(identity.is_administrator)
    ),
}
