"""Pages of courses and course sessions."""

from lms.courses.views import catalogue, overview, scorm, sessions, settings
from lms.courses.views.blueprint import NAV, TABS, bp

__all__ = ["NAV", "TABS", "bp", "catalogue", "overview", "scorm", "sessions", "settings"]
