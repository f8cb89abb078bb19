"""Pages of the agenda."""

from lms.agenda.views import (
    days_off,
    editor,
    items,
    making,
    places,
    releases,
    rooms,
    session_venue,
    templates,
    trainers,
    words,
)
from lms.agenda.views.blueprint import bp
from lms.core.web import NavItem, Tab

TABS: list[Tab] = [*editor.TABS]
NAV: list[NavItem] = [*places.NAV, *days_off.NAV]

__all__ = [
    "NAV",
    "TABS",
    "bp",
    "days_off",
    "items",
    "making",
    "places",
    "releases",
    "rooms",
    "session_venue",
    "templates",
    "trainers",
    "words",
]
