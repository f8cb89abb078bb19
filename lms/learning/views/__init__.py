"""Pages of lessons, checks and tests, and of how the room is getting on."""

from lms.learning.views import (
    checks,
    lessons,
    live,
    notes,
    openings,
    pictures,
    progress,
    reminders,
    taking,
)
from lms.learning.views.blueprint import TABS, bp

__all__ = [
    "TABS",
    "bp",
    "checks",
    "lessons",
    "live",
    "notes",
    "openings",
    "pictures",
    "progress",
    "reminders",
    "taking",
]
