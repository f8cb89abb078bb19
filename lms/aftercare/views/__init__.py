"""Pages of what comes after the ceremony."""

from lms.aftercare.views import handovers, papers, people
from lms.aftercare.views.blueprint import bp

__all__ = ["bp", "handovers", "papers", "people"]
