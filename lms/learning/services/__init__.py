"""Keeping what a participant has read."""

from lms.learning.services.reading import finish_lesson, keep_place, open_lesson

__all__ = ["finish_lesson", "keep_place", "open_lesson"]
