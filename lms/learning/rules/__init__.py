"""Pure rules of learning: how lessons are named, paces, openings, reminders."""

from lms.learning.rules.pace import lesson_key, pace

__all__ = ["lesson_key", "pace"]
