"""Pages of arrangements."""

from lms.arrangements.views import allowances, consents, overview, papers, rates, rooms, travel
from lms.arrangements.views.blueprint import TABS, bp

__all__ = [
    "TABS",
    "allowances",
    "bp",
    "consents",
    "overview",
    "papers",
    "rates",
    "rooms",
    "travel",
]
