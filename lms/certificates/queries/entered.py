"""Certificates in the register: where each stands, and whether acts and entries are the same.

Rows of the register hold hashes alone; what they stand for is rebuilt from the certificates here
and compared (R20: as many acts as entries, each the one that it says).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import EventKind
from lms.certificates.models import Certificate, CertificateEntry, CertificateEvent
from lms.certificates.queries import blanks, standing
from lms.core.db import db, unscoped
from lms.engines.credentials.commitment import Opening, opens
from lms.engines.credentials.entries import issued_entry, statement_entry
from lms.engines.register.hashing import leaf_hash
from lms.register.models import RegisterEntry

# what a statement in the register says, of all that the event says; a revocation's code stands
# there since there are codes
IN_STATEMENT = {
    EventKind.FILED: ("sha256",),
    EventKind.ARCHIVED: ("sha256",),
    EventKind.SUPERSEDED: (),
    EventKind.REVOKED: ("reason", "code"),
}
KINDS = tuple(kind.value for kind in EventKind)


@dataclass(frozen=True)
class Entered:
    """One entry of a certificate: its index, what it says, and the very bytes that were hashed."""

    index: int
    kind: str
    entry: bytes


def entries_of(serial: str) -> Sequence[Entered]:
    """All entries of a certificate, in order; none where it is unknown or older than the register.

    The bytes hold the person's name (in the first entry): they are for the holder and the office.
    """
    statement = (
        sa.select(Certificate, CertificateEvent, CertificateEntry.index)
        .join(CertificateEntry, CertificateEntry.certificate_id == Certificate.id)
        .join(CertificateEvent, CertificateEvent.id == CertificateEntry.event_id)
        .where(Certificate.serial == serial)
        .order_by(CertificateEntry.index)
    )
    rows = db.session.execute(unscoped(statement, because="asked for on the command line"))
    return [Entered(index, event.kind, entry_of(row, event)) for row, event, index in rows]


def entry_of(row: Certificate, event: CertificateEvent, *, by: Certificate | None = None) -> bytes:
    """The entry of an event, as it can be rebuilt at any time; `by` is what superseded it."""
    kind = EventKind(event.kind)
    if kind is EventKind.ISSUED:
        return issued_entry(Opening(row.payload.encode(), row.salt))
    named = IN_STATEMENT.get(kind, ())
    said = {key: event.payload[key] for key in named if key in event.payload}
    if kind is EventKind.SUPERSEDED:
        newer = by or _superseding(row)
        said["by"] = newer.commitment.hex() if newer is not None else ""
    return statement_entry(kind.value, row.commitment, event.server_at, said)


def _superseding(row: Certificate) -> Certificate | None:
    chosen = sa.select(Certificate).where(Certificate.id == row.superseded_by_id)
    return db.session.scalar(unscoped(chosen, because="its commitment stands in the register"))


def differences() -> Iterator[str]:
    """Where certificates and register differ, each as a sentence in English.

    A row has to say what its frozen payload and its acts say. Certificates from before the register
    have acts without entries: only once one act of a certificate is entered do all later ones have
    to be.
    """
    yield from _events_and_entries()
    yield from _orphans()
    yield from blanks.differences()


def _events_and_entries() -> Iterator[str]:
    entries, beginning = _by_event(), _beginning()
    statement = (
        sa.select(Certificate, CertificateEvent)
        .outerjoin(CertificateEvent, CertificateEvent.owner_id == Certificate.id)
        .order_by(Certificate.year, Certificate.number, Certificate.id, CertificateEvent.sequence)
        .execution_options(yield_per=500)
    )
    pairs = db.session.execute(unscoped(statement, because="the whole register is checked"))
    for _, group in groupby(pairs, key=lambda pair: pair[0].id):
        together = list(group)
        row, events = together[0][0], [event for _, event in together if event is not None]
        yield from _entered(row, events, entries, begun=beginning.covers(row))
        for column in standing.changed_columns(row, events):
            yield f"{row.serial}: the column {column} is not what its record says."


def _entered(
    row: Certificate,
    events: Sequence[CertificateEvent],
    entries: Mapping[UUID, RegisterEntry],
    *,
    begun: bool,
) -> Iterator[str]:
    """What is wrong with the entries of one certificate; `begun`: all of its acts need one."""
    for event in events:
        entry = entries.get(event.id)
        if entry is None:
            if begun:
                yield f"{row.serial}: «{event.kind}» is not in the register."
            continue
        begun = True
        known = event.kind in KINDS and leaf_hash(entry_of(row, event))
        if (entry.kind, entry.leaf) != (event.kind, known):
            yield f"{row.serial}: entry {entry.index} is not what the register has."
    if not opens(row.commitment, row.payload.encode(), row.salt):
        yield f"{row.serial}: the record was changed."


def _beginning() -> standing.Beginning:
    entered = (
        sa.select(
            Certificate.prefix, Certificate.year, Certificate.number, CertificateEvent.server_at
        )
        .join(CertificateEvent, CertificateEvent.owner_id == Certificate.id)
        .join(CertificateEntry, CertificateEntry.event_id == CertificateEvent.id)
        .where(CertificateEvent.kind == EventKind.ISSUED.value)
    )
    found = db.session.execute(unscoped(entered, because="the whole register is checked"))
    return standing.Beginning.of({(row[0], row[1], row[2]): row[3] for row in found})


def _by_event() -> dict[UUID, RegisterEntry]:
    statement = sa.select(CertificateEntry.event_id, RegisterEntry).join(
        RegisterEntry, RegisterEntry.index == CertificateEntry.index
    )
    return {row.event_id: row.RegisterEntry for row in db.session.execute(statement)}


def _orphans() -> Iterator[str]:
    """Entries of certificates that no event stands for: an act without its record."""
    lost = (
        sa.select(RegisterEntry.index)
        .outerjoin(CertificateEntry, CertificateEntry.index == RegisterEntry.index)
        .outerjoin(CertificateEvent, CertificateEvent.id == CertificateEntry.event_id)
        .outerjoin(Certificate, Certificate.id == CertificateEvent.owner_id)
        .where(RegisterEntry.kind.in_(KINDS), Certificate.id.is_(None))
        .order_by(RegisterEntry.index)
    )
    for index in db.session.scalars(unscoped(lost, because="the whole register is checked")):
        yield f"Entry {index} of the register stands for no certificate."
