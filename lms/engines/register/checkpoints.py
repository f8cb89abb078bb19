"""Signed heads of a register: C2SP tlog-checkpoint, and its ML-DSA-44 line of tlog-cosignature.

The log signs each head twice: by Ed25519 over the note's text, and by ML-DSA-44 (type 0x06) over
the `cosigned_message` of tlog-cosignature, with the log itself as cosigner. Whoever knows only one
of the two kinds passes over the other.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from lms.engines.register import notes
from lms.engines.register.hashing import HASH_BYTES
from lms.engines.register.notes import NotANote, Note, Verifier

MLDSA44 = 0x06
LABEL = b"subtree/v1\n\x00"
_STAMP = struct.Struct(">Q")


@dataclass(frozen=True)
class Checkpoint:
    """A tree's head: whose tree, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{notes.encoded(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The head in a note's text; extension lines are passed over. Raises NotANote."""
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:
        raise NotANote("A checkpoint has three lines or more, none of them empty.")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or (size[0] == "0" and size != "0"):
        raise NotANote("The second line is not a size.")
    hashed = notes.decoded(root)
    if len(hashed) != HASH_BYTES:
        raise NotANote("The third line is not a root.")
    return Checkpoint(origin, int(size), hashed)


def open_checkpoint(
    data: str, keys: Sequence[Verifier], *, origin: str | None = None
) -> Checkpoint:
    """The head of a signed note, once the log's own signatures were found true.

    The keys that count bear the origin's name. Raises NotANote where none of them has signed, where
    any known signature is false, or where the origin is not the one asked for.
    """
    note = notes.read_note(data)
    head = read_checkpoint(note.text)
    if origin is not None and head.origin != origin:
        raise NotANote(f"This is the head of {head.origin}.")
    signed = notes.signed_by(note, keys)
    if not any(key.name == head.origin for key in signed):
        raise NotANote("The log itself has not signed.")
    return head


def sign_checkpoint(head: Checkpoint, signers: Sequence[notes.Signer]) -> Note:
    """The signed note of a head."""
    return notes.sign(head.text, signers)


def cosigned_message(name: str, at: int, head: Checkpoint) -> bytes:
    """What ML-DSA-44 signs: `cosigned_message` of tlog-cosignature, in the writing of RFC 8446.

    `at` is in seconds since 1970.
    """
    return b"".join(
        (
            LABEL,
            _counted(name),
            _STAMP.pack(at),
            _counted(head.origin),
            _STAMP.pack(0),
            _STAMP.pack(head.size),
            head.root,
        )
    )


def _counted(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise NotANote("A name has 1 to 255 bytes.")
    return bytes([len(data)]) + data


@dataclass(frozen=True)
class MLDSA44Verifier:
    """An ML-DSA-44 key that cosigns heads."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """See `Verifier`."""
        return notes.key_id(self.name, MLDSA44, self.public)

    @property
    def vkey(self) -> str:
        """See `Verifier`."""
        return notes.vkey(self.name, MLDSA44, self.public)

    def verifies(self, text: str, signature: bytes) -> bool:
        """See `Verifier`. The signature begins with its time."""
        if len(signature) <= _STAMP.size:
            return False
        at = _STAMP.unpack(signature[: _STAMP.size])[0]
        try:
            message = cosigned_message(self.name, at, read_checkpoint(text))
            public = MLDSA44PublicKey.from_public_bytes(self.public)
            public.verify(signature[_STAMP.size :], message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class MLDSA44Signer:
    """The private half of an `MLDSA44Verifier`; `at`, in seconds since 1970, is signed as well."""

    name: str
    private: MLDSA44PrivateKey
    at: int

    @property
    def verifier(self) -> MLDSA44Verifier:
        """See `notes.Signer`."""
        return MLDSA44Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """See `notes.Signer`."""
        message = cosigned_message(self.name, self.at, read_checkpoint(text))
        return _STAMP.pack(self.at) + self.private.sign(message)

    @classmethod
    def generate(cls, name: str, at: int = 0) -> Self:
        """A new key."""
        return cls(name, MLDSA44PrivateKey.generate(), at)


def verifier_of(line: str) -> Verifier:
    """The key of a vkey line, of either kind. Raises NotANote."""
    name, kind, public = notes.read_vkey(line)
    if kind == notes.ED25519:
        return notes.Ed25519Verifier(name, public)
    if kind == MLDSA44:
        return MLDSA44Verifier(name, public)
    raise NotANote(f"Signatures of type {kind} are not known here.")
