"""Message ids of our mail, and the reports of mail servers about it (RFC 3464).

Reports come from anywhere and may be made to hurt: only their beginning is read, deep nesting is
refused before it is taken apart, and whatever the parser stumbles over counts as "no report".
"""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from itertools import islice

MOST_BYTES = 128 * 1024  # the report stands at the beginning, whatever mail it returns after it
MOST_LEVELS, MOST_PARTS = 50, 200
LONGEST_WORDS = 300
_NESTS = re.compile(rb"boundary|message/", re.IGNORECASE)
_OURS = re.compile(r"concord\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_NAMING = ("Original-Message-ID", "X-Original-Message-ID", "Original-Envelope-Id", "Message-ID")


def envelope_id_of(mail_id: uuid.UUID) -> str:
    """The word by which the mail server names this mail in its reports."""
    return f"concord.{mail_id}"


def message_id_of(mail_id: uuid.UUID, sender: str) -> str:
    """The Message-ID of a mail: the same at each try. `sender` is an address."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{envelope_id_of(mail_id)}@{domain}>"


@dataclass(frozen=True)
class Report:
    """What a mail server reports. `mail_id` is None where it names no mail of ours; `failed`
    where the mail will not arrive (else it is late, or has arrived); `words` is its reason."""

    mail_id: uuid.UUID | None
    failed: bool
    words: str


def read_report(data: bytes) -> Report | None:
    """Read a delivery report from a raw mail; None where it is none, or cannot be read."""
    data = data[:MOST_BYTES]
    if len(_NESTS.findall(data)) > MOST_LEVELS:
        return None
    try:
        return _report(message_from_bytes(data, policy=compat32))
    except Exception:  # whatever a hostile mail makes the parser stumble over
        return None


def _report(mail: Message) -> Report | None:
    parts = list(islice(mail.walk(), MOST_PARTS))
    status = [one for one in parts if one.get_content_type() == "message/delivery-status"]
    blocks = list(islice((block for one in status for block in _blocks(one)), MOST_PARTS))
    if not blocks:
        return None
    failed = [block for block in blocks if _field(block, "Action").lower() == "failed"]
    ids = (_own_id(_field(one, name)) for one in _naming(parts[1:]) for name in _NAMING)
    return Report(
        mail_id=next((one for one in ids if one), None),
        failed=bool(failed),
        words=_words(failed[0]) if failed else "",
    )


def _blocks(status: Message) -> list[Message]:
    payload = status.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _naming(parts: list[Message]) -> Iterator[Message]:
    """Everything below the report itself whose headers may name the returned mail."""
    for one in parts:
        yield one
        if one.get_content_type() == "text/rfc822-headers":
            raw = one.get_payload(decode=True)
            if isinstance(raw, bytes):
                yield message_from_bytes(raw.lstrip(), policy=compat32)


def _field(block: Message, name: str) -> str:
    return plain(str(block.get(name, "")))


def _own_id(text: str) -> uuid.UUID | None:
    found = _OURS.search(text.lower())
    return uuid.UUID(found[1]) if found else None


def _words(block: Message) -> str:
    reason = _field(block, "Diagnostic-Code")
    kind, semicolon, rest = reason.partition(";")
    said = rest if semicolon and kind.strip().isalnum() else reason
    return plain(said or _field(block, "Status"))


def plain(text: str) -> str:
    """A server's words on one line, without signs that do something, cut to fit the column."""
    spaced = " ".join(text[: LONGEST_WORDS * 10].split())
    return "".join(one for one in spaced if unicodedata.category(one)[0] != "C")[:LONGEST_WORDS]
