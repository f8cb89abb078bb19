"""The talk with the mail server, and what is known after it.

Until the closing dot of the text is sent, nothing can have been taken over: every fault before it
is safe. After it only the server's word says whether the mail left.
"""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from lms.outbox.formats import envelope_id_of, plain

# Seconds that one step may take; and the steps with the text itself, which servers examine.
STEP, TEXT_STEP = 20, 180


class Result(StrEnum):
    """LATER: surely not taken over. UNKNOWN: perhaps. REFUSED: never will be."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """`error` names the fault without personal data, `words` are the server's own. `down`: there
    is no talking with the server at all, so that others need not try now."""

    result: Result
    error: str = ""
    words: str = ""
    down: bool = False


@dataclass(frozen=True)
class Envelope:
    """A mail with where it goes; `server` is an address such as `smtp://mail.example:25`."""

    mail_id: UUID
    mail: EmailMessage
    address: str
    server: str


def hand_to_server(envelope: Envelope) -> Answer:
    """Hand one mail to the mail server. Never raises for what the network or the server does."""
    client = smtplib.SMTP(timeout=STEP)
    try:
        try:
            _open(client, urlsplit(envelope.server))
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Result.LATER, type(error).__name__, down=True)
        return _talk(client, envelope)
    finally:
        client.close()


def _open(client: smtplib.SMTP, server: SplitResult) -> None:
    code, words = client.connect(server.hostname or "localhost", server.port or 25)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    if server.scheme == "smtp+starttls":
        client.starttls()
    if server.username and server.password:
        client.login(server.username, server.password)
    client.ehlo_or_helo_if_needed()


def _talk(client: smtplib.SMTP, envelope: Envelope) -> Answer:
    try:
        refusal = _address(client, envelope)
        if refusal is not None:
            return refusal
        _send_text(client, envelope)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Answer(Result.LATER, type(error).__name__)
    try:
        client.send(b".\r\n")
        code, words = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Result.UNKNOWN, type(error).__name__)
    if code != 250:
        return _no(code, words)
    with suppress(OSError, smtplib.SMTPException):
        client.send(b"QUIT\r\n")  # a courtesy: what counts is said, so nobody waits for an answer
    return Answer(Result.ACCEPTED)


def _address(client: smtplib.SMTP, envelope: Envelope) -> Answer | None:
    """Name sender and recipient and ask to begin; an Answer where the server does not want to."""
    options = []
    if client.has_extn("dsn"):
        options += ["RET=HDRS", f"ENVID={envelope_id_of(envelope.mail_id)}"]
    if not _latin(envelope):
        if not client.has_extn("smtputf8"):
            return Answer(Result.REFUSED, "SMTPUTF8", "SMTPUTF8")
        options.append("SMTPUTF8")
    code, _words = client.mail(_sender(envelope), options)
    if code != 250:  # the sender is at fault, not the address: a setting that can be mended
        return Answer(Result.LATER, str(code))
    code, words = client.rcpt(envelope.address)
    if code not in {250, 251}:
        return _no(code, words)
    code, words = client.docmd("DATA")
    return None if code == 354 else _no(code, words)


def _send_text(client: smtplib.SMTP, envelope: Envelope) -> None:
    if client.sock is not None:
        client.sock.settimeout(TEXT_STEP)
    text = envelope.mail.as_bytes(policy=SMTP if _latin(envelope) else SMTP.clone(utf8=True))
    text = re.sub(rb"(?m)^\.", b"..", text)
    client.send(text if text.endswith(b"\r\n") else text + b"\r\n")


def _no(code: int, words: bytes) -> Answer:
    said = plain(f"{code} {words.decode('utf-8', 'replace')}")
    result = Result.REFUSED if 500 <= code < 600 else Result.LATER
    return Answer(result, str(code), said)


def _sender(envelope: Envelope) -> str:
    return parseaddr(str(envelope.mail["From"]))[1]


def _latin(envelope: Envelope) -> bool:
    return envelope.address.isascii() and _sender(envelope).isascii()
