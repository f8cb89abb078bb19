"""Pages of certificates: a session's tab, the register, one's own, and verification."""

from lms.certificates.views import own, register, session, verify
from lms.certificates.views.blueprint import NAV, TABS, bp

__all__ = ["NAV", "TABS", "bp", "own", "register", "session", "verify"]
