"""Who may write courses: trainers and organisers, as they may take packages in."""

from enum import StrEnum

from lms.core.access import ALLOW, Policy, Role, roles


class Permission(StrEnum):
    WRITE = "authoring.write"


POLICIES = {
    Permission.WRITE: Policy(roles(Role.ORGANISER, Role.TRAINER), lambda _identity, _obj: ALLOW),
}
