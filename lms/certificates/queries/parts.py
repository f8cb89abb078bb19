"""Certificates shown in parts: one's own to choose from, and what a verifier is told of a text."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.certificates import credential
from lms.certificates.enums import CertificateState, PartsFault, Verdict
from lms.certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateParts,
    CredentialKey,
)
from lms.certificates.queries import verify
from lms.certificates.rows import UNKNOWN, Answer, OwnParts, ShownParts
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.settings import settings
from lms.engines.credentials import parts, sdjwt
from lms.engines.credentials.multikey import read_public
from lms.engines.credentials.payload import read_payload
from lms.engines.credentials.sdjwt import (
    NotAnSdJwt,
    SdJwt,
    UnknownKey,
    WrongDisclosure,
    WrongSignature,
)

_FAULTS: dict[type[NotAnSdJwt], tuple[PartsFault, Verdict]] = {
    UnknownKey: (PartsFault.KEY, Verdict.UNKNOWN),
    WrongSignature: (PartsFault.SIGNATURE, Verdict.CHANGED),
    WrongDisclosure: (PartsFault.DISCLOSURE, Verdict.CHANGED),
    NotAnSdJwt: (PartsFault.FORM, Verdict.UNKNOWN),
}


def own_parts(certificate_id: UUID, *, actor: Identity) -> OwnParts:
    """One's own certificate, to be shown in parts. Raises NotFound."""
    statement = (
        sa.select(Certificate, CertificateBatch.list_id, CertificateParts)
        .join(CertificateBatch, CertificateBatch.id == Certificate.batch_id)
        .outerjoin(CertificateParts, CertificateParts.certificate_id == Certificate.id)
        .where(
            Certificate.id == certificate_id,
            Certificate.person_id == actor.person_id,
            Certificate.state.not_in([CertificateState.RESERVED, CertificateState.VOID]),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(unscoped(statement, because="one's own certificate")).first()
    if found is None:
        raise NotFound
    row, list_id, kept = found
    training = read_payload(row.payload.encode()).training
    return OwnParts(
        id=row.id,
        serial=row.serial,
        state=row.state,
        title=training.title,
        course_code=training.code,
        can=list_id is not None and row.status_index is not None,
        asked=kept is not None,
        text=(kept.text if kept is not None else None) or "",
    )


def to_choose(text: str) -> dict[str, Any]:
    """What the holder of a whole SD-JWT may show, by its name."""
    return {one.name: one.parts[2] for one in sdjwt.parsed(text).disclosures}


def always_shown(text: str) -> dict[str, Any]:
    """What everybody sees who gets a part of this text."""
    return sdjwt.parsed(text).payload


def presented(text: str, names: Collection[str]) -> str:
    """The text that shows these parts and no others."""
    return sdjwt.presented(text, names)


def keys() -> dict[str, Ed25519PublicKey]:
    """Every public key that signs or signed credentials, by the name that texts give it."""
    kept = db.session.scalars(sa.select(CredentialKey.multibase))
    return {multibase: read_public(multibase) for multibase in kept}


def shown(text: str) -> ShownParts:
    """What a verifier is told of a text: what it shows, and whether that stands now."""
    now = utcnow()
    try:
        found = sdjwt.read(text, keys())
    except NotAnSdJwt as error:
        fault, verdict = _FAULTS[type(error)]
        return ShownParts(Answer(verdict), now, fault=fault)
    where = parts.where_of(found.claims)
    if where is None or where.list_number is None:
        return ShownParts(UNKNOWN, now, fault=PartsFault.FORM)
    answer, payload = verify.by_place(where.list_number, where.index)
    if payload is None:
        return ShownParts(UNKNOWN, now, fault=PartsFault.RECORD)
    if not parts.says_the_same(found.claims, payload, where):
        return ShownParts(Answer(Verdict.CHANGED), now, fault=PartsFault.RECORD)
    return ShownParts(answer, now, claims=found.claims, disclosed=_in_order(found))


def _in_order(found: SdJwt) -> list[str]:
    return [part.value for part in parts.Part if part in found.names]


def issuer_metadata() -> dict[str, Any]:
    """Where verifiers of SD-JWT VCs look for an issuer's keys (JWT VC Issuer Metadata)."""
    return {
        "issuer": credential.issuer_address(settings().base_url),
        "jwks": {"keys": [sdjwt.jwk(key, key_id) for key_id, key in sorted(keys().items())]},
    }


def type_metadata() -> dict[str, Any]:
    """What a certificate that is shown in parts may say (SD-JWT VC Type Metadata)."""
    named = [(part.value, "always") for part in parts.Part]
    named += [(name, "never") for name in parts.ALWAYS]
    return {
        "vct": credential.parts_kind(settings().base_url),
        "name": "Certificate of a training, shown in parts",
        "claims": [{"path": [name], "sd": how} for name, how in named],
    }
