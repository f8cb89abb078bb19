"""Reading the audit trail, and proving that it is whole."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.audit.models import AuditEntry, AuditHead, AuditPersonal
from lms.audit.services import GENESIS, entry_hash, personal_hash
from lms.core.db import db
from lms.core.messages import Message


@dataclass(frozen=True)
class AuditRow:
    """One act in words. Where personal values were erased, only the bare act is left."""

    sequence: int
    at: datetime
    actor: str
    act: str
    summary: Message | None
    before: dict[str, Any]
    after: dict[str, Any]


def acted_since(course_session_id: uuid.UUID, acts: Sequence[str], moment: datetime) -> bool:
    """Whether one of these acts was done in a session after a moment."""
    later = sa.exists().where(
        AuditEntry.course_session_id == course_session_id,
        AuditEntry.act.in_(acts),
        AuditEntry.at > moment,
    )
    return bool(db.session.scalar(sa.select(later)))


def entries(
    *,
    course_session_id: uuid.UUID | None,
    limit: int,
    before_sequence: int | None = None,
    rooms: Sequence[str] = (),
) -> list[AuditRow]:
    """The newest acts of one session (or of the installation), `limit` of them.

    `rooms` narrows to acts of these rooms: an act is named `room.verb`.

    The caller has asked the policy: this query does not filter by actor.
    """
    statement = (
        sa.select(AuditEntry.sequence, AuditEntry.at, AuditEntry.act, AuditPersonal.values)
        .outerjoin(AuditPersonal, AuditPersonal.sequence == AuditEntry.sequence)
        .order_by(AuditEntry.sequence.desc())
        .limit(limit)
    )
    if course_session_id is not None:
        statement = statement.where(AuditEntry.course_session_id == course_session_id)
    if rooms:
        named = (AuditEntry.act.startswith(f"{room}.", autoescape=True) for room in rooms)
        statement = statement.where(sa.or_(*named))
    if before_sequence is not None:
        statement = statement.where(AuditEntry.sequence < before_sequence)
    return [
        _row(sequence, at, act, values or {})
        for sequence, at, act, values in db.session.execute(statement)
    ]


def _row(sequence: int, at: datetime, act: str, values: dict[str, Any]) -> AuditRow:
    summary = values.get("summary")
    return AuditRow(
        sequence=sequence,
        at=at,
        actor=values.get("actor", ""),
        act=act,
        summary=_message(summary) if summary else None,
        before=values.get("before", {}),
        after=values.get("after", {}),
    )


def _message(stored: dict[str, Any]) -> Message:
    values = {
        key: _message(value) if isinstance(value, dict) and "text" in value else value
        for key, value in stored.get("values", {}).items()
    }
    return Message(stored["text"], values)


@dataclass(frozen=True)
class ChainReport:
    """`broken_at` is the first sequence number that does not fit, None where all do."""

    entries: int
    broken_at: int | None


def verify_chain() -> ChainReport:
    """Recompute the whole chain and compare it with the stored head.

    A cut tail shows only against a head kept elsewhere (rule L4).
    """
    previous, count = GENESIS, 0
    rows = db.session.execute(
        sa.select(AuditEntry, AuditPersonal)
        .outerjoin(AuditPersonal, AuditPersonal.sequence == AuditEntry.sequence)
        .order_by(AuditEntry.sequence)
        .execution_options(yield_per=500)
    )
    with rows:
        for entry, personal in rows:
            if not _fits(entry, personal, count + 1, previous):
                return ChainReport(count, count + 1)
            previous, count = entry.hash, count + 1
    head = db.session.get(AuditHead, 1)
    if head is not None and (head.sequence, head.hash) != (count, previous):
        return ChainReport(count, count + 1)
    return ChainReport(count, None)


def _fits(
    entry: AuditEntry, personal: AuditPersonal | None, sequence: int, previous: bytes
) -> bool:
    return (
        entry.sequence == sequence
        and entry.previous_hash == previous
        and entry.hash == entry_hash(previous, entry.body)
        and (personal is None or personal_hash(personal.salt, personal.values).hex() in entry.body)
    )
