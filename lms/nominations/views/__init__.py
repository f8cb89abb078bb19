"""Pages of nominations."""

from lms.core.web import NavItem, Tab
from lms.nominations.views.blueprint import bp

TABS: list[Tab] = []
NAV: list[NavItem] = []

__all__ = ["NAV", "TABS", "bp"]
