"""Pages of certificate designs."""

from lms.designs.views import choosing, editing, index
from lms.designs.views.blueprint import NAV, bp

__all__ = ["NAV", "bp", "choosing", "editing", "index"]
