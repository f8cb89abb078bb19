"""Issue actions: beginning one, reserving its serials, filing its papers, ending it.

The order is fixed (rule C1): eligibility, a list under a digest that people approve and sign (see
`lists`), serials and frozen payloads in one transaction, then the worker signs and files paper by
paper, then the print file. Each step may be repeated after a kill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.identity import identity_of
from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.enums import BatchState, CertificateState, Hold
from lms.certificates.models import Certificate, CertificateBatch
from lms.certificates.policies import Permission
from lms.certificates.services import lists, sealing
from lms.certificates.services.faults import Fault
from lms.certificates.services.filing import void as write_void
from lms.certificates.services.plans import Plan, Planned, plan
from lms.certificates.services.writing import write_certificates
from lms.core.access import SYSTEM, Identity, require
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import NotFound, Refused
from lms.core.jobs import Job, JobState
from lms.core.lines import one_line
from lms.core.messages import N_, Message
from lms.courses.queries import session_head, session_head_by_id
from lms.register.queries import require_unlocked
from lms.signing import services as signing

LONGEST_REASON = 300


@dataclass(frozen=True)
class Begun:
    """What an issue action began: its batch (None: nothing to do) and how many papers are due.

    `waiting`: people have to approve or sign the list first. `checking`: it opens for them when
    the worker found that every paper can be printed.
    """

    batch_id: UUID | None
    due: int
    waiting: bool = False
    checking: bool = False

    @classmethod
    def of(cls, batch: CertificateBatch, due: int) -> Self:
        """What a batch with so many due papers began."""
        checking = batch.state is BatchState.CHECKING
        return cls(batch.id, due, checking or batch.state is BatchState.WAITING, checking)


def issue(*, actor: Identity, course_session_id: UUID) -> Begun:
    """Begin to issue every certificate that is due in a course session; the worker goes on.

    Idempotent: while an action runs, or when nothing is due, no second one begins. Raises Refused
    where the state of the session forbids it, no office is named, or there is no seal.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.ISSUE, head)
    sealing.require_seal()
    require_unlocked()
    running = _running(head.id)
    if running is not None:
        if running.state is not BatchState.WAITING:
            lists.ring(running, actor)
        return Begun.of(running, 0)
    planned = plan(head, issued_at=None)
    if not planned:
        return Begun(None, 0)
    batch = _begin(
        CertificateBatch(
            course_session_id=head.id, issued_by=actor.person_id, state=lists.first_state(head.id)
        ),
        planned,
        actor,
    )
    return Begun.of(batch, len(planned))


def issue_again(*, actor: Identity, certificate_id: UUID, reason: str) -> UUID:
    """Begin to issue one certificate again, with the name and rank as they are known now.

    The new paper has a new serial and the old one is superseded by it; a revoked one stays revoked.
    Returns the batch's id. Raises Invalid without a reason, Refused where another action runs.
    """
    row = queries.certificate(certificate_id, actor=actor)
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.CORRECT, head)
    sealing.require_seal()
    require_unlocked()
    clean = checked_reason(reason)
    if row.state not in {CertificateState.VALID, CertificateState.REVOKED}:
        raise Refused(N_("%(serial)s is not in force. Choose the newer one.", serial=row.serial))
    if queries.in_force(row.enrolment_id or row.thanks_id, row.kind) not in {None, row.id}:
        raise Refused(N_("A newer certificate is in force. Choose that one."))
    if queries.evidence.candidate(row.enrolment_id or row.thanks_id).name_approved_at is None:
        raise Refused(
            N_("The name on the certificate is not approved yet. Approve it on the roll.")
        )
    running = _running(head.id)
    if running is not None and running.state is BatchState.WAITING:
        raise Refused(
            N_("A list of this session still waits to be signed. Wait for that, or withdraw it.")
        )
    if running is not None:
        raise Refused(N_("Certificates are being made just now. Wait until that is done."))
    batch = _begin(
        CertificateBatch(
            course_session_id=head.id,
            issued_by=actor.person_id,
            replaces_id=row.id,
            reason=clean,
            state=lists.first_state(head.id),
        ),
        plan(head, issued_at=None, replaces_id=row.id),
        actor,
    )
    return batch.id


def checked_reason(reason: str) -> str:
    """A reason in one line, without hidden signs: verifiers read it. Raises Invalid at `reason`."""
    missing = N_("Write the reason in one sentence.")
    return one_line(reason, "reason", most=LONGEST_REASON, missing=missing)


def _running(course_session_id: UUID) -> CertificateBatch | None:
    return db.session.scalar(
        sa.select(CertificateBatch).where(
            CertificateBatch.course_session_id == course_session_id,
            CertificateBatch.state.in_(
                [BatchState.CHECKING, BatchState.WAITING, BatchState.RUNNING]
            ),
        )
    )


def _begin(batch: CertificateBatch, planned: Plan, actor: Identity) -> CertificateBatch:
    """Add the batch with its list, or give the one that somebody else began at the same moment.

    A list that people have to sign follows when its papers were checked.
    """
    try:
        with db.session.begin_nested():
            db.session.add(batch)
    except sa.exc.IntegrityError:
        found = _running(batch.course_session_id)
        if found is None:
            raise
        return found
    if batch.state is BatchState.CHECKING:
        lists.ring(batch, actor)
    else:
        lists.open_it(batch, planned, actor)
    return batch


# --- the worker's steps ---


@dataclass(frozen=True)
class Open:
    """A batch that waits for the worker: papers still to be reserved, or reserved and unfiled."""

    batch_id: UUID
    planned: Sequence[Planned]
    unfiled: Sequence[UUID]
    # names that are not as they were approved, so that the list has to be made anew
    stale: Mapping[UUID, Message]


