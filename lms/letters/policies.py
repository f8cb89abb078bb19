"""Who may write letters, and who may read which."""

from enum import StrEnum

from lms.core.access import (
    ALLOW,
    DENY,
    Decision,
    Identity,
    Policy,
    Role,
    allow_if,
    roles,
)
from lms.courses.enums import SessionState
from lms.courses.policies import organise, organise_always, organises
from lms.courses.rows import SessionHead


class Permission(StrEnum):
    VIEW_LETTERS = "letters.view"
    WRITE_LETTERS = "letters.write"
    OWN_AGENCY = "letters.own_agency"
    READ_LETTER = "letters.read"
    HOUSE_TEXTS = "letters.house_texts"


def own_agency(identity: Identity, obj: object) -> Decision:
    """Focal points of the session's agencies, once it is announced. Organisers have the whole."""
    if not isinstance(obj, SessionHead) or obj.state is SessionState.DRAFT:
        return DENY
    return allow_if(bool(identity.focal_agencies & obj.agency_ids) and not organises(identity, obj))


def _allow(_identity: Identity, _obj: object) -> Decision:
    return ALLOW


POLICIES = {
    Permission.VIEW_LETTERS: Policy(roles(Role.ORGANISER), organise_always),
    Permission.WRITE_LETTERS: Policy(roles(Role.ORGANISER), organise),
    Permission.OWN_AGENCY: Policy(frozenset({Role.FOCAL_POINT}), own_agency),
    # Which letters somebody may read is a matter of the rows.
    Permission.READ_LETTER: Policy(
        roles(Role.ORGANISER, Role.FOCAL_POINT, Role.PARTICIPANT), _allow
    ),
    Permission.HOUSE_TEXTS: Policy(
        roles(), lambda identity, _obj: allow_if(identity.is_administrator)
    ),
}
