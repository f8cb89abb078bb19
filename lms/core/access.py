"""Who may do what: one question, `can(identity, permission, object)`, with its reason.

Rooms state their rules in `policies.py`; `factory.py` gathers them here. Access is asked three
times (route, service, template) and written once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from lms.core.errors import NotFound, Refused
from lms.core.messages import Message


class Role(StrEnum):
    """Rights come only from these, each by an appointment with dates (participant: enrolment)."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    TRAINER = "trainer"
    SIGNATORY = "signatory"
    OBSERVER = "observer"
    FOCAL_POINT = "focal_point"
    PARTICIPANT = "participant"


STAFF_ROLES = frozenset({Role.ORGANISER, Role.TRAINER, Role.SIGNATORY, Role.OBSERVER})
# Staff who meet participants by name. Observers see figures, never people.
NAME_ROLES = STAFF_ROLES - {Role.OBSERVER}


@dataclass(frozen=True)
class Grant:
    """One role in force now, and where it holds."""

    role: Role
    agency_id: UUID | None = None
    course_session_id: UUID | None = None
    enrolment_id: UUID | None = None


@dataclass(frozen=True)
class Identity:
    """Who acts. Rights are derived from live appointments at each request, never stored."""

    person_id: UUID | None
    account_id: UUID | None = None
    name: str = ""
    language: str | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None and not self.is_system

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_administrator(self) -> bool:
        return self.is_system or Role.ADMINISTRATOR in self.roles

    @property
    def focal_agencies(self) -> frozenset[UUID]:
        """Agencies this person is focal point of, today."""
        return frozenset(
            g.agency_id for g in self.grants if g.role is Role.FOCAL_POINT and g.agency_id
        )

    @property
    def enrolment_ids(self) -> frozenset[UUID]:
        return frozenset(g.enrolment_id for g in self.grants if g.enrolment_id)

    def has(
        self,
        *roles: Role,
        course_session_id: UUID | None = None,
        agency_id: UUID | None = None,
    ) -> bool:
        """Whether one of `roles` is held (for that session or agency, where one is named)."""
        return any(
            grant.role in roles
            and (course_session_id is None or grant.course_session_id == course_session_id)
            and (agency_id is None or grant.agency_id == agency_id)
            for grant in self.grants
        )

    def sessions_as(self, *roles: Role) -> frozenset[UUID]:
        """The course sessions in which one of `roles` is held."""
        return frozenset(
            g.course_session_id for g in self.grants if g.role in roles and g.course_session_id
        )


ANONYMOUS = Identity(person_id=None)
SYSTEM = Identity(person_id=None, name="Concord", is_system=True)


@dataclass(frozen=True)
class Decision:
    """The answer to `can`. `visible` tells a refusal with a reason from "not found"."""

    allowed: bool
    reason: Message | None = None
    visible: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True, visible=True)
DENY = Decision(False)


def refuse(reason: Message) -> Decision:
    """A refusal to somebody who may see the thing: says why, and what to do."""
    return Decision(False, reason, visible=True)


def allow_if(condition: bool) -> Decision:
    """ALLOW where the condition holds, else DENY (not found)."""
    return ALLOW if condition else DENY


@dataclass(frozen=True)
class Policy:
    """The roles that may hold a permission at all (for the route), and the binding check."""

    roles: frozenset[Role]
    check: Callable[[Identity, object], Decision]


_policies: dict[str, Policy] = {}


def register_policies(policies: Mapping[StrEnum, Policy]) -> None:
    """Take over one room's table. The same permission twice is a programming error."""
    for permission, policy in policies.items():
        known = _policies.setdefault(str(permission), policy)
        if known is not policy:
            raise RuntimeError(f"Permission {permission} is stated twice.")


def permissions() -> Mapping[str, Policy]:
    """All registered permissions with their policies."""
    return dict(_policies)


def holds_role_for(identity: Identity, permission: StrEnum) -> bool:
    """The coarse question of the route: could this person hold the permission anywhere?"""
    return identity.is_system or bool(identity.roles & _policies[str(permission)].roles)


def can(identity: Identity, permission: StrEnum, obj: object = None) -> Decision:
    """Whether `identity` may do `permission` to `obj`, with the reason where it may not."""
    if identity.is_system:
        return ALLOW
    policy = _policies[str(permission)]
    if not identity.roles & policy.roles:
        return DENY
    return policy.check(identity, obj)


def require(identity: Identity, permission: StrEnum, obj: object = None) -> None:
    """Raise NotFound, or Refused with the reason, unless `can` allows."""
    decision = can(identity, permission, obj)
    if decision.allowed:
        return
    if decision.visible and decision.reason is not None:
        raise Refused(decision.reason)
    raise NotFound


def roles(*names: Role) -> frozenset[Role]:
    """The given roles and the administrator, who keeps the installation running."""
    return frozenset({*names, Role.ADMINISTRATOR})


def any_role() -> frozenset[Role]:
    return frozenset(Role)
