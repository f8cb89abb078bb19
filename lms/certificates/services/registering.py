"""Entering certificates in the register, in the transaction of what befalls them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import EventKind
from lms.certificates.models import Certificate, CertificateEntry, CertificateEvent, SerialCounter
from lms.certificates.queries.entered import entry_of
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.core.settings import settings
from lms.engines.credentials.serials import Serial, parse_serial
from lms.register import services as register

EVENT_SCHEMA = 1
_EVENT = ("id", "uuid", "owner_id", "sequence", "kind", "payload", "server_at", "actor_id")


def issued(rows: Sequence[Certificate], actor: Identity) -> Sequence[int]:
    """Write and enter that these certificates were issued; returns their indices."""
    events = [
        _event(row.id, 1, EventKind.ISSUED, actor, {"commitment": row.commitment.hex()})
        for row in rows
    ]
    entries = [entry_of(row, event) for row, event in zip(rows, events, strict=True)]
    return _enter(events, entries, EventKind.ISSUED)


def happened(
    row: Certificate,
    kind: EventKind,
    actor: Identity,
    values: dict[str, str],
    *,
    by: Certificate | None = None,
) -> int:
    """Write and enter what befell one certificate; returns the entry's index."""
    return happened_to_all([row], kind, actor, [values], by=by)[0]


def happened_to_all(
    rows: Sequence[Certificate],
    kind: EventKind,
    actor: Identity,
    values: Sequence[dict[str, str]],
    *,
    by: Certificate | None = None,
) -> Sequence[int]:
    """Write and enter what befell certificates together, each with its own values, in this order.

    The certificates' rows are locked or new, so the sequence of their events has no rival.
    """
    last = _last_sequences([row.id for row in rows])
    events = [
        _event(row.id, last.get(row.id, 0) + 1, kind, actor, said)
        for row, said in zip(rows, values, strict=True)
    ]
    entries = [entry_of(row, event, by=by) for row, event in zip(rows, events, strict=True)]
    return _enter(events, entries, kind)


def _last_sequences(ids: Sequence[UUID]) -> dict[UUID, int]:
    chosen = sa.select(CertificateEvent.owner_id, sa.func.max(CertificateEvent.sequence))
    mine = chosen.where(CertificateEvent.owner_id.in_(ids)).group_by(CertificateEvent.owner_id)
    return {row[0]: row[1] for row in db.session.execute(mine)}


def _event(
    certificate_id: UUID, sequence: int, kind: EventKind, actor: Identity, values: dict[str, str]
) -> CertificateEvent:
    return CertificateEvent(
        id=new_id(),
        uuid=new_id(),
        owner_id=certificate_id,
        sequence=sequence,
        kind=kind.value,
        payload={"schema": EVENT_SCHEMA, **values},
        server_at=utcnow(),
        actor_id=actor.person_id,
    )


def _enter(
    events: Sequence[CertificateEvent], entries: Sequence[bytes], kind: EventKind
) -> Sequence[int]:
    db.session.flush()
    if not events:
        return []
    db.session.execute(sa.insert(CertificateEvent), [_values(event) for event in events])
    indices = register.append(entries=entries, kind=kind.value)
    entered = [
        {"index": index, "certificate_id": event.owner_id, "event_id": event.id}
        for event, index in zip(events, indices, strict=True)
    ]
    db.session.execute(sa.insert(CertificateEntry), entered)
    return indices


def _values(event: CertificateEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in _EVENT}


class CountedSerials:
    """The serials as a witness knows them: see `lms.register.rows.Serials`."""

    def last(self) -> str:
        """The last serial of the newest year, "" before the first."""
        row = db.session.scalar(
            sa.select(SerialCounter)
            .where(SerialCounter.prefix == settings().installation_short, SerialCounter.last > 0)
            .order_by(SerialCounter.year.desc())
            .limit(1)
        )
        return str(Serial(row.prefix, row.year, row.last)) if row is not None else ""

    def has(self, serial: str) -> bool:
        """Whether this serial was given out: it, or a later one of the same year."""
        found = parse_serial(serial)
        if found is None:
            return False
        last = db.session.scalar(sa.select(SerialCounter.last).where(_counts(found)))
        return last is not None and last >= found.number

    def raise_to(self, serial: str) -> None:
        """Never give out this serial or one before it. Raises Invalid where it is none of ours."""
        found = parse_serial(serial)
        if found is None:
            raise Invalid([FieldError("serial", N_("This is not a serial of this installation."))])
        row = db.session.scalar(lock_row(sa.select(SerialCounter).where(_counts(found))))
        if row is None:
            row = SerialCounter(prefix=found.prefix, year=found.year, last=0)
            db.session.add(row)
        row.last = max(row.last, found.number)
        db.session.flush()


def _counts(serial: Serial) -> sa.ColumnElement[bool]:
    return sa.and_(SerialCounter.prefix == serial.prefix, SerialCounter.year == serial.year)
