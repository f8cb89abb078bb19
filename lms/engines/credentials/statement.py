"""The statement in a certificate's QR code: a small signed record that proves itself without a net.

It stands as the fragment of `BASE/v/TOKEN#STATEMENT`, so that a browser which follows the address
never sends it. It is a COSE_Sign1 (RFC 9052, section 4.2) with EdDSA over Ed25519 (RFC 9053,
section 2.2) in deterministic CBOR (RFC 8949, section 4.2.1), written as one decimal number: digits
cost 3.33 bits each in a QR code, so 8.03 bits for a byte, less than base45 (8.25) or base64url
(10.67), and they may stand in any address as they are.

The payload is an array: version 1, serial, name, local name, course code, kind, day of issue, last
day of validity or null; days are counted from 1 January 1970. The protected header holds the
algorithm and the first four bytes of the key's SHA-256; the unprotected header is empty.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any, Protocol

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.engines.credentials.payload import Payload

VERSION = 1
KEY_ID_BYTES = 4
MOST_DIGITS = 1_600
_COSE_SIGN1_TAG = 18
_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8
_EPOCH = date(1970, 1, 1)
_KINDS = {"completion": 1, "participation": 2, "appreciation": 3}
_KIND_NAMES = {number: name for name, number in _KINDS.items()}
_FIELDS = 8


class StatementKey(Protocol):
    """An Ed25519 key that signs; cryptography's Ed25519PrivateKey is one."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature of 64 bytes over the data."""

    def public_key(self) -> Ed25519PublicKey:
        """The public half."""


@dataclass(frozen=True)
class Statement:
    """What a QR code states. The names are those printed; `local_name` may be empty."""

    serial: str
    name: str
    local_name: str
    course_code: str
    kind: str
    issued_on: date
    expires_on: date | None = None

    def expired(self, today: date) -> bool:
        """Whether the last day of validity is over."""
        return self.expires_on is not None and today > self.expires_on


class NotAStatement(ValueError):
    """The text is no statement of this form."""


class UnknownKey(NotAStatement):
    """The statement is well formed and names a key that is not pinned. `key_id` is in hex."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no pinned key has the id {key_id}")
        self.key_id = key_id


class WrongSignature(NotAStatement):
    """The statement names a pinned key that has not signed it: changed, or by a look-alike key."""


def key_id(public: Ed25519PublicKey) -> bytes:
    """The first four bytes of the SHA-256 of the raw public key; it finds a key, proves nothing."""
    return hashlib.sha256(public.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def statement_of(payload: Payload) -> Statement:
    """What the QR code of a payload states."""
    return Statement(
        serial=payload.serial,
        name=payload.holder.name,
        local_name=payload.holder.local_name,
        course_code=payload.training.code,
        kind=payload.kind.value,
        issued_on=payload.issued_at.date(),
        expires_on=payload.expires_on,
    )


def statement_for(payload: Payload, key: StatementKey) -> str:
    """The signed statement of a payload, as the digits that follow `#` in the QR code."""
    return sign(statement_of(payload), key)


def sign(statement: Statement, key: StatementKey) -> str:
    """The statement, signed, as digits. The same input gives the same digits."""
    unsigned = Unsigned.of(statement, key.public_key())
    return unsigned.digits(key.sign(unsigned.data))


@dataclass(frozen=True)
class Unsigned:
    """A statement that is still to be signed by a key that lies elsewhere."""

    protected: bytes
    body: bytes

    @classmethod
    def of(cls, statement: Statement, public: Ed25519PublicKey) -> "Unsigned":
        """The statement, for the key with this public half."""
        return cls(_dump({_ALGORITHM: _EDDSA, _KEY_ID: key_id(public)}), _write(statement))

    @property
    def data(self) -> bytes:
        """The bytes that are signed."""
        return _to_be_signed(self.protected, self.body)

    def digits(self, signature: bytes) -> str:
        """The statement with its signature, as digits."""
        signed = cbor2.CBORTag(_COSE_SIGN1_TAG, [self.protected, {}, self.body, signature])
        return str(int.from_bytes(_dump(signed)))


def is_to_be_signed(data: bytes) -> bool:
    """Whether these are the bytes that are signed for a statement of this form, and no others."""
    try:
        word, protected, outside, body = _load(data)
        header = _load(protected)
        _read(body)
    except (NotAStatement, ValueError, TypeError):
        return False
    named = isinstance(header, dict) and set(header) == {_ALGORITHM, _KEY_ID}
    return named and (word, outside) == ("Signature1", b"")


def read(text: str, keys: "Pinned") -> Statement:
    """The statement in these digits, if a pinned key has signed it.

    Raises NotAStatement, or one of its kinds UnknownKey and WrongSignature. There is exactly one
    way to write a statement: whatever else decodes to the same is refused.
    """
    protected, body, signature, named = _parts(text)
    if named not in keys.keys:
        raise UnknownKey(named.hex())
    try:
        keys.keys[named].verify(signature, _to_be_signed(protected, body))
    except InvalidSignature:
        raise WrongSignature("the pinned key of that id has not signed this") from None
    return _read(body)


def looks_like_statement(text: str) -> bool:
    """Whether this could be a statement at all: digits, as many as one has."""
    return 200 <= len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()


class Pinned:
    """The keys that a verifier trusts, by their id."""

    def __init__(self, keys: Iterable[Ed25519PublicKey]) -> None:
        self.keys = {key_id(key): key for key in keys}


# --- the form ---


def _dump(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _to_be_signed(protected: bytes, body: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4, without external data."""
    return _dump(["Signature1", protected, b"", body])


