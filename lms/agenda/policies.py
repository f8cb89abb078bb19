"""Who may see and change agendas, places, calendars and plans."""

from enum import StrEnum
from uuid import UUID

from lms.agenda.rows import PlanOwner, TemplateRow
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
    roles,
)
from lms.courses.policies import takes_part, teaches, view_session, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act


class Permission(StrEnum):
    VIEW_AGENDA = "agenda.view"
    VIEW_DRAFT = "agenda.view_draft"
    PLAN = "agenda.plan"
    USE_TEMPLATES = "agenda.use_templates"
    CHANGE_TEMPLATE = "agenda.change_template"
    VIEW_PLACES = "agenda.view_places"
    MANAGE_PLACES = "agenda.manage_places"
    VIEW_DAYS_OFF = "agenda.view_days_off"
    SET_RULES = "agenda.set_rules"
    SET_BLACKOUT = "agenda.set_blackout"
    OWN_BLACKOUTS = "agenda.own_blackouts"
    VIEW_CALENDAR = "agenda.view_calendar"
    PLAN_YEAR = "agenda.plan_year"
    KEEP_AVAILABILITY = "agenda.keep_availability"
    VIEW_HANDOUTS = "agenda.view_handouts"


def view_draft(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers of the session, and administrators."""
    return allow_if(isinstance(obj, SessionHead) and teaches(identity, obj))


def plan(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers of the session, until it is closed or cancelled."""
    if not isinstance(obj, SessionHead) or not teaches(identity, obj):
        return DENY
    return while_open(obj, Act.EDIT)


def view_handouts(identity: Identity, obj: object) -> Decision:
    """Who teaches, organises or takes part. Focal points, observers and signatories see when and
    where, but the material is for the room."""
    if not isinstance(obj, SessionHead):
        return DENY
    if teaches(identity, obj):
        return ALLOW
    return view_session(identity, obj) if takes_part(identity, obj) else DENY


def change_template(identity: Identity, obj: object) -> Decision:
    """Who made the template, and every organiser; those that ship keep their content."""
    if not isinstance(obj, TemplateRow):
        return DENY
    own = obj.created_by is not None and obj.created_by == identity.person_id
    return allow_if(own or identity.is_administrator or identity.has(Role.ORGANISER))


def set_blackout(identity: Identity, obj: object) -> Decision:
    """The focal points of the agency (its id is the object), and administrators."""
    if not isinstance(obj, UUID):
        return DENY
    return allow_if(identity.is_administrator or obj in identity.focal_agencies)


def plan_year(identity: Identity, obj: object) -> Decision:
    """Every organiser may make plans; a plan that is there is its maker's."""
    if not isinstance(obj, PlanOwner) or identity.is_administrator:
        return ALLOW
    return allow_if(obj.person_id is not None and obj.person_id == identity.person_id)


def _allow(_identity: Identity, _obj: object) -> Decision:
    return ALLOW


POLICIES = {
    Permission.VIEW_AGENDA: Policy(any_role(), view_session),
    Permission.VIEW_DRAFT: Policy(roles(Role.ORGANISER, Role.TRAINER), view_draft),
    Permission.PLAN: Policy(roles(Role.ORGANISER, Role.TRAINER), plan),
    Permission.USE_TEMPLATES: Policy(roles(Role.ORGANISER, Role.TRAINER), _allow),
    Permission.CHANGE_TEMPLATE: Policy(roles(Role.ORGANISER, Role.TRAINER), change_template),
    Permission.VIEW_PLACES: Policy(roles(*STAFF_ROLES), _allow),
    Permission.MANAGE_PLACES: Policy(roles(Role.ORGANISER), _allow),
    Permission.VIEW_DAYS_OFF: Policy(roles(*STAFF_ROLES, Role.FOCAL_POINT), _allow),
    Permission.SET_RULES: Policy(roles(), _allow),
    Permission.SET_BLACKOUT: Policy(roles(Role.FOCAL_POINT), set_blackout),
    # The place in the bar: planners reach days off from the venues.
    Permission.OWN_BLACKOUTS: Policy(frozenset({Role.FOCAL_POINT}), _allow),
    Permission.VIEW_CALENDAR: Policy(any_role(), _allow),
    Permission.PLAN_YEAR: Policy(roles(Role.ORGANISER), plan_year),
    Permission.VIEW_HANDOUTS: Policy(
        roles(Role.ORGANISER, Role.TRAINER, Role.PARTICIPANT), view_handouts
    ),
    Permission.KEEP_AVAILABILITY: Policy(roles(Role.TRAINER), _allow),
}
