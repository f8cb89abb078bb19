"""The salted commitment to a payload, in the form of a Merkle leaf (RFC 9162: hash of 0x00, entry).

The register may show the commitment to anyone: without the salt, which only file and record hold,
nobody can try out names against it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

import rfc8785

SALT_BYTES = 32
LEAF = b"\x00"
ATTACHMENT_NAME = "certificate.json"
ATTACHMENT_TYPE = "application/json"
ATTACHMENT_SCHEMA = 1


def new_salt() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(SALT_BYTES)


def commit(payload: bytes, salt: bytes) -> bytes:
    """SHA-256 over 0x00, salt and canonical payload: the leaf for the register."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return hashlib.sha256(LEAF + salt + payload).digest()


def opens(commitment: bytes, payload: bytes, salt: bytes) -> bool:
    """Whether payload and salt are what was committed to."""
    return hmac.compare_digest(commit(payload, salt), commitment)


@dataclass(frozen=True)
class Opening:
    """What a certificate's file carries inside: the payload's exact bytes and the salt."""

    payload: bytes
    salt: bytes

    @property
    def commitment(self) -> bytes:
        """The leaf that this payload and salt lead to."""
        return commit(self.payload, self.salt)


class NotAnOpening(ValueError):
    """The attachment is not of this form."""


def write_opening(opening: Opening) -> bytes:
    """The attachment's bytes: payload in the clear, salt and commitment, readable by eye.

    The payload stands in its canonical bytes, which are JSON already: writing it anew would cost
    more than two signatures.
    """
    return b'{\n "schema": %d,\n "payload": %s,\n "salt": "%s",\n "commitment": "%s"\n}' % (
        ATTACHMENT_SCHEMA,
        opening.payload,
        base64.b64encode(opening.salt),
        opening.commitment.hex().encode(),
    )


def read_opening(data: bytes) -> Opening:
    """The payload and salt in an attachment. Raises NotAnOpening where they do not fit together.

    The payload is brought back to its canonical bytes, so spaces and order do not matter.
    """
    try:
        document = json.loads(data)
        if document["schema"] != ATTACHMENT_SCHEMA:
            raise NotAnOpening("unknown schema")
        payload = rfc8785.dumps(document["payload"])
        opening = Opening(payload, base64.b64decode(document["salt"], validate=True))
        if opening.commitment.hex() != document["commitment"]:
            raise NotAnOpening("payload and salt do not lead to the commitment")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAnOpening(str(error)) from error
    return opening
