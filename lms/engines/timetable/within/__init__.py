"""Place the items of a course over given days, rooms, trainers and availabilities."""

from lms.engines.timetable.conflict import Proof
from lms.engines.timetable.within.answers import (
    Broken,
    Contradiction,
    Profile,
    Progress,
    Proposal,
    Proposals,
)
from lms.engines.timetable.within.checking import Check, check
from lms.engines.timetable.within.proposing import propose
from lms.engines.timetable.within.types import (
    USUAL_WEIGHTS,
    Day,
    Item,
    ItemClass,
    Lock,
    Placed,
    Problem,
    Room,
    Rule,
    RuleKind,
    Span,
    Trainer,
    Window,
    Wish,
)

__all__ = [
    "USUAL_WEIGHTS",
    "Broken",
    "Check",
    "Contradiction",
    "Day",
    "Item",
    "ItemClass",
    "Lock",
    "Placed",
    "Problem",
    "Profile",
    "Progress",
    "Proof",
    "Proposal",
    "Proposals",
    "Room",
    "Rule",
    "RuleKind",
    "Span",
    "Trainer",
    "Window",
    "Wish",
    "check",
    "propose",
]
