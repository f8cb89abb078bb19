"""Who may do what with agencies. Their names are known to everybody who is signed in."""

from enum import StrEnum

from lms.core.access import ALLOW, Decision, Identity, Policy, Role, roles


class Permission(StrEnum):
    LIST_AGENCIES = "agencies.list"
    MANAGE_AGENCIES = "agencies.manage"


def _anyone(_identity: Identity, _obj: object) -> Decision:
    return ALLOW


POLICIES = {
    # the place in the global bar; the pages themselves are open to everybody signed in
    Permission.LIST_AGENCIES: Policy(roles(Role.ORGANISER, Role.TRAINER), _anyone),
    Permission.MANAGE_AGENCIES: Policy(roles(), _anyone),
}
