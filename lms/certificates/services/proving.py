"""The proofs inside certificates' files that their records stand in the register."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import EventKind
from lms.certificates.models import Certificate, CertificateEntry, CertificateEvent
from lms.core import pdf
from lms.core.db import db
from lms.core.errors import NotFound
from lms.register import queries as register

PROOF_NAME = "register-proof.txt"


def attachments(rows: Sequence[Certificate]) -> Mapping[UUID, pdf.Attachment]:
    """The tlog-proofs (C2SP) of the commitments of one action's certificates, by certificate.

    All are under the newest signed head and read at once. None for certificates from before the
    register, and before a head covers them.
    """
    entered = db.session.execute(
        sa.select(CertificateEntry.certificate_id, CertificateEntry.index)
        .join(CertificateEvent, CertificateEvent.id == CertificateEntry.event_id)
        .where(
            CertificateEntry.certificate_id.in_([row.id for row in rows]),
            CertificateEvent.kind == EventKind.ISSUED.value,
        )
    )
    places: dict[UUID, int] = {one[0]: one[1] for one in entered}
    try:
        proofs = register.proofs(list(places.values()))
    except NotFound:
        return {}
    return {row.id: _attachment(proofs[places[row.id]], row) for row in rows if row.id in places}


def _attachment(proof: str, row: Certificate) -> pdf.Attachment:
    return pdf.Attachment(
        name=PROOF_NAME,
        data=proof.encode(),
        media_type="text/plain",
        description="Proof that the commitment stands in the register (C2SP tlog-proof)",
        created=row.issued_at,
    )