def _write(one: Statement) -> bytes:
    return _dump(
        [
            VERSION,
            one.serial,
            one.name,
            one.local_name,
            one.course_code,
            _KINDS.get(one.kind, one.kind),
            (one.issued_on - _EPOCH).days,
            None if one.expires_on is None else (one.expires_on - _EPOCH).days,
        ]
    )


def _parts(text: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Protected header, payload, signature and key id. Raises NotAStatement."""
    if not looks_like_statement(text) or text.startswith("0"):
        raise NotAStatement("these are not the digits of a statement")
    number = int(text)
    tag = _load(number.to_bytes((number.bit_length() + 7) // 8))
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != _COSE_SIGN1_TAG:
        raise NotAStatement("no COSE_Sign1")
    parts = tag.value
    if not isinstance(parts, list | tuple) or len(parts) != 4:
        raise NotAStatement("no COSE_Sign1 of four parts")
    protected, unprotected, body, signature = parts
    sized = all(isinstance(part, bytes) for part in (protected, body, signature))
    if not sized or unprotected != {} or len(signature) != 64:
        raise NotAStatement("parts of another kind")
    header = _load(protected)
    if not isinstance(header, dict) or set(header) != {_ALGORITHM, _KEY_ID}:
        raise NotAStatement("another header")
    named = header[_KEY_ID]
    if header[_ALGORITHM] != _EDDSA or not isinstance(named, bytes) or len(named) != KEY_ID_BYTES:
        raise NotAStatement("another algorithm or key id")
    return protected, body, signature, named


def _load(data: bytes) -> Any:
    """One value that fills the bytes and is written in the deterministic way."""
    source = BytesIO(data)
    try:
        value = cbor2.CBORDecoder(source).decode()
        same = source.tell() == len(data) and _dump(value) == data
    except Exception as error:  # a parser of foreign bytes may raise anything
        raise NotAStatement("no CBOR") from error
    if not same:
        raise NotAStatement("not written in the one deterministic way")
    return value


def _read(body: bytes) -> Statement:
    parts = _load(body)
    if not isinstance(parts, list) or len(parts) != _FIELDS or parts[0] != VERSION:
        raise NotAStatement("a statement of another version")
    _, serial, name, local_name, code, kind, issued, expires = parts
    texts = all(isinstance(text, str) for text in (serial, name, local_name, code))
    if not texts or not isinstance(kind, int | str) or kind is True or kind is False:
        raise NotAStatement("parts of another kind")
    return Statement(
        serial=serial,
        name=name,
        local_name=local_name,
        course_code=code,
        kind=kind if isinstance(kind, str) else _KIND_NAMES.get(kind, f"kind {kind}"),
        issued_on=_day(issued),
        expires_on=None if expires is None else _day(expires),
    )


def _day(days: object) -> date:
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days < 1_000_000:
        raise NotAStatement("no day")
    return _EPOCH + timedelta(days=days)
