"""What the offline verifier is told: public keys, and what no longer stands."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import Certificate, CertificateEvent
from lms.certificates.queries.parts import keys as credential_keys
from lms.certificates.services import statements
from lms.core.db import db, unscoped
from lms.core.settings import settings
from lms.register import queries as register
from lms.verification.formats import Fallen, Trust

_BECAUSE = "the pack names serials that no longer stand, and nobody"

_FALLEN = (CertificateState.REVOKED, CertificateState.SUPERSEDED, CertificateState.VOID)


def fallen() -> Sequence[Fallen]:
    """Every number that was revoked, superseded or never came into force, by serial."""
    newer = aliased(Certificate)
    superseded_at = (
        sa.select(sa.func.max(CertificateEvent.server_at))
        .where(
            CertificateEvent.owner_id == Certificate.id,
            CertificateEvent.kind == EventKind.SUPERSEDED.value,
        )
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Certificate.serial,
            Certificate.state,
            sa.func.coalesce(Certificate.revoked_at, superseded_at, Certificate.issued_at),
            Certificate.revocation_reason,
            newer.serial,
            Certificate.revocation_code,
            Certificate.status_list,
            Certificate.status_index,
        )
        .outerjoin(newer, newer.id == Certificate.superseded_by_id)
        .where(Certificate.state.in_(_FALLEN))
        .order_by(Certificate.serial)
    )
    rows = db.session.execute(unscoped(statement, because=_BECAUSE))
    return [
        Fallen(
            serial,
            state.value,
            at.date(),
            reason or "",
            by or "",
            code.value if code else "",
            "" if index is None else f"{number}/{index}",
        )
        for serial, state, at, reason, by, code, number, index in rows
    ]


def trust(pack: str) -> Trust:
    """What a verifier that is built now trusts, with this pack."""
    here = settings()
    return Trust(
        base=here.base_url.rstrip("/"),
        name=here.installation_name,
        demonstration=here.demo,
        statement_keys=statements.keys().public(),
        log_keys=[one.ed25519 for one in register.log_keys()],
        pack=pack,
        credential_keys=list(credential_keys().values()),
    )
