"""Pages of the agenda."""

from lms.agenda.views import (
    availability,
    calendars,
    days_off,
    editor,
    filling,
    handouts,
    items,
    making,
    paper,
    places,
    planner,
    proposals,
    releases,
    rooms,
    rules,
    session_dates,
    session_venue,
    templates,
    trainers,
    words,
    years,
)
from lms.agenda.views.blueprint import bp
from lms.core.web import NavItem, Tab

TABS: list[Tab] = [*editor.TABS]
NAV: list[NavItem] = [*planner.NAV, *places.NAV, *days_off.NAV]

__all__ = [
    "NAV",
    "TABS",
    "availability",
    "bp",
    "calendars",
    "days_off",
    "filling",
    "handouts",
    "items",
    "making",
    "paper",
    "places",
    "planner",
    "proposals",
    "releases",
    "rooms",
    "rules",
    "session_dates",
    "session_venue",
    "templates",
    "trainers",
    "words",
    "years",
]
