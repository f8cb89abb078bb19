"""Looking a certificate up for a verifier: by token, by serial with code, by file."""

import hashlib
import hmac

import sqlalchemy as sa

from lms.certificates.enums import CertificateState, EventKind, Verdict
from lms.certificates.models import Certificate, CertificateEvent
from lms.certificates.rows import UNKNOWN, Answer
from lms.certificates.signing.reason import claimed_serial
from lms.core.db import db, unscoped
from lms.core.ids import hash_token
from lms.engines.credentials import codes
from lms.engines.credentials.payload import read_payload
from lms.engines.credentials.serials import parse_serial

_BECAUSE = "verification is open to everybody who holds the paper or its number"
_VERDICTS = {
    CertificateState.VALID: Verdict.VALID,
    CertificateState.SUPERSEDED: Verdict.SUPERSEDED,
    CertificateState.REVOKED: Verdict.REVOKED,
}
_COLUMNS = (
    Certificate.id,
    Certificate.serial,
    Certificate.kind,
    Certificate.state,
    Certificate.code,
    Certificate.payload,
    Certificate.issued_at,
    Certificate.revoked_at,
    Certificate.revocation_reason,
)
Found = sa.Row[*tuple[object, ...]]


def by_token(token: str) -> Answer:
    """The answer to the bearer of a QR link. Whatever is no token is looked up all the same."""
    return _answer(_find(Certificate.token_hash == hash_token(token)), named=True)


def by_number(serial: str, code: str) -> Answer:
    """The answer to typed serial and code. Both must fit together; the name stays out."""
    typed = codes.normalise(code)
    parsed = parse_serial(serial)
    found = _find(Certificate.serial == (str(parsed) if parsed else serial[:32]))
    if found is None or not hmac.compare_digest(found.code.encode(), typed.encode()):
        return UNKNOWN
    return _answer(found, named=False)


def by_file(data: bytes) -> Answer:
    """The answer to a PDF by its hash: recorded, or else changed or foreign."""
    found = _find(Certificate.file_hash == hashlib.sha256(data).hexdigest())
    if found is not None:
        return _answer(found, named=True)
    claimed = claimed_serial(data)
    known = _find(Certificate.serial == (claimed or ""))
    if known is not None and known.state in _VERDICTS:
        return Answer(Verdict.CHANGED, serial=known.serial)
    return UNKNOWN


def _find(criterion: sa.ColumnElement[bool]) -> "sa.Row[*tuple[object, ...]] | None":
    statement = sa.select(*_COLUMNS).where(criterion)
    return db.session.execute(unscoped(statement, because=_BECAUSE)).first()


def _answer(found: "sa.Row[*tuple[object, ...]] | None", *, named: bool) -> Answer:
    if found is None or found.state not in _VERDICTS:
        return UNKNOWN
    payload = read_payload(found.payload.encode())
    superseded_at = None
    if found.state is CertificateState.SUPERSEDED:
        superseded_at = db.session.scalar(
            sa.select(sa.func.max(CertificateEvent.server_at)).where(
                CertificateEvent.owner_id == found.id,
                CertificateEvent.kind == EventKind.SUPERSEDED.value,
            )
        )
    return Answer(
        verdict=_VERDICTS[found.state],
        serial=found.serial,
        kind=found.kind,
        title=payload.training.title,
        place=payload.training.place,
        issuer=payload.issuer.name,
        starts_on=payload.training.starts_on,
        ends_on=payload.training.ends_on,
        issued_at=found.issued_at,
        demonstration=payload.demonstration,
        name=payload.holder.name if named else "",
        local_name=payload.holder.local_name if named else "",
        revoked_at=found.revoked_at,
        reason=found.revocation_reason or "",
        superseded_at=superseded_at,
    )
