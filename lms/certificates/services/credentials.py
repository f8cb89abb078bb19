"""Credentials of certificates: places in the status lists, the key, and the lists signed anew."""

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.audit.services import record
from lms.certificates import credential
from lms.certificates.credential import Place
from lms.certificates.enums import CertificateState
from lms.certificates.models import (
    Certificate,
    CredentialAchievement,
    CredentialKey,
    CredentialStatusList,
)
from lms.certificates.printing.render import credential_attachment
from lms.core import pdf
from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import settings
from lms.engines.credentials import issuing, status_list
from lms.engines.credentials.multikey import public_multibase
from lms.engines.credentials.payload import Payload
from lms.engines.credentials.proof import Unsigned
from lms.signing import paper_keys

JOB = "certificates.sign_status"
FULL = status_list.SIZE // 2  # so that a free index is found by chance, and tells nothing
GOOD_FOR = timedelta(days=7)
FRESH_FOR = timedelta(hours=6)
STANDING = (CertificateState.RESERVED, CertificateState.VALID)


def method_of(public: Ed25519PublicKey) -> str:
    """The address of a key that signs credentials."""
    return issuing.method_of(credential.issuer_address(settings().base_url), public)


def prepare(payloads: Sequence[Payload], actor: Identity) -> Sequence[Place]:
    """Places in the status list for new certificates, in the transaction that numbers them.

    What their credentials point at is made public here: key, achievements; the list is signed
    right after. Raises SignerProblem where there is no key yet and the signer is locked, so that
    it cannot be made: then nothing is numbered.
    """
    publish_key(paper_keys.credential_public(), actor)
    base_url = settings().base_url
    for key, document in dict(
        credential.achievement_of(payload, base_url) for payload in payloads
    ).items():
        if db.session.get(CredentialAchievement, key) is None:
            db.session.add(CredentialAchievement(id=key, document=document, created_at=utcnow()))
    db.session.flush()
    places = _free_places(len(payloads))
    ask_to_sign(actor)
    return places


def unsigned_of(row: Certificate, payload: Payload, method: str) -> Unsigned | None:
    """The credential of a certificate, to be signed by the key at this address; None for a
    certificate from before there were credentials. `payload` is the row's own, as read."""
    if row.status_list is None or row.status_index is None:
        return None
    return credential.unsigned_for(
        payload,
        row.salt,
        Place(row.status_list, row.status_index),
        certificate_id=row.id,
        base_url=settings().base_url,
        method=method,
    )


def attachment(unsigned: Unsigned, signature: bytes, row: Certificate) -> pdf.Attachment:
    """What goes into the certificate's file beside payload and salt: its signed credential."""
    return credential_attachment(issuing.as_json(unsigned.signed(signature)), row.issued_at)


def ask_to_sign(actor: Identity) -> None:
    """Have the worker sign the status lists now: a certificate was revoked or superseded."""
    enqueue(JOB, requested_by=actor)


def sign_lists() -> int:
    """Sign each status list whose bits changed or whose signature ages; returns how many.

    Superseded and revoked certificates have their bit set: neither stands any more.
    """
    public, now = paper_keys.credential_public(), utcnow()
    method = method_of(public)
    publish_key(public, SYSTEM)
    signed = 0
    for number in _lists():
        row = db.session.get(CredentialStatusList, number, populate_existing=True)
        indexes = _fallen(number)
        if row is not None and now - row.signed_at < FRESH_FOR:
            kept = json.loads(row.document)
            same = kept["credentialSubject"]["encodedList"] == status_list.encode(indexes)
            if same and kept["proof"]["verificationMethod"] == method:
                continue
        if row is None:
            row = CredentialStatusList(number=number)
            db.session.add(row)
        made = status_list.list_credential(
            address=credential.list_address(settings().base_url, number),
            issuer=credential.issuer_address(settings().base_url),
            indexes=indexes,
            signed_at=now,
            valid_until=now + GOOD_FOR,
        )
        made = paper_keys.sign_status_list(made, method=method, created=now)
        row.document, row.signed_at = issuing.as_json(made).decode(), now
        signed += 1
    db.session.flush()
    return signed


def publish_key(public: Ed25519PublicKey, actor: Identity) -> None:
    """Keep a public key among those that sign or signed credentials."""
    multibase = public_multibase(public)
    if db.session.get(CredentialKey, multibase) is not None:
        return
    db.session.add(CredentialKey(multibase=multibase, since=utcnow()))
    db.session.flush()
    record(
        actor,
        "certificates.credential_key",
        object_type="credential_key",
        object_id=multibase,
        summary=N_("A new key signs credentials: %(key)s", key=multibase),
    )


def _free_places(count: int) -> Sequence[Place]:
    """Free indexes drawn by chance, so that an index tells neither order nor neighbourhood."""
    number = max(_lists(), default=1)
    taken = set(_indexes(number))
    if len(taken) + count > FULL and taken:
        number, taken = number + 1, set()
    places: list[Place] = []
    while len(places) < count:
        index = secrets.randbelow(status_list.SIZE)
        if index not in taken:
            taken.add(index)
            places.append(Place(number, index))
    return places


_BECAUSE = "a status list tells no names, and is one for all"


def _lists() -> Sequence[int]:
    statement = (
        sa.select(Certificate.status_list)
        .where(Certificate.status_list.is_not(None))
        .distinct()
        .order_by(Certificate.status_list)
    )
    found = db.session.scalars(unscoped(statement, because=_BECAUSE))
    return [number for number in found if number is not None]


def _indexes(number: int) -> Sequence[int]:
    statement = sa.select(Certificate.status_index).where(Certificate.status_list == number)
    found = db.session.scalars(unscoped(statement, because=_BECAUSE))
    return [index for index in found if index is not None]


def _fallen(number: int) -> Sequence[int]:
    statement = sa.select(Certificate.status_index).where(
        Certificate.status_list == number, Certificate.state.not_in(STANDING)
    )
    found = db.session.scalars(unscoped(statement, because=_BECAUSE))
    return sorted(index for index in found if index is not None)
