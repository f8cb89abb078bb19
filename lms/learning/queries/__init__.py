"""Reading lessons, progress and completion, narrowed to what the actor may see."""

from lms.learning.queries.completion import completions
from lms.learning.queries.lessons import glossary, lesson_page, readable_content
from lms.learning.queries.outlines import carry_on, outline
from lms.learning.queries.rooms import room_progress

__all__ = [
    "carry_on",
    "completions",
    "glossary",
    "lesson_page",
    "outline",
    "readable_content",
    "room_progress",
]
