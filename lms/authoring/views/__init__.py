"""Pages of writing courses."""

from lms.authoring.views import (
    banks,
    cases,
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
    "cases",
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
