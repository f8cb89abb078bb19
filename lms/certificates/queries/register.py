"""Reading the register: the session's tab, the list, one certificate, one's own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from lms.certificates.enums import BatchState, CertificateKind, CertificateState, EventKind
from lms.certificates.freezing import holder_of
from lms.certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateEvent,
    SessionPapers,
)
from lms.certificates.policies import Permission
from lms.certificates.queries import evidence as evidence_of
from lms.certificates.rows import (
    BatchRow,
    Candidate,
    CertificateDetail,
    EventRow,
    Held,
    OwnCertificate,
    Papers,
    PersonRow,
    RegisterRow,
    SessionCertificates,
    Work,
)
from lms.certificates.rules import THANKED, Eligibility, next_paper
from lms.core.access import Identity, can, require
from lms.core.db import Json, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.jobs import Job
from lms.core.settings import Settings
from lms.courses.models import CourseSession
from lms.courses.queries import session_head, session_head_by_id
from lms.engines.credentials import qr
from lms.engines.credentials.payload import read_payload
from lms.engines.credentials.serials import parse_serial
from lms.signing import queries as signing

# whom a certificate is for: an enrolment, or a line of thanks
_holder = sa.func.coalesce(Certificate.enrolment_id, Certificate.thanks_id)
_IN_FORCE = (CertificateState.RESERVED, CertificateState.VALID)


def session_certificates(slug: str, *, actor: Identity) -> SessionCertificates:
    """The session's tab, of the people whom `actor` may see. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_CERTIFICATES, head)
    people = evidence_of.candidates(head.id, actor=actor)
    judged = evidence_of.judged(head, people, actor=actor)
    held = _held(head.id, actor)
    organises = can(actor, Permission.PREVIEW_PAPERS, head).allowed
    reads = can(actor, Permission.READ_LIST, head).allowed
    thanked = evidence_of.thanked(head.id) if organises or reads else []
    row = db.session.get(SessionPapers, head.id) if organises else None
    batch = _last_batch(head.id) if organises else None
    works = _works([job for job in (_job_of(row, batch)) if job])
    pages: Json = row.preview_pages if row else {}
    problems: Json = row.preview_problems if row else {}
    struck = signing.strikes(batch.list_id) if batch is not None and batch.list_id else {}

    def person(one: Candidate, eligibility: Eligibility) -> PersonRow:
        certificates = held.get(one.enrolment_id)
        return PersonRow(
            candidate=one,
            eligibility=eligibility,
            held=_newest(certificates),
            kinds=_kinds(certificates),
            states=_states(certificates),
            page=pages.get(str(one.enrolment_id)),
            problem=problems.get(str(one.enrolment_id)),
            strike=struck.get(str(one.enrolment_id)),
        )

    return SessionCertificates(
        head=head,
        people=[person(one, judged[one.enrolment_id][1]) for one in people],
        thanked=[person(one, THANKED) for one in thanked],
        batch=_batch_row(batch, [*people, *thanked], works),
        papers=_papers(row, works),
    )


def session_thanks(slug: str, *, actor: Identity) -> SessionCertificates:
    """As the session's tab, for its organisers: whom it thanks stands in it."""
    head = session_head(slug, actor)
    require(actor, Permission.PREVIEW_PAPERS, head)
    return session_certificates(slug, actor=actor)


def _job_of(
    row: SessionPapers | None, batch: CertificateBatch | None
) -> tuple[UUID | None, UUID | None, UUID | None]:
    return (
        row.print_job_id if row else None,
        row.preview_job_id if row else None,
        batch.job_id if batch else None,
    )


def _works(job_ids: Sequence[UUID]) -> Mapping[UUID, Work]:
    if not job_ids:
        return {}
    rows = db.session.execute(
        sa.select(Job.id, Job.kind, Job.state, Job.done, Job.total).where(Job.id.in_(job_ids))
    )
    return {row.id: Work(row.kind, row.state.value, row.done, row.total) for row in rows}


def _batch_row(
    batch: CertificateBatch | None,
    people: Sequence[Candidate],
    works: Mapping[UUID, Work],
) -> BatchRow | None:
    if batch is None:
        return None
    names = {str(one.enrolment_id): one.name for one in people}
    return BatchRow(
        id=batch.id,
        state=batch.state,
        problems=[
            (names.get(key, ""), {**value, "key": key}) for key, value in batch.problems.items()
        ],
        again=batch.replaces_id is not None,
        work=works.get(batch.job_id) if batch.job_id else None,
        hold=batch.hold,
    )


def _papers(row: SessionPapers | None, works: Mapping[UUID, Work]) -> Papers:
    if row is None:
        return Papers(None, None, 0, None, None, None, None)
    return Papers(
        print_file_id=row.print_file_id,
        printed_at=row.printed_at,
        print_count=row.print_count,
        print_work=works.get(row.print_job_id) if row.print_job_id else None,
        preview_file_id=row.preview_file_id,
        previewed_at=row.previewed_at,
        preview_work=works.get(row.preview_job_id) if row.preview_job_id else None,
    )


