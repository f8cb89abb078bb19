"""Keys and tokens. Row keys sort by time (UUIDv7); what must not show its time is random."""

import hashlib
import secrets
import uuid

import uuid_utils.compat

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_TYPED = "23456789" + _LETTERS


def new_id() -> uuid.UUID:
    """A UUIDv7: sorts by the time it was made, may be made by server or client."""
    return uuid_utils.compat.uuid7()


def random_id() -> uuid.UUID:
    """A UUIDv4, for rows whose key must not show when they were made."""
    return uuid.uuid4()


def new_token() -> str:
    """128 random bits as 22 base64url signs, for links that open something by themselves."""
    return secrets.token_urlsafe(16)


def new_typed_token() -> str:
    """128 random bits as 26 signs that are safe to type from paper: small letters and digits, no
    look-alikes, no sign at which a line may break. The first is a letter, so that a line breaks
    behind the slash before it."""
    return secrets.choice(_LETTERS) + "".join(secrets.choice(_TYPED) for _ in range(25))


def hash_token(token: str) -> bytes:
    """SHA-256 of a token. Tokens carry 128 random bits, so a plain hash is enough at rest."""
    return hashlib.sha256(token.encode()).digest()
