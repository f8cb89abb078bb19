"""The secret part of a private calendar address.

It is derived from the feed's id and the installation's secret, so that the database alone opens
no calendar, and the owner can be shown the address again.
"""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

_PURPOSE = b"concord calendar feed"
_SIGNED = 16  # bytes of the signature: 128 bit


def feed_token(secret: str, feed_id: UUID) -> str:
    """The token of a feed: its id and a signature, 43 base64url signs."""
    raw = feed_id.bytes + _signature(secret, feed_id.bytes)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def feed_of(secret: str, token: str) -> UUID | None:
    """The feed whose token this is; None for anything else. Compared in constant time."""
    raw = _decoded(token)
    key, signature = raw[:16], raw[16:]
    right = hmac.compare_digest(signature, _signature(secret, key))
    return UUID(bytes=key) if right and len(key) == 16 else None


def _signature(secret: str, key: bytes) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE + key, hashlib.sha256).digest()[:_SIGNED]


def _decoded(token: str) -> bytes:
    if len(token) != 43 or not token.isascii():
        return b""
    try:
        raw = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except binascii.Error:
        return b""
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == token else b""