def papers_of(slug: str, permission: Permission, *, actor: Identity) -> Papers:
    """What was made for a whole session, to somebody who holds `permission` there."""
    head = session_head(slug, actor)
    require(actor, permission, head)
    return _papers(db.session.get(SessionPapers, head.id), {})


def _last_batch(course_session_id: UUID) -> CertificateBatch | None:
    return db.session.scalar(
        sa.select(CertificateBatch)
        .where(CertificateBatch.course_session_id == course_session_id)
        .order_by(CertificateBatch.id.desc())
        .limit(1)
    )


def work_of(slug: str, *, actor: Identity) -> Work:
    """The progress of the newest issue action, print file or preview: whichever began last."""
    head = session_head(slug, actor)
    require(actor, Permission.PREVIEW_PAPERS, head)
    jobs = _job_of(db.session.get(SessionPapers, head.id), _last_batch(head.id))
    works = _works([job for job in jobs if job])
    # the page shows one line: the issue action before the preview before the print file
    for job in reversed(jobs):
        work = works.get(job) if job else None
        if work and work.live:
            return work
    newest = max(works, default=None)
    return works[newest] if newest else Work("", "done", 0, 0)


def _newest(held: Sequence[Held] | None) -> Held | None:
    return held[-1] if held else None


def _kinds(held: Sequence[Held] | None) -> frozenset[CertificateKind]:
    return frozenset(one.kind for one in held or ())


def _states(held: Sequence[Held] | None) -> list[CertificateState]:
    return [one.state for one in held or ()]


