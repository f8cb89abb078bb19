"""Who may see the register's heads, and who ends its lock.

A head names nobody, but its size tells how many certificates an academy issues and when: it is
shown to staff and to the focal points, who are its witnesses, and not to everybody.
"""

from enum import StrEnum

from lms.core.access import ALLOW, Identity, Policy, Role, allow_if, roles


class Permission(StrEnum):
    VIEW_HEADS = "register.view"
    UNLOCK = "register.unlock"


POLICIES = {
    Permission.VIEW_HEADS: Policy(
        roles(Role.ORGANISER, Role.FOCAL_POINT), lambda _identity, _obj: ALLOW
    ),
    Permission.UNLOCK: Policy(roles(), lambda identity, _obj: allow_if(_administers(identity))),
}


def _administers(identity: Identity) -> bool:
    return identity.is_administrator
