"""Tables of exercises."""

from lms.exercises.models.attempts import MARKERS, Attempt, AttemptEvent, AttemptMember, Mark
from lms.exercises.models.delivery import AttemptAct, AttemptPresence, ExtraTime, KeyMend
from lms.exercises.models.hands import HandMark, PeerTask
from lms.exercises.models.live import LiveAnswer, LiveQuestion
from lms.exercises.models.together import MemberPresence

__all__ = [
    "MARKERS",
    "Attempt",
    "AttemptAct",
    "AttemptEvent",
    "AttemptMember",
    "AttemptPresence",
    "ExtraTime",
    "HandMark",
    "KeyMend",
    "LiveAnswer",
    "LiveQuestion",
    "Mark",
    "MemberPresence",
    "PeerTask",
]
