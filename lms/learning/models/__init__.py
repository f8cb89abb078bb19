"""Tables of learning."""

from lms.learning.models.openings import ModuleOpening
from lms.learning.models.progress import LessonEvent, LessonNote, LessonProgress
from lms.learning.models.reminders import ReminderRule, ReminderSent

__all__ = [
    "LessonEvent",
    "LessonNote",
    "LessonProgress",
    "ModuleOpening",
    "ReminderRule",
    "ReminderSent",
]
