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


def issue(identity: Identity, obj: object) -> Decision:
    """The session's organisers, while it is running or completed."""
    return _in_state(identity, obj, Act.ISSUE)


def correct(identity: Identity, obj: object) -> Decision:
    """The session's organisers, also after it was closed."""
    return _in_state(identity, obj, Act.CORRECT_CERTIFICATES)


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
    Permission.VIEW_REGISTER: Policy(roles(*NAME_ROLES), lambda _identity, _obj: ALLOW),
}
