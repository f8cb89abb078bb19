"""The outbox as a screen: what waits, what left, what failed or came back; copying by hand."""

from lms.outbox.views import acts, screen  # noqa: F401 - their routes
from lms.outbox.views.blueprint import NAV, bp

__all__ = ["NAV", "bp"]
