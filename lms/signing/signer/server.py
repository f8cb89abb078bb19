"""The signer's side: asks the gate about each list, counts, signs digests, writes its own journal.

A caller gets signatures for names on a list that was approved and signed by people, and for nothing
else; the journal says for each signature which list, which name, which office and which document.
"""

import base64
import hashlib
import json
import os
import socket
import threading
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from flask import Flask

from lms.core.clock import utcnow
from lms.core.db import db
from lms.signing.port import KeyUnavailable
from lms.signing.services.gate import Admission, NotAdmitted, admit
from lms.signing.signer import documents, papers, wire
from lms.signing.signer.box import CERTIFICATES, MINUTES, KeyBox
from lms.signing.signer.problems import SignerProblem
from lms.signing.signer.stamps import StampAuthority, stamps_of

log = structlog.get_logger()
MOST_CALLERS = 4
IDLE_SECONDS = 120.0
JOURNAL = "signer-journal.jsonl"
Answer = dict[str, Any]


class Signer:
    """One signer of one installation."""

    def __init__(self, app: Flask, box: KeyBox, folder: Path) -> None:
        self._app, self._box, self._folder = app, box, folder
        self._places = threading.BoundedSemaphore(MOST_CALLERS)
        self._tries: documents.Tries = {}
        self._papers: dict[UUID, Counter[tuple[str, str]]] = {}
        self._writing = threading.Lock()
        self._listening = self._listen()

    def serve(self) -> None:
        """Answer callers until `close`. At most four at once; others are told to wait."""
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return  # closed
            connection.settimeout(IDLE_SECONDS)
            if not wire.same_user(connection):
                connection.close()
            elif self._places.acquire(blocking=False):
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()
            else:
                self._busy(connection)

    def close(self) -> None:
        """Stop listening and forget the keys."""
        self._box.lock()
        self._listening.close()

    def _listen(self) -> socket.socket:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._folder / wire.NAME).unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with wire.address(self._folder) as address:
            before = os.umask(0o177)
            try:
                listening.bind(address)
            finally:
                os.umask(before)
        listening.listen(MOST_CALLERS)
        return listening

    def _busy(self, connection: socket.socket) -> None:
        line = wire.Line(connection)
        try:
            line.send({"error": "busy"})
        except wire.Broken:
            pass
        finally:
            line.close()

    def _answer(self, connection: socket.socket) -> None:
        line = wire.Line(connection)
        caller = _Caller(self)
        try:
            with self._app.app_context():
                while (asked := line.receive()) is not None:
                    line.send(caller.answer(asked))
        except wire.Broken:
            log.info("signer.caller_went")
        finally:
            line.close()
            self._places.release()

    # --- what a caller may ask for ---

    @property
    def box(self) -> KeyBox:
        return self._box

    def sign(
        self, list_id: UUID, admitted: Admission, office: int, asked: papers.Asked
    ) -> list[bytes]:
        """One office's signatures for names of an admitted list. Raises SignerProblem, ValueError
        for what are no signed attributes of a document."""
        digests = [documents.digest_of(data) for _, data in asked]
        signed = documents.sign_documents(
            self._box, admitted, asked, list_id=str(list_id), office=office, tries=self._tries
        )
        self.note(
            list=str(list_id),
            digest=admitted.digest,
            office=office,
            entries=[entry for entry, _ in asked],
            documents=digests,
        )
        return signed

    def sign_papers(
        self, list_id: UUID, admitted: Admission, kind: str, asked: papers.Asked
    ) -> list[bytes]:
        """Signatures for many names of an admitted list. Raises SignerProblem, ValueError."""
        tries = self._papers.setdefault(list_id, Counter())
        signed = papers.sign_papers(self._box, admitted, kind, asked, tries)
        self.note(
            list=str(list_id),
            digest=admitted.digest,
            key=kind,
            entries=[entry for entry, _ in asked],
            document=papers.digest_of(asked),
        )
        return signed

    def stamps(self) -> StampAuthority:
        """The time-stamp authority. Raises SignerProblem, KeyUnavailable where there is none."""
        return stamps_of(self._box, self._app.extensions["concord.settings"])

    def note(self, **what: object) -> None:
        """Write a line in the journal."""
        line = {"at": utcnow().isoformat(timespec="milliseconds"), **what}
        with self._writing:
            handle = os.open(self._folder / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as out:
                out.write(json.dumps(line).encode() + b"\n")


class _Caller:
    """One conversation: a list is opened in it, then its names are signed for."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._list_id: UUID | None = None
        self._admitted: Admission | None = None

    def answer(self, asked: Answer) -> Answer:
        """The answer to one request; errors are answers, too."""
        try:
            return self._answer(asked)
        except SignerProblem as problem:
            return {"error": problem.failure.value, "message": problem.message.text}
        except NotAdmitted as refusal:
            return {"error": "not_approved", "message": refusal.message.text}
        except KeyUnavailable as error:
            return {"error": "key", "message": str(error)}
        except (KeyError, ValueError, TypeError):
            return {"error": "wrong"}

    def _answer(self, asked: Answer) -> Answer:
        box = self._signer.box
        match asked.get("ask"):
            case "status":
                return box.status()
            case "unlock":
                every = box.unlock(
                    str(asked["passphrase"]).encode() or None,
                    minutes=int(asked.get("minutes", MINUTES)),
                    certificates=int(asked.get("certificates", CERTIFICATES)),
                )
                return {"all": every, **box.status()}
            case "lock":
                box.lock()
                return box.status()
            case "open":
                return self._open(UUID(asked["list"]))
            case "sign" if self._admitted is not None and self._list_id is not None:
                office = int(asked["office"])
                signed = self._signer.sign(self._list_id, self._admitted, office, _wanted(asked))
                return {"signatures": [_sent(one) for one in signed]}
            case "papers" if self._admitted is not None and self._list_id is not None:
                kind = str(asked["key"])
                signed = self._signer.sign_papers(
                    self._list_id, self._admitted, kind, _wanted(asked)
                )
                return {"signatures": [_sent(one) for one in signed]}
            case "parts":
                return self._parts(UUID(asked["list"]), asked)
            case "public" | "sign_list" | "sign_pack":
                return self._beside_papers(asked)
            case "stamps" | "stamp" | "timestamp":
                return self._stamped(asked)
        return {"error": "wrong"}

    def _parts(self, list_id: UUID, asked: Answer) -> Answer:
        """A certificate to be shown in parts, asked for long after its paper was made: for a name
        of an approved list, by the key of credentials alone."""
        try:
            admitted = admit(list_id)
        finally:
            db.session.remove()
        signed = self._signer.sign_papers(list_id, admitted, papers.PARTS, _wanted(asked))
        return {"signatures": [_sent(one) for one in signed]}

    def _beside_papers(self, asked: Answer) -> Answer:
        """Public halves, and the lists of what no longer stands: they are of no list of names."""
        box = self._signer.box
        match asked["ask"]:
            case "sign_list":
                created = datetime.fromisoformat(asked["created"])
                document, method = dict(asked["document"]), str(asked["method"])
                signed = papers.sign_status_list(box, document, method, created)
                self._signer.note(key=papers.CREDENTIALS, list=str(document.get("id")))
                return {"document": signed}
            case "sign_pack":
                text = str(asked["text"])
                signature = papers.sign_pack(box, text)
                digest = hashlib.sha256(text.encode()).hexdigest()
                self._signer.note(key=papers.STATEMENTS, document=digest)
                return {"signature": _sent(signature)}
        public = papers.public_half(box, str(asked["key"]))
        return {"public": _sent(public.public_bytes_raw()) if public is not None else None}

    def _stamped(self, asked: Answer) -> Answer:
        """Time stamps are for any digest: they say when it was there, and nothing about it."""
        stamps = self._signer.stamps()
        match asked["ask"]:
            case "stamp":
                imprint = base64.b64decode(asked["imprint"], validate=True)
                if len(imprint) != 32:
                    raise ValueError("not a SHA-256 digest")
                serial, made = stamps.stamp(imprint)
            case "timestamp":
                serial, made = stamps.answer(base64.b64decode(asked["request"], validate=True))
            case _:
                return {"certificate": _sent(stamps.key.certificate.dump())}
        self._signer.note(stamp=str(serial), document=hashlib.sha256(made).hexdigest())
        return {"made": _sent(made)}

    def _open(self, list_id: UUID) -> Answer:
        self._admitted = None
        try:
            admitted = admit(list_id)
        finally:
            db.session.remove()
        keys = self._signer.box.keys()
        self._list_id, self._admitted = list_id, admitted
        return {
            "offices": [
                {
                    name: _sent(certificate.dump())
                    for name, certificate in (("certificate", key.certificate), ("root", key.root))
                }
                for key in keys
            ]
        }


def _wanted(asked: Answer) -> papers.Asked:
    """Names of the list, each with the bytes to be signed for it."""
    given = [base64.b64decode(one, validate=True) for one in asked["data"]]
    return list(zip(map(str, asked["entries"]), given, strict=True))


def _sent(data: bytes) -> str:
    return base64.b64encode(data).decode()
