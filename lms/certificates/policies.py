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
    roles,
)
from lms.courses.policies import organise_always, organises, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.enrolments.policies import view_roll


class Permission(StrEnum):
    VIEW_CERTIFICATES = "certificates.view"
    PREVIEW_PAPERS = "certificates.preview"
    ISSUE = "certificates.issue"
    CORRECT = "certificates.correct"
    PRINT = "certificates.print"
    VIEW_REGISTER = "certificates.view_register"
    READ_LIST = "certificates.read_list"
    SIGN_LIST = "certificates.sign_list"


def issue(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while it is running or completed."""
    return _in_state(identity, obj, Act.ISSUE)


def correct(identity: Identity, obj: object) -> Decision:
    """The session's organisers, also after it was closed."""
    return _in_state(identity, obj, Act.CORRECT_CERTIFICATES)


def read_list(identity: Identity, obj: object) -> Decision:
    """Staff of the session who meet participants by name: they read a list, and approve it."""
    if not isinstance(obj, SessionHead):
        return DENY
    return allow_if(
        identity.is_administrator or identity.has(*NAME_ROLES, course_session_id=obj.id)
    )


def _in_state(identity: Identity, obj: object, act: Act) -> Decision:
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, act)


_ORGANISER = roles(Role.ORGANISER)

POLICIES = {
    Permission.VIEW_CERTIFICATES: Policy(roles(*NAME_ROLES, Role.FOCAL_POINT), view_roll),
    Permission.PREVIEW_PAPERS: Policy(_ORGANISER, organise_always),
    Permission.ISSUE: Policy(_ORGANISER, issue),
    Permission.CORRECT: Policy(_ORGANISER, correct),
    Permission.PRINT: Policy(_ORGANISER, organise_always),
    Permission.READ_LIST: Policy(roles(*NAME_ROLES), read_list),
    Permission.SIGN_LIST: Policy(frozenset(NAME_ROLES), read_list),
    Permission.VIEW_REGISTER: Policy(roles(*NAME_ROLES), lambda _identity, _obj: ALLOW),
}
