"""Who may publish texts about privacy, and write down what others answered."""

from enum import StrEnum

from lms.core.access import ALLOW, Policy, Role, roles
from lms.courses.policies import organise_always


class Permission(StrEnum):
    MANAGE_TEXTS = "privacy.manage_texts"
    RECORD_ANSWERS = "privacy.record_answers"


POLICIES = {
    Permission.MANAGE_TEXTS: Policy(roles(), lambda _identity, _obj: ALLOW),
    # In every state of the session: a consent may be taken back after it is closed.
    Permission.RECORD_ANSWERS: Policy(roles(Role.ORGANISER), organise_always),
}
