"""Who may do what with people, their accounts and their appointments."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.access import (
    ALLOW,
    STAFF_ROLES,
    Decision,
    Grant,
    Identity,
    Policy,
    Role,
    allow_if,
    refuse,
    roles,
)
from lms.core.messages import N_


class Permission(StrEnum):
    LIST_PEOPLE = "accounts.list_people"
    VIEW_PERSON = "accounts.view_person"
    CREATE_PERSON = "accounts.create_person"
    EDIT_PERSON = "accounts.edit_person"
    HELP_SIGN_IN = "accounts.help_sign_in"
    APPOINT = "accounts.appoint"
    MERGE_PEOPLE = "accounts.merge_people"


@dataclass(frozen=True)
class Standing:
    """Of a person, what decides who may act on the record: agencies and grants in force today."""

    person_id: uuid.UUID
    agencies: frozenset[uuid.UUID] = frozenset()
    grants: frozenset[Grant] = field(default_factory=frozenset)
    has_account: bool = False


def _view(identity: Identity, obj: object) -> Decision:
    """Whom an organiser knows is narrowed further by the rows that `Person.visible_to` gives."""
    if not isinstance(obj, Standing):
        return allow_if(False)
    return allow_if(
        identity.is_administrator
        or identity.has(Role.ORGANISER)
        or obj.person_id == identity.person_id
        or bool(obj.agencies & identity.focal_agencies)
    )


def help_sign_in(identity: Identity, obj: object) -> Decision:
    """Who can open another's account can act as that person: so never upwards.

    Organisers help people who take part, staff of their own sessions, and people without a role.
    """
    if not isinstance(obj, Standing):
        return allow_if(False)
    if identity.is_administrator:
        return ALLOW
    own = identity.sessions_as(Role.ORGANISER)
    if not own:
        return allow_if(False)
    if all(_helped_by_organiser(grant, own) for grant in obj.grants):
        return ALLOW
    return refuse(
        N_("This person holds a role outside your sessions. Ask an administrator to do this.")
    )


def _helped_by_organiser(grant: Grant, own: frozenset[uuid.UUID]) -> bool:
    if grant.role is Role.PARTICIPANT:
        return True
    return grant.role in STAFF_ROLES and grant.course_session_id in own


def _anyone(_identity: Identity, _obj: object) -> Decision:
    return ALLOW


POLICIES = {
    Permission.LIST_PEOPLE: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), _anyone),
    Permission.VIEW_PERSON: Policy(roles(Role.ORGANISER, Role.FOCAL_POINT), _view),
    Permission.CREATE_PERSON: Policy(roles(Role.ORGANISER), _anyone),
    Permission.EDIT_PERSON: Policy(roles(Role.ORGANISER), _anyone),
    Permission.HELP_SIGN_IN: Policy(roles(Role.ORGANISER), help_sign_in),
    Permission.APPOINT: Policy(roles(), _anyone),
    Permission.MERGE_PEOPLE: Policy(roles(), _anyone),
}
