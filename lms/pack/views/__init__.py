"""Pages of the print pack."""

from lms.pack.views import blanks, mail, pack
from lms.pack.views.blueprint import bp

__all__ = ["blanks", "bp", "mail", "pack"]
