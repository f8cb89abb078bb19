"""Writing the audit trail: in the transaction of the act, chained, personal values apart."""

import hashlib
import secrets
import uuid
from typing import Any

import rfc8785
import sqlalchemy as sa

from lms.audit.models import AuditEntry, AuditHead, AuditPersonal
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, locked_or_made
from lms.core.messages import Message

SCHEMA = 1
GENESIS = bytes(32)


def record(
    actor: Identity,
    act: str,
    *,
    object_type: str,
    object_id: uuid.UUID | str,
    summary: Message,
    course_session_id: uuid.UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> int:
    """Add one entry to the chain and return its sequence number.

    `summary`, `before` and `after` may hold personal values: they go to the side table, and only
    their salted hash is chained. Rule 7 of the seams; L1 and L2 of the security rules.
    """
    head = _locked_head()
    salt = secrets.token_bytes(32)
    values = _plain(
        {
            "actor": actor.name,
            "summary": {"text": summary.text, "values": dict(summary.values)},
            "before": before or {},
            "after": after or {},
        }
    )
    now = utcnow()
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "sequence": head.sequence + 1,
        "at": now.isoformat(timespec="microseconds"),
        "actor": "system" if actor.is_system else str(actor.person_id),
        "act": act,
        "object": {"type": object_type, "id": str(object_id)},
        "course_session": str(course_session_id) if course_session_id else None,
        "personal": personal_hash(salt, values).hex(),
    }
    text = rfc8785.dumps(body).decode()
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=now,
        actor_id=actor.person_id,
        act=act,
        object_type=object_type,
        object_id=str(object_id),
        course_session_id=course_session_id,
        body=text,
        previous_hash=head.hash,
        hash=entry_hash(head.hash, text),
    )
    db.session.add(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    db.session.flush()
    db.session.add(AuditPersonal(sequence=entry.sequence, salt=salt, values=values))
    db.session.flush()
    return entry.sequence


def entry_hash(previous: bytes, body: str) -> bytes:
    """SHA-256 over the previous entry's hash and this entry's canonical JSON."""
    return hashlib.sha256(previous + body.encode()).digest()


def personal_hash(salt: bytes, values: dict[str, Any]) -> bytes:
    """SHA-256 over a salt and the canonical JSON of the personal values."""
    return hashlib.sha256(salt + rfc8785.dumps(values)).digest()


def _locked_head() -> AuditHead:
    mine = sa.select(AuditHead).where(AuditHead.id == 1)
    return locked_or_made(mine, lambda: AuditHead(id=1, sequence=0, hash=GENESIS))


def _plain(value: Any) -> Any:
    """Values as JSON has them: dates and ids as text, messages as msgid and values."""
    if isinstance(value, Message):
        return {"text": value.text, "values": _plain(dict(value.values))}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value if not isinstance(value, str) else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
