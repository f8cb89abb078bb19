"""Pages of ceremonies: run sheet, order, names as said, screen, phone, tally, papers."""

from lms.ceremony.views import order, papers, run, sheet, spoken
from lms.ceremony.views.blueprint import TABS, bp

__all__ = ["TABS", "bp", "order", "papers", "run", "sheet", "spoken"]
