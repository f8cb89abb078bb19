"""Who may look into the outbox."""

from enum import StrEnum

from lms.core.access import Policy, allow_if, roles


class Permission(StrEnum):
    READ_OUTBOX = "outbox.read"


POLICIES = {
    Permission.READ_OUTBOX: Policy(
        roles(), lambda identity, _obj: allow_if(identity.is_administrator)
    )
}
