"""Who may do what with papers after the ceremony."""

from enum import StrEnum

from lms.core.access import ALLOW, DENY, Decision, Identity, Policy, Role, allow_if, roles
from lms.courses.enums import SessionState
from lms.courses.policies import organises, sees_a_side, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act


class Permission(StrEnum):
    SEE_PAPERS = "aftercare.see_papers"
    NOTE_PAPERS = "aftercare.note_papers"
    TAKE_PAPERS = "aftercare.take_papers"
    SEE_EXPIRING = "aftercare.see_expiring"
    FIND_PEOPLE = "aftercare.find_people"


def note(identity: Identity, obj: object) -> Decision:
    """The session's organisers, once certificates can be there; also after it is closed."""
    if not isinstance(obj, SessionHead) or not organises(identity, obj):
        return DENY
    return while_open(obj, Act.CORRECT_CERTIFICATES)


def take(identity: Identity, obj: object) -> Decision:
    """Focal points of the session's agencies: each has the own agency's papers before them."""
    if not isinstance(obj, SessionHead) or obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids))


POLICIES = {
    Permission.SEE_PAPERS: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), sees_a_side),
    Permission.NOTE_PAPERS: Policy(roles(Role.ORGANISER), note),
    Permission.TAKE_PAPERS: Policy(frozenset({Role.FOCAL_POINT}), take),
    # whose certificates these pages hold is decided by their queries: own sessions, own agency
    Permission.SEE_EXPIRING: Policy(roles(Role.ORGANISER), lambda _identity, _obj: ALLOW),
    Permission.FIND_PEOPLE: Policy(
        roles(Role.ORGANISER, Role.FOCAL_POINT), lambda _identity, _obj: ALLOW
    ),
}
