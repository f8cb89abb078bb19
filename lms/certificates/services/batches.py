"""Issue actions: beginning one, reserving its serials, filing its papers, ending it.

The order is fixed (rule C1): eligibility, serials and frozen payloads in one transaction, then the
worker signs and files paper by paper, then the print file. Each step may be repeated after a kill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.identity import identity_of
from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.enums import BatchState, CertificateState
from lms.certificates.models import Certificate, CertificateBatch
from lms.certificates.policies import Permission
from lms.certificates.services import sealing
from lms.certificates.services.plans import Planned, plan
from lms.certificates.services.writing import write_certificates
from lms.core.access import SYSTEM, Identity, require
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_, Message
from lms.courses.queries import session_head_by_id

JOB = "certificates.issue"
LONGEST_REASON = 300
Plan = Sequence[Planned]


@dataclass(frozen=True)
class Begun:
    """What an issue action began: its batch (None: nothing to do) and how many papers are due."""

    batch_id: UUID | None
    due: int


def issue(*, actor: Identity, course_session_id: UUID) -> Begun:
    """Begin to issue every certificate that is due in a course session; the worker goes on.

    Idempotent: while an action runs, or when nothing is due, no second one begins. Raises Refused
    where the state of the session forbids it, no office is named, or there is no seal.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.ISSUE, head)
    sealing.require_seal()
    running = _running(head.id)
    if running is not None:
        _ring(running, actor)
        return Begun(running.id, 0)
    due = len(plan(head, issued_at=None))
    if not due:
        return Begun(None, 0)
    batch = _begin(CertificateBatch(course_session_id=head.id, issued_by=actor.person_id))
    _ring(batch, actor)
    return Begun(batch.id, due)


def issue_again(*, actor: Identity, certificate_id: UUID, reason: str) -> UUID:
    """Begin to issue one certificate again, with the name and rank as they are known now.

    The new paper has a new serial and the old one is superseded by it; a revoked one stays revoked.
    Returns the batch's id. Raises Invalid without a reason, Refused where another action runs.
    """
    row = queries.certificate(certificate_id, actor=actor)
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.CORRECT, head)
    sealing.require_seal()
    clean = checked_reason(reason)
    if row.state not in {CertificateState.VALID, CertificateState.REVOKED}:
        raise Refused(N_("%(serial)s is not in force. Choose the newer one.", serial=row.serial))
    if queries.in_force(row.enrolment_id) not in {None, row.id}:
        raise Refused(N_("A newer certificate is in force. Choose that one."))
    if queries.evidence.candidate(row.enrolment_id).name_approved_at is None:
        raise Refused(
            N_("The name on the certificate is not approved yet. Approve it on the roll.")
        )
    if _running(head.id) is not None:
        raise Refused(N_("Certificates are being made just now. Wait until that is done."))
    batch = _begin(
        CertificateBatch(
            course_session_id=head.id,
            issued_by=actor.person_id,
            replaces_id=row.id,
            reason=clean,
        )
    )
    _ring(batch, actor)
    return batch.id


def checked_reason(reason: str) -> str:
    """A reason in one line. Raises Invalid at the field `reason`."""
    clean = " ".join(reason.split())
    if not clean:
        raise Invalid([FieldError("reason", N_("Write the reason in one sentence."))])
    if len(clean) > LONGEST_REASON:
        raise Invalid(
            [FieldError("reason", N_("At most %(n)s signs. Shorten it.", n=LONGEST_REASON))]
        )
    return clean


def _running(course_session_id: UUID) -> CertificateBatch | None:
    return db.session.scalar(
        sa.select(CertificateBatch).where(
            CertificateBatch.course_session_id == course_session_id,
            CertificateBatch.state == BatchState.RUNNING,
        )
    )


