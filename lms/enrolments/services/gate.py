"""The two questions before each change of the roll: may this actor, and may the roll change now."""

from lms.core.access import Identity, require
from lms.core.errors import Refused
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows, refusal
from lms.enrolments.policies import Permission
from lms.enrolments.rows import Subject


def require_change(
    actor: Identity,
    obj: SessionHead | Subject,
    permission: Permission = Permission.MANAGE_ROLL,
) -> None:
    """Ask the policy; then the state, which binds the system (command line, jobs), too."""
    require(actor, permission, obj)
    require_state(obj.head if isinstance(obj, Subject) else obj, Act.ROLL)


def require_state(head: SessionHead, act: Act) -> None:
    """Refuse where the session's state does not allow `act`, whoever asks."""
    if not allows(head.state, act):
        raise Refused(refusal(act))