def _held(course_session_id: UUID, actor: Identity) -> dict[UUID, list[Held]]:
    """The certificates of each enrolment, the newest last."""
    statement = (
        sa.select(
            Certificate.id,
            _holder.label("enrolment_id"),
            Certificate.serial,
            Certificate.kind,
            Certificate.state,
            Certificate.file_id,
        )
        .where(
            Certificate.course_session_id == course_session_id,
            Certificate.state != CertificateState.VOID,
        )
        .order_by(Certificate.id)
    )
    rows = db.session.execute(seen_by(actor, statement, Certificate))
    found: dict[UUID, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(Held(*row))
    return found


def holding(course_session_id: UUID) -> dict[UUID, set[CertificateKind]]:
    """Enrolments that ever got a certificate, with its kinds: a revoked one counts as well."""
    statement = sa.select(_holder, Certificate.kind).where(
        Certificate.course_session_id == course_session_id,
        Certificate.state != CertificateState.VOID,
    )
    found: dict[UUID, set[CertificateKind]] = defaultdict(set)
    for key, kind in db.session.execute(unscoped(statement, because="who is due, over all")):
        found[key].add(kind)
    return found


def in_force(enrolment_id: UUID | None, kind: CertificateKind) -> UUID | None:
    """The certificate of a kind that is in force for an enrolment."""
    statement = sa.select(Certificate.id).where(
        _holder == enrolment_id,
        Certificate.kind == kind,
        Certificate.state.in_(_IN_FORCE),
    )
    return db.session.scalar(unscoped(statement, because="one paper of a kind in force"))


def certificate(certificate_id: UUID, *, actor: Identity) -> Certificate:
    """One certificate that `actor` may see. Raises NotFound."""
    statement = seen_by(actor, sa.select(Certificate)).where(Certificate.id == certificate_id)
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def id_of(serial: str) -> UUID:
    """The certificate of a serial as typed, for the command line. Raises NotFound."""
    found = parse_serial(serial)
    statement = sa.select(Certificate.id).where(Certificate.serial == str(found or ""))
    key = db.session.scalar(unscoped(statement, because="asked for on the command line"))
    if key is None:
        raise NotFound
    return key


def detail(certificate_id: UUID, *, actor: Identity) -> CertificateDetail:
    """One certificate with its life. Raises NotFound."""
    row = certificate(certificate_id, actor=actor)
    head = session_head_by_id(row.course_session_id, actor)
    require(actor, Permission.VIEW_CERTIFICATES, head)
    payload = read_payload(row.payload.encode())
    now = evidence_of.candidate(row.enrolment_id or row.thanks_id)
    on_record = None if now.thanked else evidence_of.recorded_name(now.person_id)
    again = holder_of(now)
    follower = None
    if row.superseded_by_id is not None:
        statement = sa.select(Certificate.serial).where(Certificate.id == row.superseded_by_id)
        serial = db.session.scalar(unscoped(statement, because="of the same enrolment"))
        follower = (row.superseded_by_id, serial or "")
    return CertificateDetail(
        head=head,
        id=row.id,
        serial=row.serial,
        code=row.code,
        kind=row.kind,
        state=row.state,
        name=payload.holder.name,
        local_name=payload.holder.local_name,
        agency=payload.holder.agency,
        rank=payload.holder.rank,
        issued_at=row.issued_at,
        expires_on=row.expires_on,
        file_id=row.file_id,
        file_hash=row.file_hash,
        address=_address(row.token),
        revoked_at=row.revoked_at,
        revocation_reason=row.revocation_reason,
        revocation_code=row.revocation_code,
        superseded_by=follower,
        supersedes=payload.supersedes,
        events=_events(row.id),
        enrolment_id=row.enrolment_id,
        again=again,
        says_the_same=again == payload.holder,
        recorded=None if on_record is None or on_record.fits(now) else on_record,
        name_approved=now.name_approved_at is not None,
    )


def _events(certificate_id: UUID) -> list[EventRow]:
    rows = db.session.execute(
        sa.select(
            CertificateEvent.sequence,
            CertificateEvent.kind,
            CertificateEvent.server_at,
            CertificateEvent.payload,
        )
        .where(CertificateEvent.owner_id == certificate_id)
        .order_by(CertificateEvent.sequence)
    )
    return [EventRow(row[0], EventKind(row[1]), row[2], row[3]) for row in rows]


def register(
    *,
    actor: Identity,
    search: str = "",
    state: CertificateState | None = None,
    limit: int,
    offset: int,
) -> tuple[list[RegisterRow], int]:
    """Lines of the register that `actor` may see, newest serial first, and how many there are.

    `search` is a serial as typed, or the beginning of a session's code.
    """
    where = []
    if state is not None:
        where.append(Certificate.state == state)
    if search.strip():
        serial = parse_serial(search)
        begins = CourseSession.code.istartswith(search.strip(), autoescape=True)
        where.append(Certificate.serial == str(serial) if serial else begins)
    joined = (
        sa.select(
            Certificate.id,
            Certificate.serial,
            Certificate.kind,
            Certificate.state,
            Certificate.issued_at,
            Certificate.payload,
            CourseSession.slug,
            CourseSession.code,
            Certificate.file_id,
        )
        .join(CourseSession, CourseSession.id == Certificate.course_session_id)
        .where(*where)
    )
    seen = seen_by(actor, joined, Certificate)
    total = db.session.scalar(
        unscoped(
            sa.select(sa.func.count()).select_from(seen.subquery()),
            because="counts the rows that the actor may see",
        )
    )
    newest = seen.order_by(Certificate.year.desc(), Certificate.prefix, Certificate.number.desc())
    rows = db.session.execute(newest.limit(limit).offset(offset))
    return [RegisterRow(*row) for row in rows], total or 0


def own(*, actor: Identity) -> list[OwnCertificate]:
    """The certificates of who asks, newest first."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                Certificate.id,
                Certificate.serial,
                Certificate.kind,
                Certificate.state,
                Certificate.payload,
                Certificate.code,
                Certificate.token,
                Certificate.file_id,
                Certificate.status_index,
                Certificate.revocation_reason,
                Certificate.revocation_code,
            )
            .where(
                Certificate.person_id == actor.person_id,
                Certificate.state.not_in([CertificateState.RESERVED, CertificateState.VOID]),
            )
            .order_by(Certificate.issued_at.desc(), Certificate.number.desc()),
            because="one's own certificates",
        )
    )
    return [_own(row) for row in rows]


def _own(row: sa.Row[*tuple[object, ...]]) -> OwnCertificate:
    payload = read_payload(row.payload.encode())
    return OwnCertificate(
        id=row.id,
        serial=row.serial,
        kind=row.kind,
        state=row.state,
        title=payload.training.title,
        starts_on=payload.training.starts_on,
        ends_on=payload.training.ends_on,
        expires_on=payload.expires_on,
        place=payload.training.place,
        name=payload.holder.name,
        local_name=payload.holder.local_name,
        code=row.code,
        address=_address(row.token),
        has_file=row.file_id is not None,
        has_credential=row.file_id is not None and row.status_index is not None,
        revocation_reason=row.revocation_reason,
        revocation_code=row.revocation_code,
    )


def open_points(course_session_id: UUID, *, actor: Identity) -> tuple[int, int]:
    """For the closing checklist: papers still due, and certificates in force."""
    head = session_head_by_id(course_session_id, actor)
    people = evidence_of.candidates(head.id, actor=actor)
    judged = evidence_of.judged(head, people, actor=actor)
    held = _held(head.id, actor)
    due = sum(
        next_paper(judged[one.enrolment_id][1].earned, _kinds(held.get(one.enrolment_id)))
        is not None
        for one in people
    )
    due += sum(one.enrolment_id not in held for one in evidence_of.thanked(head.id))
    valid = [one for papers in held.values() for one in papers]
    return due, sum(one.state is CertificateState.VALID for one in valid)


def is_busy(course_session_id: UUID) -> bool:
    """Whether an issue action of the session runs."""
    batch = aliased(CertificateBatch)
    running = sa.exists().where(
        batch.course_session_id == course_session_id, batch.state == BatchState.RUNNING
    )
    return bool(db.session.scalar(sa.select(running)))


def _address(token: str) -> str:
    settings: Settings = current_app.extensions["concord.settings"]
    return qr.verification_url(settings.base_url, token)
