"""Who may do what with courses and course sessions."""

from enum import StrEnum

from lms.core.access import (
    ALLOW,
    DENY,
    STAFF_ROLES,
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
from lms.courses.rows import SessionBrief, SessionHead
from lms.courses.rules import Act, allows, refusal


class Permission(StrEnum):
    LIST_SESSIONS = "courses.list_sessions"
    VIEW_SESSION = "courses.view_session"
    CREATE_SESSION = "courses.create_session"
    MANAGE_SESSION = "courses.manage_session"
    CHANGE_STATE = "courses.change_state"
    APPOINT_STAFF = "courses.appoint_staff"
    LIST_COURSES = "courses.list_courses"
    MANAGE_COURSES = "courses.manage_courses"


def organises(identity: Identity, head: SessionBrief) -> bool:
    """Organisers of the session, and administrators."""
    return identity.is_administrator or identity.has(Role.ORGANISER, course_session_id=head.id)


def teaches(identity: Identity, head: SessionBrief) -> bool:
    """Trainers and organisers of the session, and administrators."""
    return organises(identity, head) or identity.has(Role.TRAINER, course_session_id=head.id)


def takes_part(identity: Identity, head: SessionBrief) -> bool:
    """Participants of the session."""
    return identity.has(Role.PARTICIPANT, course_session_id=head.id)


def sees_a_side(identity: Identity, obj: object) -> Decision:
    """The session's organisers, and focal points of its agencies once it is announced: each sees
    the own agency's side of what agencies have there."""
    if not isinstance(obj, SessionHead):
        return DENY
    if organises(identity, obj):
        return ALLOW
    if obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids))


def while_open(head: SessionBrief, act: Act) -> Decision:
    """For somebody who may do `act`: whether the session's state allows it, else why not."""
    return ALLOW if allows(head.state, act) else refuse(refusal(act))


def _head(obj: object) -> SessionHead | None:
    return obj if isinstance(obj, SessionHead) else None


def view_session(identity: Identity, obj: object) -> Decision:
    """Its staff; once announced its participants and the focal points of its agencies."""
    head = _head(obj)
    if head is None:
        return DENY
    if identity.is_administrator or identity.has(*STAFF_ROLES, course_session_id=head.id):
        return ALLOW
    if head.state is SessionState.DRAFT:
        return DENY
    if identity.has(Role.PARTICIPANT, course_session_id=head.id):
        return ALLOW
    return allow_if(bool(identity.focal_agencies & head.agency_ids))


def organise(identity: Identity, obj: object) -> Decision:
    """The session's organisers and administrators, until it is closed."""
    head = _head(obj)
    if head is None:
        return DENY
    if not organises(identity, head):
        return DENY
    if head.state is SessionState.CLOSED:
        return refuse(N_("This session is closed. Open it again to change it."))
    return ALLOW


def organise_always(identity: Identity, obj: object) -> Decision:
    """The session's organisers and administrators, in every state."""
    head = _head(obj)
    return allow_if(head is not None and organises(identity, head))


POLICIES = {
    Permission.LIST_SESSIONS: Policy(any_role(), lambda _identity, _obj: ALLOW),
    Permission.VIEW_SESSION: Policy(any_role(), view_session),
    Permission.CREATE_SESSION: Policy(
        roles(Role.ORGANISER, Role.TRAINER), lambda _identity, _obj: ALLOW
    ),
    Permission.MANAGE_SESSION: Policy(roles(Role.ORGANISER), organise),
    Permission.CHANGE_STATE: Policy(roles(Role.ORGANISER), organise_always),
    Permission.APPOINT_STAFF: Policy(roles(Role.ORGANISER), organise_always),
    Permission.LIST_COURSES: Policy(
        roles(Role.ORGANISER, Role.TRAINER), lambda _identity, _obj: ALLOW
    ),
    Permission.MANAGE_COURSES: Policy(
        roles(Role.ORGANISER, Role.TRAINER), lambda _identity, _obj: ALLOW
    ),
}
