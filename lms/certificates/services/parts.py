"""Certificates to be shown in parts: asked for by the holder, made by the worker, and kept.

The signer signs them then, so issuing costs nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lms.certificates import credential, queries
from lms.certificates.credential import Place
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate, CertificateBatch, CertificateParts
from lms.certificates.services import credentials
from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db, locked_or_made, unscoped
from lms.core.errors import Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import settings
from lms.engines.credentials import parts
from lms.engines.credentials.multikey import public_multibase
from lms.engines.credentials.payload import read_payload
from lms.signing import paper_keys

JOB = "certificates.make_parts"


def ask(certificate_id: UUID, *, actor: Identity) -> None:
    """Have one's own certificate made ready to be shown in parts. Raises NotFound, Refused."""
    found = queries.own_parts(certificate_id, actor=actor)
    if found.state is not CertificateState.VALID:
        raise Refused(N_("This certificate is not in force, so no part of it can be shown."))
    if not found.can:
        raise Refused(N_("This certificate is from before parts could be shown."))
    locked_or_made(
        sa.select(CertificateParts).where(CertificateParts.certificate_id == certificate_id),
        lambda: CertificateParts(certificate_id=certificate_id, asked_at=utcnow()),
    )
    enqueue(JOB, requested_by=actor)


def asked() -> Sequence[UUID]:
    """The certificates that wait to be made, in the order in which they were asked for."""
    statement = (
        sa.select(CertificateParts.certificate_id)
        .join(Certificate, Certificate.id == CertificateParts.certificate_id)
        .where(CertificateParts.text.is_(None), Certificate.state == CertificateState.VALID)
        .order_by(CertificateParts.asked_at)
    )
    return db.session.scalars(unscoped(statement, because="the worker serves all")).all()


@dataclass(frozen=True)
class Made:
    """A certificate to be shown in parts, signed and not kept yet."""

    certificate_id: UUID
    text: str
    key: Ed25519PublicKey
    at: datetime


def make(certificate_id: UUID) -> Made:
    """Make one that was asked for. Raises Unavailable where the signer does not sign."""
    statement = (
        sa.select(Certificate, CertificateBatch.list_id)
        .join(CertificateBatch, CertificateBatch.id == Certificate.batch_id)
        .where(Certificate.id == certificate_id)
    )
    row, list_id = db.session.execute(unscoped(statement, because="the worker serves all")).one()
    assert list_id is not None, "only what has a list may be asked for"
    assert row.status_list is not None, "only what has a credential may be asked for"
    assert row.status_index is not None, "only what has a credential may be asked for"
    public, now = paper_keys.credential_public(), utcnow()
    unsigned = parts.unsigned(
        read_payload(row.payload.encode()),
        credential.where_of(settings().base_url, Place(row.status_list, row.status_index)),
        key_id=public_multibase(public),
        made_at=now,
    )
    entry = str(row.enrolment_id or row.thanks_id)
    signature = paper_keys.sign_parts(list_id, entry, unsigned.data)
    return Made(certificate_id, unsigned.signed(signature), public, now)


def keep(made: Made) -> None:
    """Keep one that was made; where one is kept already, that one stays."""
    credentials.publish_key(made.key, SYSTEM)
    row = db.session.get_one(CertificateParts, made.certificate_id, populate_existing=True)
    if row.text is None:
        row.text, row.made_at = made.text, made.at
    db.session.flush()
