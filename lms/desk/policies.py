"""Who may open a desk, and who reads a session's log (the audit room says that)."""

from enum import StrEnum

from lms.core.access import ALLOW, Policy, any_role


class Permission(StrEnum):
    OPEN_DESK = "desk.open"


POLICIES = {Permission.OPEN_DESK: Policy(any_role(), lambda _identity, _obj: ALLOW)}
