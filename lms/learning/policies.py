"""Who may read lessons, and who may see how the room is getting on.

Lessons follow the same rules as exercises: reading, working, looking at the room.
"""

from enum import StrEnum

from lms.core.access import Policy, Role, roles
from lms.exercises.policies import read, see_room, work


class Permission(StrEnum):
    READ = "learning.read"
    LEARN = "learning.learn"
    SEE_PROGRESS = "learning.see_progress"
    REMIND = "learning.remind"


POLICIES = {
    Permission.READ: Policy(roles(Role.TRAINER, Role.ORGANISER, Role.PARTICIPANT), read),
    Permission.LEARN: Policy(frozenset({Role.PARTICIPANT}), work),
    Permission.SEE_PROGRESS: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
    Permission.REMIND: Policy(roles(Role.TRAINER, Role.ORGANISER), see_room),
}