def _begin(batch: CertificateBatch) -> CertificateBatch:
    """Add the batch, or give the one that somebody else began at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(batch)
    except sa.exc.IntegrityError:
        found = _running(batch.course_session_id)
        if found is None:
            raise
        return found
    return batch


def _ring(batch: CertificateBatch, actor: Identity) -> None:
    job = enqueue(JOB, requested_by=actor, key=f"{JOB}:{batch.id}", batch_id=batch.id)
    batch.job_id = job.id
    db.session.flush()


# --- the worker's steps ---


@dataclass(frozen=True)
class Open:
    """A batch that waits for the worker: papers still to be reserved, or reserved and unfiled."""

    batch_id: UUID
    planned: Sequence[Planned]
    unfiled: Sequence[UUID]


def session_of(batch_id: UUID) -> UUID:
    """The course session of a batch."""
    return db.session.get_one(CertificateBatch, batch_id).course_session_id


def size(batch_id: UUID) -> int:
    """How many serials a batch has reserved."""
    statement = sa.select(sa.func.count()).where(Certificate.batch_id == batch_id)
    return db.session.scalar(unscoped(statement, because="the batch's own papers")) or 0


def open_work(batch_id: UUID) -> Open | None:
    """What is left to do in a batch; None where it has ended. Raises NotFound."""
    batch = db.session.get(CertificateBatch, batch_id, populate_existing=True)
    if batch is None:
        raise NotFound
    if batch.state is not BatchState.RUNNING:
        return None
    unfiled = _unfiled(batch_id)
    if unfiled or _reserved(batch_id):
        return Open(batch_id, [], unfiled)
    return Open(batch_id, _planned(batch), [])


def _planned(batch: CertificateBatch) -> Sequence[Planned]:
    head = session_head_by_id(batch.course_session_id, SYSTEM)
    return plan(head, issued_at=None, replaces_id=batch.replaces_id)


def reserve(*, batch_id: UUID, checked: frozenset[UUID]) -> Sequence[UUID]:
    """Give serials to the due papers of a batch that were found printable, all at once.

    `checked` holds their enrolments. Returns the certificates that now wait for their file; a
    second call changes nothing.
    """
    batch = _locked(batch_id)
    if batch.state is not BatchState.RUNNING:
        return []
    if not _reserved(batch_id):
        planned = [one for one in _planned(batch) if one.candidate.enrolment_id in checked]
        write_certificates(batch, planned, _issuer(batch))
    return _unfiled(batch_id)


def refuse(*, batch_id: UUID, problems: Mapping[UUID, Message]) -> None:
    """End a batch without issuing anything, because these papers cannot be printed."""
    batch = _locked(batch_id)
    if batch.state is BatchState.RUNNING and not _reserved(batch_id):
        batch.state = BatchState.REFUSED
        batch.problems = {str(key): as_json(message) for key, message in problems.items()}
        db.session.flush()


def finish(*, batch_id: UUID) -> None:
    """End a batch whose papers are all filed."""
    batch = _locked(batch_id)
    if batch.state is BatchState.RUNNING and not _unfiled(batch_id):
        batch.state = BatchState.DONE
        db.session.flush()
        record(
            _issuer(batch),
            "certificates.filed",
            object_type="certificate_batch",
            object_id=batch.id,
            summary=N_("All certificates of the action are signed and filed."),
            course_session_id=batch.course_session_id,
        )


def as_json(message: Message) -> dict[str, object]:
    """A message as it is kept in a row."""
    return {"text": message.text, "values": {k: str(v) for k, v in message.values.items()}}


def _issuer(batch: CertificateBatch) -> Identity:
    return identity_of(batch.issued_by) if batch.issued_by else SYSTEM


def _locked(batch_id: UUID) -> CertificateBatch:
    statement = lock_row(sa.select(CertificateBatch).where(CertificateBatch.id == batch_id))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _reserved(batch_id: UUID) -> bool:
    statement = sa.select(sa.exists().where(Certificate.batch_id == batch_id))
    return bool(db.session.scalar(unscoped(statement, because="the batch's own papers")))


def _unfiled(batch_id: UUID) -> Sequence[UUID]:
    statement = (
        sa.select(Certificate.id)
        .where(Certificate.batch_id == batch_id, Certificate.state == CertificateState.RESERVED)
        .order_by(Certificate.number)
    )
    return db.session.scalars(unscoped(statement, because="the batch's own papers")).all()
