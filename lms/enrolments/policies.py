"""Who may do what with the roll of a course session."""

from enum import StrEnum

from lms.core.access import (
    ALLOW,
    DENY,
    NAME_ROLES,
    Decision,
    Identity,
    Policy,
    Role,
    allow_if,
    any_role,
    roles,
)
from lms.courses.enums import SessionState
from lms.courses.policies import organise_always, organises, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.rows import Subject


class Permission(StrEnum):
    VIEW_ROLL = "enrolments.view_roll"
    EXPORT_ROLL = "enrolments.export_roll"
    MANAGE_ROLL = "enrolments.manage_roll"
    APPROVE_NAME = "enrolments.approve_name"
    PRINT_SLIPS = "enrolments.print_slips"
    OWN_NAME = "enrolments.own_name"
    VIEW_SYNDICATES = "enrolments.view_syndicates"
    MANAGE_SYNDICATES = "enrolments.manage_syndicates"
    SYNDICATE_PAGE = "enrolments.syndicate_page"
    OWN_SYNDICATE = "enrolments.own_syndicate"
    PRINT_LISTS = "enrolments.print_lists"


def view_roll(identity: Identity, obj: object) -> Decision:
    """Staff of the session; focal points of its agencies once it is announced (own rows only)."""
    if not isinstance(obj, SessionHead):
        return DENY
    if identity.is_administrator or identity.has(*NAME_ROLES, course_session_id=obj.id):
        return ALLOW
    if obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids))


def manage_roll(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while its state lets the roll change."""
    head = obj.head if isinstance(obj, Subject) else obj
    if not isinstance(head, SessionHead) or not organises(identity, head):
        return DENY
    return while_open(head, Act.ROLL)


def approve_name(identity: Identity, obj: object) -> Decision:
    """Organisers, the agency's focal point, and the person whose name it is."""
    if not isinstance(obj, Subject):
        return DENY
    may = (
        organises(identity, obj.head)
        or (view_roll(identity, obj.head).allowed and obj.agency_id in identity.focal_agencies)
        or obj.person_id == identity.person_id
    )
    if not may:
        return DENY
    return while_open(obj.head, Act.ROLL)


def own_name(identity: Identity, obj: object) -> Decision:
    """The person whose enrolment it is, while the roll may change."""
    if not isinstance(obj, Subject) or obj.person_id != identity.person_id:
        return DENY
    return while_open(obj.head, Act.ROLL)


def view_syndicates(identity: Identity, obj: object) -> Decision:
    """Staff of the session who meet participants by name: all tables."""
    if not isinstance(obj, SessionHead):
        return DENY
    return allow_if(
        identity.is_administrator or identity.has(*NAME_ROLES, course_session_id=obj.id)
    )


def own_syndicate(identity: Identity, obj: object) -> Decision:
    """Participants of the session who do not see all its tables anyway."""
    if not isinstance(obj, SessionHead) or view_roll(identity, obj).allowed:
        return DENY
    return allow_if(identity.has(Role.PARTICIPANT, course_session_id=obj.id))


def syndicate_page(identity: Identity, obj: object) -> Decision:
    """Who finds something on the page of tables: all of them, the own one, or own people's."""
    if view_syndicates(identity, obj).allowed or view_roll(identity, obj).allowed:
        return ALLOW
    return own_syndicate(identity, obj)


_VIEWERS = roles(*NAME_ROLES, Role.FOCAL_POINT)

POLICIES = {
    Permission.VIEW_ROLL: Policy(_VIEWERS, view_roll),
    Permission.EXPORT_ROLL: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), view_roll),
    Permission.MANAGE_ROLL: Policy(roles(Role.ORGANISER), manage_roll),
    Permission.APPROVE_NAME: Policy(
        roles(Role.ORGANISER, Role.FOCAL_POINT, Role.PARTICIPANT), approve_name
    ),
    Permission.PRINT_SLIPS: Policy(roles(Role.ORGANISER), organise_always),
    Permission.VIEW_SYNDICATES: Policy(roles(*NAME_ROLES), view_syndicates),
    Permission.MANAGE_SYNDICATES: Policy(roles(Role.ORGANISER), manage_roll),
    Permission.SYNDICATE_PAGE: Policy(
        roles(*NAME_ROLES, Role.FOCAL_POINT, Role.PARTICIPANT), syndicate_page
    ),
    Permission.OWN_SYNDICATE: Policy(roles(Role.PARTICIPANT), own_syndicate),
    Permission.PRINT_LISTS: Policy(roles(Role.ORGANISER), organise_always),
    Permission.OWN_NAME: Policy(frozenset(any_role()), own_name),
}
