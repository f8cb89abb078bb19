"""Keys and tokens. Row keys sort by time (UUIDv7); what must not show its time is random."""

import hashlib
import secrets
import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A UUIDv7: sorts by the time it was made, may be made by server or client."""
    return uuid_utils.compat.uuid7()


def random_id() -> uuid.UUID:
    """A UUIDv4, for rows whose key must not show when they were made."""
    return uuid.uuid4()


def new_token() -> str:
    """128 random bits as 22 base64url signs, for links that open something by themselves."""
    return secrets.token_urlsafe(16)


def hash_token(token: str) -> bytes:
    """SHA-256 of a token. Tokens carry 128 random bits, so a plain hash is enough at rest."""
    return hashlib.sha256(token.encode()).digest()
