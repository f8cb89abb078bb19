"""Keeping what a participant has read."""

from lms.learning.services.reading import finish_lesson, open_lesson

__all__ = ["finish_lesson", "open_lesson"]
