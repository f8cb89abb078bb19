"""Who may design certificates. What a session uses is its organisers' choice."""

from enum import StrEnum

from lms.core.access import ALLOW, Decision, Identity, Policy, Role, allow_if, roles
from lms.courses.policies import organise, organise_always
from lms.designs.models import Design


class Permission(StrEnum):
    SEE_DESIGNS = "designs.see"
    MAKE_DESIGN = "designs.make"
    CHANGE_DESIGN = "designs.change"
    SEE_CHOICE = "designs.see_choice"
    CHOOSE_DESIGN = "designs.choose"


def change(identity: Identity, obj: object) -> Decision:
    """Who made it, the organisers of its session, and administrators."""
    if not isinstance(obj, Design):
        return ALLOW
    own = obj.made_by is not None and obj.made_by == identity.person_id
    here = obj.course_session_id is not None and identity.has(
        Role.ORGANISER, course_session_id=obj.course_session_id
    )
    return allow_if(own or here or identity.is_administrator)


def _allow(_identity: Identity, _obj: object) -> Decision:
    return ALLOW


_ORGANISER = roles(Role.ORGANISER)
POLICIES = {
    Permission.SEE_DESIGNS: Policy(_ORGANISER, _allow),
    Permission.MAKE_DESIGN: Policy(_ORGANISER, _allow),
    Permission.CHANGE_DESIGN: Policy(_ORGANISER, change),
    Permission.SEE_CHOICE: Policy(_ORGANISER, organise_always),
    Permission.CHOOSE_DESIGN: Policy(_ORGANISER, organise),
}
