"""Who may do what with certificates. Verification is open to everybody and asks nothing here."""

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
    refuse,
    roles,
)
from lms.courses.enums import SessionState
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal


class Permission(StrEnum):
    VIEW_CERTIFICATES = "certificates.view"
    PREVIEW_PAPERS = "certificates.preview"
    ISSUE = "certificates.issue"
    CORRECT = "certificates.correct"
    PRINT = "certificates.print"
    VIEW_REGISTER = "certificates.view_register"


def view(identity: Identity, obj: object) -> Decision:
    """Staff of the session; focal points of its agencies (the own agency's rows only)."""
    if not isinstance(obj, SessionHead):
        return DENY
    if identity.is_administrator or identity.has(*NAME_ROLES, course_session_id=obj.id):
        return ALLOW
    if obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids))


def _organises(identity: Identity, obj: object) -> bool:
    return isinstance(obj, SessionHead) and (
        identity.is_administrator or identity.has(Role.ORGANISER, course_session_id=obj.id)
    )


def organise(identity: Identity, obj: object) -> Decision:
    """The session's organisers, in any state: looking at papers changes nothing."""
    return allow_if(_organises(identity, obj))


def issue(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while it is running or completed."""
    return _in_state(identity, obj, Act.ISSUE)


def correct(identity: Identity, obj: object) -> Decision:
    """The session's organisers, also after it was closed."""
    return _in_state(identity, obj, Act.CORRECT_CERTIFICATES)


def _in_state(identity: Identity, obj: object, act: Act) -> Decision:
    if not isinstance(obj, SessionHead) or not _organises(identity, obj):
        return DENY
    return ALLOW if allows(obj.state, act) else refuse(refusal(act))


_ORGANISER = roles(Role.ORGANISER)

POLICIES = {
    Permission.VIEW_CERTIFICATES: Policy(roles(*NAME_ROLES, Role.FOCAL_POINT), view),
    Permission.PREVIEW_PAPERS: Policy(_ORGANISER, organise),
    Permission.ISSUE: Policy(_ORGANISER, issue),
    Permission.CORRECT: Policy(_ORGANISER, correct),
    Permission.PRINT: Policy(_ORGANISER, organise),
    Permission.VIEW_REGISTER: Policy(roles(*NAME_ROLES), lambda _identity, _obj: ALLOW),
}
