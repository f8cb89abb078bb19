"""Pages of letters: what was written, the texts, sending, files, the installation's texts."""

from lms.letters.views import files, house, index, own, sending, texts
from lms.letters.views.blueprint import TABS, bp

__all__ = ["TABS", "bp", "files", "house", "index", "own", "sending", "texts"]
