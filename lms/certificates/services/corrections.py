"""Revoking: the record stays, its state and a public sentence tell the truth from then on."""

from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.enums import CertificateState, EventKind, RevocationCode
from lms.certificates.models import Certificate
from lms.certificates.policies import Permission
from lms.certificates.revocation import SENTENCES
from lms.certificates.services import credentials, registering
from lms.certificates.services.batches import LONGEST_REASON, checked_reason
from lms.certificates.services.papers import make_print_anew
from lms.certificates.services.writing import withdraw_print
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.lines import one_line
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.register import services as register


def revoke(
    *,
    actor: Identity,
    certificate_id: UUID,
    code: RevocationCode | None,
    sentence: str = "",
    note: str = "",
) -> Certificate:
    """Take a certificate out of force for good. Verifiers read the code's sentence, or the typed
    one of `other`; `note` stays with the organisers.

    The print file with the dead paper is withdrawn at once, and the worker makes it anew.
    Raises Invalid without a code, without the sentence of `other` or with one for another code,
    and where `superseded` would tell of a newer certificate that there is not; Refused where the
    certificate is not in force.
    """
    row = queries.certificate(certificate_id, actor=actor)
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.CORRECT, head)
    public, inside = _public(code, sentence), _inside(note)
    assert code is not None
    locked = _locked(certificate_id, actor)
    if locked.state is not CertificateState.VALID:
        raise Refused(
            N_("%(serial)s is not in force, so it cannot be revoked.", serial=locked.serial)
        )
    if code is RevocationCode.SUPERSEDED and not _has_another(locked):
        text = N_(
            "No other certificate stands in its place, and everybody would read that one does. "
            "Issue it again instead, or choose another reason."
        )
        raise Invalid([FieldError("code", text)])
    locked.state = CertificateState.REVOKED
    locked.revoked_at, locked.revocation_reason = utcnow(), public
    locked.revocation_code = code
    db.session.flush()
    said = {"reason": public, "code": code.value} | ({"note": inside} if inside else {})
    registering.happened(locked, EventKind.REVOKED, actor, said)
    register.ask_to_sign(actor=actor)
    record(
        actor,
        "certificates.revoked",
        object_type="certificate",
        object_id=locked.id,
        summary=N_("Revoked %(serial)s: %(reason)s", serial=locked.serial, reason=public),
        course_session_id=head.id,
        before={"state": CertificateState.VALID.value},
        after={"state": CertificateState.REVOKED.value, **said},
    )
    credentials.ask_to_sign(actor)
    withdraw_print(head.id)
    make_print_anew(actor=actor, course_session_id=head.id)
    return locked


def _public(code: RevocationCode | None, sentence: str) -> str:
    if code is None:
        raise Invalid([FieldError("code", N_("Choose why it is revoked."))])
    known = SENTENCES.get(code)
    if known is None:
        return checked_reason(sentence)
    if sentence.strip():
        text = N_("Each reason has its own sentence. Choose “Other”, or take this one out.")
        raise Invalid([FieldError("reason", text)])
    return known.english()


def _has_another(row: Certificate) -> bool:
    """Whether the same person holds another certificate of this session that is in force."""
    same = (
        Certificate.enrolment_id == row.enrolment_id
        if row.enrolment_id is not None
        else Certificate.thanks_id == row.thanks_id
    )
    other = sa.exists().where(
        same, Certificate.id != row.id, Certificate.state == CertificateState.VALID
    )
    return bool(db.session.scalar(unscoped(sa.select(other), because="beside the locked row")))


def _inside(note: str) -> str:
    return one_line(note, "note", most=LONGEST_REASON)


def _locked(certificate_id: UUID, actor: Identity) -> Certificate:
    statement = lock_row(
        seen_by(actor, sa.select(Certificate)).where(Certificate.id == certificate_id)
    )
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row
