"""Who may look into the outbox: organisers into the mail of their sessions, administrators."""

from enum import StrEnum

from lms.core.access import ALLOW, Decision, Identity, Policy, Role, allow_if, roles


class Permission(StrEnum):
    READ_OUTBOX = "outbox.read"


def _own_mail(identity: Identity, message: object) -> Decision:
    """`message` has a `course_session_id`; None asks for the screen as such."""
    if identity.is_administrator:
        return ALLOW
    own = identity.sessions_as(Role.ORGANISER)
    if message is None:
        return allow_if(bool(own))
    return allow_if(getattr(message, "course_session_id", None) in own)


POLICIES = {Permission.READ_OUTBOX: Policy(roles(Role.ORGANISER), _own_mail)}
