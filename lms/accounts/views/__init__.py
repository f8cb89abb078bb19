"""Pages of accounts: the ways in, one's own page, people."""

from lms.accounts.views import entering, own, sign_in
from lms.accounts.views.blueprint import bp

__all__ = ["bp", "entering", "own", "sign_in"]
