"""A lesson's Markdown as blocks that can be read, resumed, noted on and shown on a wall."""

from lms.learning.formats.blocks import Captions, Lesson, lesson_of, sections_of
from lms.learning.formats.captions import captions_of
from lms.learning.formats.terms import Term

__all__ = ["Captions", "Lesson", "Term", "captions_of", "lesson_of", "sections_of"]
