"""Signed notes: C2SP signed-note, with Ed25519 keys (type 0x01).

A note is a text that ends in a newline, an empty line, and one signature line for each key:
an em dash, the key's name, and in base64 the key's four-byte id and the signature.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
KEY_ID_BYTES = 4
DASH = "\u2014"
MOST_SIGNATURES = 32
LONGEST_NOTE = 200_000


class NotANote(ValueError):
    """The text is not of this form, or says something that the form forbids."""


class Verifier(Protocol):
    """A public key under a name, able to check signatures on notes."""

    @property
    def name(self) -> str:
        """The key's name."""

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which key signed."""

    @property
    def vkey(self) -> str:
        """The key in one line, as verifiers are told it."""

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (without the key id) is this key's on `text`."""


class Signer(Protocol):
    """A private key under a name."""

    @property
    def verifier(self) -> Verifier:
        """The public half."""

    def sign(self, text: str) -> bytes:
        """The signature on `text`, without the key id."""


@dataclass(frozen=True)
class SignatureLine:
    """One signature as it stands under a note."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH} {self.name} {encoded(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text with its signatures, none of them checked yet."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(str(line) for line in self.signatures)


@dataclass(frozen=True)
class Ed25519Verifier:
    """An Ed25519 key that signs the text as it is."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """See `Verifier`."""
        return key_id(self.name, ED25519, self.public)

    @property
    def vkey(self) -> str:
        """See `Verifier`."""
        return vkey(self.name, ED25519, self.public)

    def verifies(self, text: str, signature: bytes) -> bool:
        """See `Verifier`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Ed25519Signer:
    """The private half of an `Ed25519Verifier`."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Ed25519Verifier:
        """See `Signer`."""
        return Ed25519Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """See `Signer`."""
        return self.private.sign(text.encode())

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate())


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256 over name, newline, signature type and public key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_BYTES]


def vkey(name: str, kind: int, public: bytes) -> str:
    """A public key in one line: name, id in hex, type and key in base64."""
    material = encoded(bytes([kind]) + public)
    return f"{checked_name(name)}+{key_id(name, kind, public).hex()}+{material}"


def read_vkey(line: str) -> tuple[str, int, bytes]:
    """Name, signature type and public key of a vkey. Raises NotANote, also for a false id."""
    name, _, rest = line.strip().partition("+")
    given_id, _, material = rest.partition("+")
    data = decoded(material)
    if len(data) < 2:
        raise NotANote("The key is too short.")
    kind, public = data[0], data[1:]
    if key_id(checked_name(name), kind, public).hex() != given_id:
        raise NotANote("The id is not that of the key.")
    return name, kind, public


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """The note of a text, signed by these keys."""
    lines = []
    for signer in signers:
        key = signer.verifier
        lines.append(SignatureLine(checked_name(key.name), key.key_id, signer.sign(text)))
    return Note(_checked_text(text), tuple(lines))


def read_note(data: str) -> Note:
    """The text and signatures of a note. Raises NotANote. Nothing is verified: see `signed_by`."""
    if len(data) > LONGEST_NOTE:
        raise NotANote("The note is too long.")
    text, gap, rest = data.rpartition("\n\n")
    if not gap or not rest.endswith("\n"):
        raise NotANote("There is no empty line with signatures below it.")
    lines = rest[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotANote("There are too many signatures.")
    return Note(_checked_text(text + "\n"), tuple(_read_line(line) for line in lines))


def signed_by(note: Note, known: Sequence[Verifier]) -> list[Verifier]:
    """The known keys whose signatures stand under the note.

    Signatures of unknown keys are passed over. Raises NotANote where one of a known key is false,
    or where none of a known key is there.
    """
    found: list[Verifier] = []
    for line in note.signatures:
        for key in known:
            if (key.name, key.key_id) != (line.name, line.key_id):
                continue
            if not key.verifies(note.text, line.signature):
                raise NotANote(f"The signature of {key.name} is false.")
            if key not in found:
                found.append(key)
    if not found:
        raise NotANote("No known key has signed.")
    return found


def checked_name(name: str) -> str:
    """A key's name. Raises NotANote where it is empty or has a space or a plus."""
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise NotANote("A key's name has no spaces and no plus.")
    return name


def encoded(data: bytes) -> str:
    """Base64 as in RFC 4648, section 4."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """The bytes of a base64 text. Raises NotANote for any other way of writing the same bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("This is not base64.") from error
    if encoded(data) != text:
        raise NotANote("This base64 is not written as it should be.")
    return data


def _read_line(line: str) -> SignatureLine:
    dash, _, rest = line.partition(" ")
    name, _, text = rest.partition(" ")
    data = decoded(text)
    if dash != DASH or len(data) <= KEY_ID_BYTES:
        raise NotANote("A signature line is not of its form.")
    return SignatureLine(checked_name(name), data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _checked_text(text: str) -> str:
    if not text.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
        raise NotANote("A note's text ends in a newline and has no control signs.")
    return text
