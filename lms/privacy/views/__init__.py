"""Pages of privacy."""

from lms.privacy.views import own, texts
from lms.privacy.views.blueprint import bp

__all__ = ["bp", "own", "texts"]
