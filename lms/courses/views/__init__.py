"""Pages of courses and course sessions."""

from lms.courses.views import catalogue, overview, sessions, settings
from lms.courses.views.blueprint import NAV, TABS, bp

__all__ = ["NAV", "TABS", "bp", "catalogue", "overview", "sessions", "settings"]
