"""Written forms: the revocation pack, and the one file of the offline verifier."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.engines.credentials.multikey import public_multibase
from lms.engines.credentials.statement import StatementKey, key_id
from lms.engines.register import notes
from lms.engines.register.notes import Ed25519Verifier

PACK = "concord/revocation-pack@v1"


@dataclass(frozen=True)
class Fallen:
    """A certificate that no longer stands: since when, why, and what took its place. No names.

    `code` is one of the closed list of reasons, "" from before there was one. `place` is the number
    of its status list and its index there, as `1/48213`, so that a certificate that is shown in
    parts without its serial is known, too; "" from before there were credentials.
    """

    serial: str
    state: str
    on: date
    reason: str = ""
    by: str = ""
    code: str = ""
    place: str = ""


def pack_key_name(base: str) -> str:
    """The name under which an installation's packs are signed."""
    parts = urlsplit(base)
    return f"{parts.netloc}{parts.path.rstrip('/')}/revocations"


@dataclass(frozen=True)
class _PackSigner:
    """Signs as Ed25519Signer does, with a key that may lie elsewhere."""

    name: str
    key: StatementKey

    @property
    def verifier(self) -> Ed25519Verifier:
        return Ed25519Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        return self.key.sign(text.encode())


def write_pack(fallen: Sequence[Fallen], *, base: str, at: datetime, key: StatementKey) -> str:
    """The signed pack (C2SP signed-note)."""
    signer = _PackSigner(pack_key_name(base), key)
    return str(notes.sign(pack_text(fallen, base=base, at=at), [signer]))


def pack_text(fallen: Sequence[Fallen], *, base: str, at: datetime) -> str:
    """What a pack says before its signature: form, base address, moment, one JSON line for each."""
    lines = [PACK, base.rstrip("/"), f"as-of {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    for one in fallen:
        told = {name: value for name, value in asdict(one).items() if value}
        told["on"] = one.on.isoformat()
        lines.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    return "\n".join(lines) + "\n"


def signed_text(pack: str) -> str:
    """What a signed pack says, without its signatures."""
    return pack.partition("\n\n")[0] + "\n"


def pack_moment(pack: str) -> datetime | None:
    """The moment that a pack of ours says it is of; None for another text."""
    lines = pack.split("\n", 3)
    if len(lines) < 4 or lines[0] != PACK or not lines[2].startswith("as-of "):
        return None
    return datetime.strptime(lines[2], "as-of %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True)
class Trust:
    """What an offline verifier is built to trust."""

    base: str
    name: str
    demonstration: bool
    statement_keys: Sequence[Ed25519PublicKey]
    log_keys: Sequence[str]
    pack: str
    credential_keys: Sequence[Ed25519PublicKey] = ()

    def told(self) -> dict[str, Any]:
        """The same for the page's script; see static/verification/judge.js."""
        name = pack_key_name(self.base)
        raw = [key.public_bytes_raw() for key in self.statement_keys]
        return {
            "base": self.base.rstrip("/"),
            "name": self.name,
            "demonstration": self.demonstration,
            "statementKeys": self.statement_keys_told(),
            "logKeys": list(self.log_keys),
            "packKeys": [Ed25519Verifier(name, key).vkey for key in raw],
            "credentialKeys": [
                {"id": public_multibase(key), "key": _base64(key)} for key in self.credential_keys
            ],
            "pack": self.pack,
        }

    def statement_keys_told(self) -> list[dict[str, str]]:
        """The keys of statements: id in hex, key in base64."""
        return [{"id": key_id(key).hex(), "key": _base64(key)} for key in self.statement_keys]

    @property
    def fingerprints(self) -> list[str]:
        """The SHA-256 of each statement key, in hex, to compare with what the office printed."""
        return [hashlib.sha256(key.public_bytes_raw()).hexdigest() for key in self.statement_keys]


def assemble(trust: Trust, *, page: str, style: str, script: str) -> bytes:
    """The offline verifier as one HTML file whose policy lets it talk to nobody.

    Raises ValueError for a script or style that would end its own element.
    """
    if "</script" in script.lower() or "</style" in style.lower():
        raise ValueError("A part of the offline verifier ends its own element.")
    told = json.dumps(trust.told(), ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "{script_hash}": _hash(script),
        "{style_hash}": _hash(style),
        "{style}": style,
        "{keys}": " ".join(trust.fingerprints),
        "{trust}": told,
        "{script}": script,
    }
    out: list[str] = []
    rest = page
    for mark, value in parts.items():  # in the order in which they stand, each looked for once
        before, found, rest = rest.partition(mark)
        if not found:
            raise ValueError(f"The offline verifier's page lacks {mark}.")
        out += [before, value]
    return "".join([*out, rest]).encode()


def _base64(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
