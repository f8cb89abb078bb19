"""Revoking: the record stays, its state and a public reason tell the truth from then on."""

from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import Certificate
from lms.certificates.policies import Permission
from lms.certificates.services.batches import checked_reason
from lms.certificates.services.papers import make_print_anew
from lms.certificates.services.writing import add_event, withdraw_print
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id


def revoke(*, actor: Identity, certificate_id: UUID, reason: str) -> Certificate:
    """Take a certificate out of force for good. `reason` is public: verifiers read it.

    The print file with the dead paper is withdrawn at once, and the worker makes it anew.
    Raises Invalid without a reason, Refused where the certificate is not in force.
    """
    row = queries.certificate(certificate_id, actor=actor)
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.CORRECT, head)
    clean = checked_reason(reason)
    locked = _locked(certificate_id, actor)
    if locked.state is not CertificateState.VALID:
        raise Refused(
            N_("%(serial)s is not in force, so it cannot be revoked.", serial=locked.serial)
        )
    locked.state = CertificateState.REVOKED
    locked.revoked_at, locked.revocation_reason = utcnow(), clean
    db.session.flush()
    add_event(locked.id, EventKind.REVOKED, actor, {"reason": clean})
    record(
        actor,
        "certificates.revoked",
        object_type="certificate",
        object_id=locked.id,
        summary=N_("Revoked %(serial)s: %(reason)s", serial=locked.serial, reason=clean),
        course_session_id=head.id,
        before={"state": CertificateState.VALID.value},
        after={"state": CertificateState.REVOKED.value, "reason": clean},
    )
    withdraw_print(head.id)
    make_print_anew(actor=actor, course_session_id=head.id)
    return locked


def _locked(certificate_id: UUID, actor: Identity) -> Certificate:
    statement = lock_row(
        seen_by(actor, sa.select(Certificate)).where(Certificate.id == certificate_id)
    )
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row
