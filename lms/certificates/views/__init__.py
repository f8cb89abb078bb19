"""Pages of certificates: a session's tab, the register, one's own, and verification."""

from lms.certificates.views import (
    archive,
    credentials,
    looking,
    own,
    parts,
    register,
    session,
    signing,
    thanking,
    verify,
)
from lms.certificates.views.blueprint import NAV, TABS, bp

__all__ = [
    "NAV",
    "TABS",
    "archive",
    "bp",
    "credentials",
    "looking",
    "own",
    "parts",
    "register",
    "session",
    "signing",
    "thanking",
    "verify",
]
