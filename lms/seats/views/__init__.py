"""Pages of seats: the ledger, quotas, one agency's seats, the history, the file."""

from lms.seats.views import agencies, history, ledger, quotas
from lms.seats.views.blueprint import TABS, bp

__all__ = ["TABS", "agencies", "bp", "history", "ledger", "quotas"]
