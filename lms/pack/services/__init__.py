"""Making print packs and blanks, and mailing papers."""

from lms.pack.services.blanks import blanks_file
from lms.pack.services.mailing import mail_again, mail_papers
from lms.pack.services.making import archive, pack_file, test_file

__all__ = ["archive", "blanks_file", "mail_again", "mail_papers", "pack_file", "test_file"]
