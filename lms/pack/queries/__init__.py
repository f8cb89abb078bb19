"""Reading what goes into a print pack, and which papers were mailed."""

from lms.pack.queries.mailing import mail_page
from lms.pack.queries.pack import in_part, pack_of

__all__ = ["in_part", "mail_page", "pack_of"]
