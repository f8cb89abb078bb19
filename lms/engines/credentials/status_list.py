"""The list that says which credentials no longer stand: Bitstring Status List 1.0 (W3C).

One bit for each index, the leftmost bit first, in a list long enough that an index tells nothing
about its holder: 131,072 bits (16 KiB), most of them never given out.
"""

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.engines.credentials import proof
from lms.engines.credentials.badge import REVOCATION
from lms.engines.credentials.jsonld import CREDENTIALS_V2, Document, canonical

SIZE = 131_072
_LARGEST_BYTES = 2 * 1024 * 1024
_BASE64URL = "u"
_TYPES = ("VerifiableCredential", "BitstringStatusListCredential")


class NotAList(ValueError):
    """The text holds no bitstring of this form."""


def encode(indexes: Iterable[int], size: int = SIZE) -> str:
    """The bitstring with these bits set: gzip, base64url without padding, `u` in front.

    The same bits give the same text. Raises ValueError for an index outside the list.
    """
    bits = bytearray(size // 8)
    for index in indexes:
        if not 0 <= index < size:
            raise ValueError(f"The list has no place {index}.")
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return _BASE64URL + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def is_set(encoded: str, index: int) -> bool:
    """Whether the bit at this index is set. Raises NotAList, also for a list too short for it."""
    bits = _decode(encoded)
    if not 0 <= index < 8 * len(bits):
        raise NotAList(f"The list has no place {index}.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _decode(encoded: str) -> bytes:
    if not encoded.startswith(_BASE64URL):
        raise NotAList("The list does not begin with u.")
    text = encoded[1:]
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        opener = zlib.decompressobj(wbits=31)
        bits = opener.decompress(packed, _LARGEST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise NotAList(str(error)) from error
    if not opener.eof or 8 * len(bits) < SIZE:
        raise NotAList("The list is cut, too long, or shorter than 16 KiB.")
    return bits


def list_credential(
    *,
    address: str,
    issuer: str,
    indexes: Iterable[int],
    signed_at: datetime,
    valid_until: datetime,
) -> Document:
    """The list, still to be signed, good from `signed_at` to `valid_until`."""
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": list(_TYPES),
        "issuer": issuer,
        "validFrom": proof.moment(signed_at),
        "validUntil": proof.moment(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": REVOCATION,
            "encodedList": encode(indexes),
        },
    }


def sign(document: Document, key: Ed25519PrivateKey, *, method: str, created: datetime) -> Document:
    """The signed list. Raises NotAList for any other document: the key signs no credential so."""
    subject = document.get("credentialSubject")
    listed = isinstance(subject, dict) and subject.get("type") == "BitstringStatusList"
    if document.get("type") != list(_TYPES) or not listed or "proof" in document:
        raise NotAList("This is no list.")
    return proof.signed(document, canonical(document), key=key, method=method, created=created)
