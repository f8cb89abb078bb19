"""Who may read lessons, and who may see how the room is getting on.

Lessons follow the same rules as exercises: reading, working, looking at the room.
"""

from enum import StrEnum

from lms.core.access import DENY, Decision, Identity, Policy, Role, roles
from lms.courses.policies import takes_part, teaches, while_open
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.exercises.policies import read, see_room, work


class Permission(StrEnum):
    READ = "learning.read"
    LEARN = "learning.learn"
    SEE_PROGRESS = "learning.see_progress"
    REMIND = "learning.remind"
    OPEN_MODULES = "learning.open_modules"
    PROJECT = "learning.project"
    TEACH = "learning.teach"
    NOTE = "learning.note"
    ANSWER_LIVE = "learning.answer_live"


def _note(identity: Identity, obj: object) -> Decision:
    """Participants who may read here, in every state of the session: notes are their own."""
    if not isinstance(obj, SessionHead) or not takes_part(identity, obj):
        return DENY
    return read(identity, obj)


def _teach(identity: Identity, obj: object) -> Decision:
    """Trainers and organisers, while the session is open for learning."""
    if not isinstance(obj, SessionHead) or obj.content_hash is None or not teaches(identity, obj):
        return DENY
    return while_open(obj, Act.LEARN)


POLICIES = {
    Permission.READ: Policy(roles(Role.TRAINER, Role.ORGANISER, Role.PARTICIPANT), read),
    Permission.LEARN: Policy(frozenset({Role.PARTICIPANT}), work),
    Permission.SEE_PROGRESS: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
    Permission.REMIND: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
    Permission.OPEN_MODULES: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
    Permission.PROJECT: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
    Permission.TEACH: Policy(roles(Role.TRAINER, Role.ORGANISER), _teach),
    Permission.NOTE: Policy(frozenset({Role.PARTICIPANT}), _note),
    Permission.ANSWER_LIVE: Policy(frozenset({Role.PARTICIPANT}), work),
}
