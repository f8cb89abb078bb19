"""Pages of accounts: the ways in, one's own page, people."""

from lms.accounts.views import entering, merging, own, people, person, sign_in, standing
from lms.accounts.views.blueprint import NAV, bp

__all__ = ["NAV", "bp", "entering", "merging", "own", "people", "person", "sign_in", "standing"]
