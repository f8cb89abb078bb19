"""The mail itself: one message, or several that go together, as it goes over the wire."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import NamedTuple

from flask import render_template

from lms.core import files
from lms.core.clock import utcnow
from lms.core.i18n import force_locale
from lms.core.settings import settings
from lms.outbox.attachments import Attachment, attached, unpacked
from lms.outbox.formats import message_id_of
from lms.outbox.models import OutboxMessage


class LoadedFile(NamedTuple):
    """A stored file with its bytes."""

    name: str
    media_type: str
    data: bytes


class Part(NamedTuple):
    """One message with the bytes of what goes along."""

    row: OutboxMessage
    texts: Sequence[Attachment]
    files: Sequence[LoadedFile]


def loaded(row: OutboxMessage) -> Part:
    """Read what goes along with a message. Raises NotFound or OSError for a lost file."""
    found = []
    for one in attached(row.files):
        stored = files.find(one.id)
        found.append(LoadedFile(one.name, stored.media_type, files.read(stored)))
    return Part(row, unpacked(row.attachments), found)


def compose(parts: Sequence[Part]) -> EmailMessage:
    """One mail of all parts; the first gives its id, address and language.

    Raises ValueError for an address or a subject that cannot stand in a header.
    """
    first = parts[0].row
    here = settings()
    subject, body = (first.subject, first.body) if len(parts) == 1 else _together(parts)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = here.mail_from, first.address, subject
    mail["Date"] = format_datetime(utcnow())
    sender = parseaddr(here.mail_from)[1]
    mail["Message-ID"] = message_id_of(first.sent_with_id or first.id, sender)
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence note comes back
    mail.set_content(body)
    _attach(mail, parts)
    return mail


def _together(parts: Sequence[Part]) -> tuple[str, str]:
    """Subject and text of several messages in one mail, each under its subject."""
    with force_locale(parts[0].row.language):
        text = render_template("mail/outbox/digest.txt", parts=[one.row for one in parts])
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def _attach(mail: EmailMessage, parts: Sequence[Part]) -> None:
    """Texts and files in the lines of the wire. The other form of a text stands beside it only
    where there is one text; and before all files, as the standard has it."""
    alone = len(parts) == 1
    names = _Names()
    texts = [one for part in parts for one in part.texts]
    beside = [one for one in texts if one.beside and alone]
    for one in beside:
        kind = one.media_type.partition("/")[2]
        mail.add_alternative(one.text, subtype=kind, params=one.parameters, cte="base64")
    for one in (one for one in texts if one not in beside):
        mail.add_attachment(
            one.text,
            subtype=one.media_type.partition("/")[2],
            params=one.parameters,
            cte="base64",
            filename=names.own(one.name),
        )
    for file in (file for part in parts for file in part.files):
        main, kind = _kind(file.media_type)
        mail.add_attachment(file.data, maintype=main, subtype=kind, filename=names.own(file.name))


def _kind(media_type: str) -> tuple[str, str]:
    """The two halves of a media type; what cannot go as bytes is sent as bare data."""
    main, _, kind = media_type.partition(";")[0].strip().partition("/")
    fits = kind and main not in {"multipart", "message"}
    return (main, kind) if fits else ("application", "octet-stream")


class _Names:
    """Gives each file a name of its own: two papers of one name would hide each other."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def own(self, name: str) -> str:
        count = self._seen[name] = self._seen.get(name, 0) + 1
        if count == 1:
            return name
        stem, dot, ending = name.rpartition(".")
        return f"{stem}-{count}{dot}{ending}" if dot else f"{name}-{count}"
