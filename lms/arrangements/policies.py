"""Who may see and change what is arranged for participants."""

from enum import StrEnum

from lms.arrangements.rows import OwnStay
from lms.core.access import ALLOW, DENY, Decision, Identity, Policy, Role, allow_if, any_role, roles
from lms.courses.enums import SessionState
from lms.courses.policies import organise_always, organises, takes_part, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act


class Permission(StrEnum):
    VIEW = "arrangements.view"
    VIEW_LISTS = "arrangements.view_lists"
    MANAGE = "arrangements.manage"
    TELL_OWN = "arrangements.tell_own"


def view(identity: Identity, obj: object) -> Decision:
    """The session's organisers; once announced, focal points of its agencies (own rows) and its
    participants (the own row)."""
    if not isinstance(obj, SessionHead):
        return DENY
    if organises(identity, obj):
        return ALLOW
    if obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids) or takes_part(identity, obj))


def manage(identity: Identity, obj: object) -> Decision:
    """The session's organisers, until it is closed or cancelled."""
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, Act.EDIT)


def tell_own(identity: Identity, obj: object) -> Decision:
    """The person whose stay it is, until the session is closed or cancelled."""
    if not isinstance(obj, OwnStay) or obj.person_id != identity.person_id:
        return DENY
    return while_open(obj.head, Act.EDIT)


POLICIES = {
    Permission.VIEW: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT, Role.PARTICIPANT), view),
    Permission.VIEW_LISTS: Policy(roles(Role.ORGANISER), organise_always),
    Permission.MANAGE: Policy(roles(Role.ORGANISER), manage),
    Permission.TELL_OWN: Policy(frozenset(any_role()), tell_own),
}
