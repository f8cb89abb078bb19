"""Whether a certificate's row says what its frozen payload and its acts say.

Payload and acts are under the register's hashes. State, file hash, serial and the sentence of a
revocation stand in the row beside them, where whoever owns the database could change them alone.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import Certificate, CertificateEvent
from lms.engines.credentials.serials import parse_serial

SOON = timedelta(minutes=1)  # row and act of a revocation are written one after the other
# the state that an act leads to, the last of them first
_LEADS_TO = {
    EventKind.VOIDED: CertificateState.VOID,
    EventKind.REVOKED: CertificateState.REVOKED,
    EventKind.SUPERSEDED: CertificateState.SUPERSEDED,
    EventKind.FILED: CertificateState.VALID,
    EventKind.ISSUED: CertificateState.RESERVED,
}


def state_after(kinds: Collection[str]) -> CertificateState | None:
    """The state of a certificate to which this happened; None where it was never issued."""
    if EventKind.ISSUED not in kinds:
        return None
    return next(state for kind, state in _LEADS_TO.items() if kind in kinds)


def changed_columns(row: Certificate, events: Sequence[CertificateEvent]) -> Iterator[str]:
    """The columns of a row that say something else than its payload and its acts, by name."""
    acts = {event.kind: event for event in events}
    once = [event.kind for event in events if event.kind != EventKind.ARCHIVED]  # it is renewed
    if len(once) != len(set(once)):
        yield "acts"
    if row.state is not state_after(acts):
        yield "state"
    filed, revoked = acts.get(EventKind.FILED), acts.get(EventKind.REVOKED)
    if row.file_hash != (filed.payload.get("sha256") if filed else None):
        yield "file_hash"
    yield from _changed_revocation(row, revoked)
    yield from _changed_from_payload(row)


def _changed_revocation(row: Certificate, act: CertificateEvent | None) -> Iterator[str]:
    said = act.payload if act is not None else {}
    code = row.revocation_code.value if row.revocation_code is not None else None
    if (row.revocation_reason, code) != (said.get("reason"), said.get("code")):
        yield "revocation_reason"
    if not _together(row.revoked_at, act.server_at if act is not None else None):
        yield "revoked_at"


def _together(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SOON


def _changed_from_payload(row: Certificate) -> Iterator[str]:
    try:
        frozen = json.loads(row.payload)
        serial = parse_serial(frozen["serial"])
        issued_at = datetime.fromisoformat(frozen["issued_at"]).astimezone(UTC)
    except (ValueError, KeyError, TypeError):
        yield "payload"
        return
    if row.serial != frozen["serial"]:
        yield "serial"
    if serial is None or (row.prefix, row.year, row.number) != (
        serial.prefix,
        serial.year,
        serial.number,
    ):
        yield "number"
    if row.kind != frozen.get("kind"):
        yield "kind"
    if row.issued_at.replace(microsecond=0) != issued_at:  # payloads hold whole seconds
        yield "issued_at"


@dataclass
class Beginning:
    """Where the register of certificates began: what came later has to be entered.

    Certificates of before have acts without entries. They are older than every entered one, and
    have lower numbers than those of their own year.
    """

    moment: datetime | None = None
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, entered: Mapping[tuple[str, int, int], datetime]) -> "Beginning":
        """From when each entered certificate was issued, by prefix, year and number."""
        found = cls(min(entered.values(), default=None))
        for prefix, year, number in entered:
            known = found.numbers.get((prefix, year), number)
            found.numbers[prefix, year] = min(known, number)
        return found

    def covers(self, row: Certificate) -> bool:
        """Whether this certificate has to be in the register."""
        if self.moment is None:
            return False
        first = self.numbers.get((row.prefix, row.year))
        return row.issued_at >= self.moment or (first is not None and row.number >= first)
