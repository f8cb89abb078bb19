"""Calendar entries that go along with a letter, so that the reader's calendar follows it."""

from collections.abc import Sequence
from email.utils import parseaddr

from lms.agenda.formats.ics import MEDIA_TYPE, Entry, Mailbox, Method, mailed_text
from lms.core.settings import settings
from lms.outbox.attachments import Attachment

FILE = "agenda.ics"


def invitation(entries: Sequence[Entry], *, name: str, address: str | None) -> Attachment:
    """The entries for one person: a single one as an invitation (or its cancellation) beside the
    letter's text, several as a file. `address` is None for who gets the letter by hand."""
    here = settings()
    text, method = mailed_text(
        entries,
        organiser=Mailbox(here.installation_name, parseaddr(here.mail_from)[1]),
        invited=Mailbox(name, address) if address else None,
    )
    return Attachment(
        FILE, MEDIA_TYPE, text, {"method": method.value}, beside=method is not Method.PUBLISH
    )
