"""Pages of the agenda."""

from lms.agenda.views.blueprint import bp
from lms.core.web import NavItem, Tab

TABS: list[Tab] = []
NAV: list[NavItem] = []

__all__ = ["NAV", "TABS", "bp"]
