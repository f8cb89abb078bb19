"""Pages of the agenda."""

from lms.agenda.views import days_off, places, rooms, words
from lms.agenda.views.blueprint import bp
from lms.core.web import NavItem, Tab

TABS: list[Tab] = []
NAV: list[NavItem] = [*places.NAV, *days_off.NAV]

__all__ = ["NAV", "TABS", "bp", "days_off", "places", "rooms", "words"]
