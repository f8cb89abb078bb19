"""Pages of writing courses."""

from lms.authoring.views import (
    banks,
    compare,
    drafts,
    facts,
    files,
    history,
    import_questions,
    lessons,
    media,
    parts,
    presence,
    questions,
    quizzes,
    starting,
)
from lms.authoring.views.blueprint import bp

__all__ = [
    "banks",
    "bp",
    "compare",
    "drafts",
    "facts",
    "files",
    "history",
    "import_questions",
    "lessons",
    "media",
    "parts",
    "presence",
    "questions",
    "quizzes",
    "starting",
]
