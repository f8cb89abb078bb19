"""Looking a certificate up for a verifier: by token, by serial with code, by file."""

import hashlib
import hmac
import unicodedata
from dataclasses import replace

import sqlalchemy as sa

from lms.certificates.enums import CertificateState, EventKind, Verdict
from lms.certificates.models import Certificate, CertificateArchive, CertificateEvent
from lms.certificates.queries import blanks
from lms.certificates.rows import UNKNOWN, Answer
from lms.certificates.signing.reason import claimed_serial
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.ids import hash_token
from lms.engines.credentials import codes
from lms.engines.credentials.payload import Payload, read_payload
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
    Certificate.revocation_code,
)
Found = sa.Row[*tuple[object, ...]]


def by_token(token: str) -> Answer:
    """The answer to the bearer of a QR link. Whatever is no token is looked up all the same."""
    found = _find(Certificate.token_hash == hash_token(token))
    return _answer(found, named=True) if found is not None else blanks.by_token(token)


def by_number(serial: str, code: str) -> Answer:
    """The answer to typed serial and code. Both must fit together; the name stays out."""
    typed = codes.normalise(code)
    parsed = parse_serial(serial)
    wanted = str(parsed) if parsed else serial[:32]
    found = _find(Certificate.serial == wanted)
    # asked in any case, so that the time does not tell which numbers were given out
    blank = blanks.by_number(wanted, typed)
    if found is None:
        return blank
    if not hmac.compare_digest(found.code.encode(), typed.encode()):
        return UNKNOWN
    return _answer(found, named=False)


def by_holding(key: tuple[str, str], serial: str, surname: str) -> Answer:
    """The answer to who names token, or serial and code, and also what only the paper shows.

    `key` is ("token", TOKEN) or ("code", CODE). Serial and surname have to be those of the record;
    a surname is any one of the words of the name, because families stand first in some countries.
    """
    how, value = key
    found = _find(
        Certificate.token_hash == hash_token(value)
        if how == "token"
        else Certificate.code == codes.normalise(value)
    )
    parsed = parse_serial(serial)
    if found is None or found.serial != (str(parsed) if parsed else ""):
        return UNKNOWN
    holder = read_payload(found.payload.encode()).holder
    words = {_folded(word) for word in f"{holder.name} {holder.local_name}".split()}
    return _answer(found, named=how == "token") if _folded(surname) in words else UNKNOWN


def by_serial(serial: str) -> Answer:
    """The answer to a serial that somebody else vouches for: a signed statement, a proof.

    Never for what a stranger typed: serials can be counted up.
    """
    return _answer(_find(Certificate.serial == serial), named=True)


def by_place(status_list: int, index: int) -> tuple[Answer, Payload | None]:
    """The answer to a place in a status list, which a signed credential names, and what was frozen
    at issue. Names and serial stay out: whoever shows a certificate in parts may withhold them."""
    found = _find(Certificate.status_list == status_list, Certificate.status_index == index)
    answer = _answer(found, named=False)
    if found is None or answer is UNKNOWN:
        return UNKNOWN, None
    return replace(answer, serial=""), read_payload(found.payload.encode())


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


def by_file(data: bytes) -> Answer:
    """The answer to a PDF by its hash: recorded (an archive file, too), else changed or foreign."""
    digest = hashlib.sha256(data).hexdigest()
    archived = sa.select(CertificateArchive.certificate_id).where(
        CertificateArchive.file_hash == digest
    )
    found = _find(sa.or_(Certificate.file_hash == digest, Certificate.id.in_(archived)))
    if found is not None:
        return _answer(found, named=True)
    claimed = claimed_serial(data)
    known = _find(Certificate.serial == (claimed or ""))
    if known is not None and known.state in _VERDICTS:
        return Answer(Verdict.CHANGED, serial=known.serial)
    return UNKNOWN


def _find(*criteria: sa.ColumnElement[bool]) -> "sa.Row[*tuple[object, ...]] | None":
    statement = sa.select(*_COLUMNS).where(*criteria)
    return db.session.execute(unscoped(statement, because=_BECAUSE)).first()


def _answer(found: "sa.Row[*tuple[object, ...]] | None", *, named: bool) -> Answer:
    if found is None or found.state not in _VERDICTS:
        return UNKNOWN
    payload = read_payload(found.payload.encode())
    verdict = _VERDICTS[found.state]
    expires_on = payload.expires_on
    if verdict is Verdict.VALID and expires_on is not None and utcnow().date() > expires_on:
        verdict = Verdict.EXPIRED
    superseded_at = None
    if found.state is CertificateState.SUPERSEDED:
        superseded_at = db.session.scalar(
            sa.select(sa.func.max(CertificateEvent.server_at)).where(
                CertificateEvent.owner_id == found.id,
                CertificateEvent.kind == EventKind.SUPERSEDED.value,
            )
        )
    return Answer(
        verdict=verdict,
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
        code=found.revocation_code,
        superseded_at=superseded_at,
        expires_on=expires_on,
    )


def is_archive(data: bytes) -> bool:
    """Whether these are the bytes of an archive file made here."""
    digest = hashlib.sha256(data).hexdigest()
    found = sa.exists().where(CertificateArchive.file_hash == digest)
    return bool(db.session.scalar(sa.select(found)))