def session_of(batch_id: UUID) -> UUID:
    """The course session of a batch."""
    return db.session.get_one(CertificateBatch, batch_id).course_session_id


def size(batch_id: UUID) -> int:
    """How many serials a batch has reserved."""
    statement = sa.select(sa.func.count()).where(Certificate.batch_id == batch_id)
    return db.session.scalar(unscoped(statement, because="the batch's own papers")) or 0


def to_check(batch_id: UUID) -> Plan | None:
    """The papers to be checked before the list of a batch opens; None where it is past that."""
    batch = db.session.get(CertificateBatch, batch_id, populate_existing=True)
    if batch is None or batch.state is not BatchState.CHECKING:
        return None
    return lists.due(batch)


def open_list(*, batch_id: UUID, checked: Plan) -> None:
    """Open the list of checked papers for approval and signatures, in the name of who began.

    Where others are due by now, or in other words, nothing is done: they are to be checked first.
    """
    batch = _locked(batch_id)
    if batch.state is not BatchState.CHECKING:
        return
    planned = lists.due(batch)
    if not planned:
        batch.state = BatchState.REFUSED
    elif [lists.entry_of(one) for one in planned] == [lists.entry_of(one) for one in checked]:
        batch.state = BatchState.WAITING
        lists.open_it(batch, planned, _issuer(batch))
    db.session.flush()


def open_work(batch_id: UUID) -> Open | None:
    """What is left to do in a batch; None where it has ended. Raises NotFound."""
    batch = db.session.get(CertificateBatch, batch_id, populate_existing=True)
    if batch is None:
        raise NotFound
    if batch.state is not BatchState.RUNNING:
        return None
    unfiled = _unfiled(batch_id)
    if unfiled or _reserved(batch_id):
        return Open(batch_id, [], unfiled, {})
    planned, stale = _planned(batch)
    return Open(batch_id, planned, [], stale)


def _planned(batch: CertificateBatch) -> tuple[Plan, Mapping[UUID, Message]]:
    return lists.as_approved(batch, lists.due(batch))


def reserve(*, batch_id: UUID, checked: frozenset[UUID]) -> Sequence[UUID]:
    """Give serials to the due papers of a batch that were found printable, all at once.

    `checked` holds their enrolments. Returns the certificates that now wait for their file; a
    second call changes nothing.
    """
    batch = _locked(batch_id)
    if batch.state is not BatchState.RUNNING:
        return []
    if not _reserved(batch_id):
        fitting, _ = _planned(batch)
        planned = [one for one in fitting if one.candidate.enrolment_id in checked]
        write_certificates(batch, planned, _issuer(batch))
    return _unfiled(batch_id)


def refuse(*, batch_id: UUID, problems: Mapping[UUID, Fault]) -> None:
    """End a batch without issuing anything: papers cannot be printed, or differ from the list."""
    batch = _locked(batch_id)
    begun = batch.state in {BatchState.CHECKING, BatchState.RUNNING}
    if begun and not _reserved(batch_id):
        batch.state = BatchState.REFUSED
        batch.problems = {str(key): fault.as_json() for key, fault in problems.items()}
        batch.hold = None
        if batch.list_id is not None:
            signing.drop(list_id=batch.list_id)
        db.session.flush()


def hold(*, batch_id: UUID, why: Hold | None) -> None:
    """Note why a batch stands still, for the organiser's page; None when it goes on."""
    batch = _locked(batch_id)
    if batch.hold is not why:
        batch.hold = why
        db.session.flush()


def void(*, batch_id: UUID, certificate_id: UUID, why: Message, actor: Identity) -> None:
    """Make one number of a batch void, and keep with the batch whose paper that was."""
    batch = _locked(batch_id)
    enrolment_id = write_void(certificate_id=certificate_id, why=why, actor=actor)
    if enrolment_id is not None:
        batch.problems = {**batch.problems, str(enrolment_id): Fault(why).as_json()}
        db.session.flush()


def give_up(*, actor: Identity, slug: str) -> int:
    """End a batch that cannot go on: every number without a file is void. Returns how many.

    The people whose numbers those were are due again. Raises Refused where nothing stands still.
    """
    head = session_head(slug, actor)
    require(actor, Permission.CORRECT, head)
    running = _running(head.id)
    if running is None or running.state is BatchState.WAITING:
        raise Refused(N_("No certificates of this session are being made."))
    batch = _locked(running.id)
    job = db.session.get(Job, batch.job_id, populate_existing=True) if batch.job_id else None
    if job is not None and job.state in {JobState.WAITING, JobState.RUNNING}:
        raise Refused(N_("Certificates are being made just now. Wait until that is done."))
    why = N_("The action was given up before the paper was made.")
    left = _unfiled(batch.id)
    for certificate_id in left:
        void(batch_id=batch.id, certificate_id=certificate_id, why=why, actor=actor)
    if not _reserved(batch.id):
        refuse(batch_id=batch.id, problems={})
    finish(batch_id=batch.id)
    return len(left)


def list_of(batch_id: UUID) -> UUID | None:
    """The list of a batch."""
    return db.session.get_one(CertificateBatch, batch_id).list_id


def finish(*, batch_id: UUID) -> None:
    """End a batch whose papers are all filed, or void."""
    batch = _locked(batch_id)
    if batch.state is BatchState.RUNNING and not _unfiled(batch_id):
        batch.state, batch.hold = BatchState.DONE, None
        if batch.list_id is not None:
            signing.file_list(list_id=batch.list_id)
        db.session.flush()
        record(
            _issuer(batch),
            "certificates.filed",
            object_type="certificate_batch",
            object_id=batch.id,
            summary=N_("All certificates of the action are signed and filed."),
            course_session_id=batch.course_session_id,
        )


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
