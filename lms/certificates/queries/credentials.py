"""Reading what credentials point at, and the credential inside one's own certificate."""

import io
from uuid import UUID

import sqlalchemy as sa

from lms.certificates import credential
from lms.certificates.models import (
    Certificate,
    CredentialAchievement,
    CredentialKey,
    CredentialStatusList,
)
from lms.certificates.rows import OwnCredential
from lms.core import files
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.settings import settings
from lms.engines.credentials import issuing
from lms.engines.credentials.badge import FILE_NAME
from lms.engines.credentials.jsonld import Document
from lms.engines.credentials.multikey import read_public


def issuer_document() -> Document:
    """The issuer's public page: every key that signs or signed credentials here."""
    found = settings()
    kept = db.session.scalars(
        sa.select(CredentialKey.multibase).order_by(CredentialKey.since, CredentialKey.multibase)
    )
    return issuing.issuer_document(
        credential.issuer_address(found.base_url),
        name=found.installation_name,
        url=found.base_url,
        keys=[read_public(multibase) for multibase in kept],
    )


def status_list(number: int) -> CredentialStatusList:
    """A signed status list as it was signed last. Raises NotFound."""
    row = db.session.get(CredentialStatusList, number)
    if row is None:
        raise NotFound
    return row


def achievement(key: str) -> Document:
    """An achievement as credentials name it. Raises NotFound."""
    row = db.session.get(CredentialAchievement, key)
    if row is None:
        raise NotFound
    return row.document


def own_credential(certificate_id: UUID, *, actor: Identity) -> OwnCredential:
    """The credential inside one's own certificate, byte for byte. Raises NotFound.

    It is read out of the filed PDF: there is no second copy that could differ.
    """
    statement = sa.select(Certificate).where(
        Certificate.id == certificate_id,
        Certificate.person_id == actor.person_id,
        Certificate.status_index.is_not(None),
        Certificate.file_id.is_not(None),
    )
    row = db.session.scalar(unscoped(statement, because="one's own certificate"))
    if row is None:
        raise NotFound
    return OwnCredential(row.serial, inside(files.read(files.find(row.file_id))))


def inside(data: bytes) -> bytes:
    """The credential in a certificate's file, which is one of our own. Raises NotFound."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        if FILE_NAME not in pdf.attachments:
            raise NotFound
        return bytes(pdf.attachments[FILE_NAME].get_file().read_bytes())
