"""The caller's side: keys that lie in the signer process, asked for one signature or for many."""

import base64
import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.core.messages import Message
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.signer import papers, wire
from lms.signing.signer.problems import Failure, SignerProblem, gone

ANSWER_SECONDS = 30.0
WAIT_SECONDS = 20.0  # for a place among the callers


class RemoteKey:
    """An office's key in the signer, for one name of the list that was opened."""

    def __init__(self, session: "SignerSession", office: int, entry: str) -> None:
        self._session, self._office, self._entry = session, office, entry
        self.certificate, self.root = session.offices[office]

    def sign(self, data: bytes) -> bytes:
        """See `OfficeKey.sign`. `data` are the signed attributes of a document. SignerProblem."""
        return self._session.sign(self._office, [(self._entry, data)])[0]


class SignerSession:
    """A conversation about one list; without a list it is about time stamps alone."""

    def __init__(self, line: wire.Line, list_id: UUID | None) -> None:
        self._line = line
        self.offices: list[tuple[x509.Certificate, x509.Certificate]] = []
        if list_id is None:
            return
        told = _ask(line, {"ask": "open", "list": str(list_id)})
        self.offices = [
            (_certificate(one, "certificate"), _certificate(one, "root")) for one in told["offices"]
        ]

    def keys(self, entry: str) -> Sequence[OfficeKey]:
        """The keys of the offices, for one name of the list."""
        return [RemoteKey(self, office, entry) for office in range(len(self.offices))]

    def sign(self, office: int, asked: papers.Asked) -> list[bytes]:
        """See `Keys.sign`. Raises SignerProblem."""
        return self._signatures({"ask": "sign", "office": office}, asked)

    def public_half(self, kind: str) -> Ed25519PublicKey | None:
        """The public half of a key of papers; None where there is none. Raises SignerProblem."""
        return _public(_ask(self._line, {"ask": "public", "key": kind}))

    def sign_papers(self, kind: str, asked: papers.Asked) -> list[bytes]:
        """Signatures by a key of papers, for names of the list, in this order. SignerProblem."""
        return self._signatures({"ask": "papers", "key": kind}, asked)

    def _signatures(self, question: dict[str, Any], asked: papers.Asked) -> list[bytes]:
        names = [entry for entry, _ in asked]
        data = [base64.b64encode(one).decode() for _, one in asked]
        told = _ask(self._line, {**question, "entries": names, "data": data})
        return [base64.b64decode(one) for one in told["signatures"]]

    def stamp_certificate(self) -> bytes:
        """The certificate (DER) of the signer's time-stamp authority. Raises KeyUnavailable."""
        return base64.b64decode(_ask(self._line, {"ask": "stamps"})["certificate"])

    def stamp(self, imprint: bytes) -> bytes:
        """A time-stamp token over a SHA-256 digest. Raises KeyUnavailable."""
        asked = {"ask": "stamp", "imprint": base64.b64encode(imprint).decode()}
        return base64.b64decode(_ask(self._line, asked)["made"])


@contextlib.contextmanager
def opened(data: Path, list_id: UUID | None) -> Iterator[SignerSession]:
    """Talk to the signer of the installation in `data` about one list, or time stamps alone.

    Raises SignerProblem.
    """
    line = _connect(data)
    try:
        yield SignerSession(line, list_id)
    finally:
        line.close()


def ask(data: Path, **request: object) -> dict[str, Any]:
    """One question outside a list: status, unlock, lock. Raises SignerProblem, KeyUnavailable."""
    line = _connect(data)
    try:
        return _ask(line, dict(request))
    finally:
        line.close()


def sign_parts(data: Path, list_id: UUID, entry: str, unsigned: bytes) -> bytes:
    """The signature over a certificate to be shown in parts, for one name of a list.

    Raises SignerProblem, KeyUnavailable.
    """
    sent = base64.b64encode(unsigned).decode()
    asked = {"ask": "parts", "list": str(list_id), "entries": [entry], "data": [sent]}
    line = _connect(data)
    try:
        return base64.b64decode(_ask(line, asked)["signatures"][0])
    finally:
        line.close()


def public_half(data: Path, kind: str) -> Ed25519PublicKey | None:
    """As `SignerSession.public_half`, outside a list."""
    return _public(ask(data, ask="public", key=kind))


def _public(told: dict[str, Any]) -> Ed25519PublicKey | None:
    raw = told["public"]
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(raw)) if raw else None


def answers(data: Path) -> bool:
    """Whether a signer listens there."""
    try:
        ask(data, ask="status")
    except SignerProblem:
        return False
    return True


def _connect(data: Path) -> wire.Line:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(ANSWER_SECONDS)
        line = wire.Line(connection)
        try:
            with wire.address(wire.folder_of(data)) as address:
                connection.connect(address)
        except OSError as error:
            line.close()
            raise gone() from error
        if _has_a_place(line):
            return line
        line.close()
        if time.monotonic() > until:
            raise gone()
        time.sleep(0.2)


def _has_a_place(line: wire.Line) -> bool:
    """Whether the signer talks on this line; where it is busy it says so, or has hung up before
    it was asked."""
    try:
        line.send({"ask": "status"})
        told = line.receive()
    except wire.Broken:
        return False
    return told is not None and told.get("error") != "busy"


def _ask(line: wire.Line, request: dict[str, Any]) -> dict[str, Any]:
    try:
        line.send(request)
        told = line.receive()
    except OSError as error:
        raise gone() from error
    if told is None:
        raise gone()
    match told.get("error"):
        case None:
            return told
        case "key":
            raise KeyUnavailable(str(told["message"]))
        case "locked" | "not_approved" as failure:
            raise SignerProblem(Failure(failure), Message(str(told["message"])))
    raise gone()


def _certificate(told: dict[str, str], name: str) -> x509.Certificate:
    return x509.Certificate.load(base64.b64decode(told[name]))
