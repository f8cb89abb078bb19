"""Pages of writing courses.

Questions from files of other systems come in by a page of their own in this package, beside
`banks.py`, which gives them out.
"""

from lms.authoring.views import (
    banks,
    compare,
    drafts,
    facts,
    files,
    history,
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
    "lessons",
    "media",
    "parts",
    "presence",
    "questions",
    "quizzes",
    "starting",
]
