"""Writing certificates: rows with serial and frozen payload first, then the signed file."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.audit.services import record
from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateEvent,
    SessionPapers,
    TemplateVersion,
)
from lms.certificates.printing import template
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.render import to_pdf
from lms.certificates.services import sealing
from lms.certificates.services.numbering import CountedInDatabase, Numbering
from lms.certificates.services.plans import Planned, numbering_of
from lms.certificates.signing.reason import reason_for
from lms.certificates.signing.validate import check_seal
from lms.core import files
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import Unavailable
from lms.core.ids import hash_token, new_id, new_token
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.engines.credentials import codes, commitment, qr
from lms.engines.credentials.payload import canonical, read_payload
from lms.engines.credentials.serials import Serial

EVENT_SCHEMA = 1
OWNER = "certificates"
_numbering: Numbering = CountedInDatabase()


def write_certificates(
    batch: CertificateBatch, planned: Sequence[Planned], actor: Identity
) -> None:
    """Reserve serials and store the frozen records, all in the caller's transaction."""
    if not planned:
        return
    withdraw_print(batch.course_session_id)
    prefix, year = numbering_of(planned[0].frame.issued_at)
    _keep_template(planned[0].frame.template_hash)
    serials = _numbering.reserve(prefix, year, len(planned))
    for one, serial in zip(planned, serials, strict=True):
        _write(batch, one, serial, actor)
    record(
        actor,
        "certificates.issued",
        object_type="certificate_batch",
        object_id=batch.id,
        summary=N_(
            "Issued %(n)s certificates, %(first)s to %(last)s.",
            n=len(planned),
            first=str(serials[0]),
            last=str(serials[-1]),
        ),
        course_session_id=batch.course_session_id,
        after={
            str(serial): {"name": one.candidate.name, "kind": one.kind.value}
            for one, serial in zip(planned, serials, strict=True)
        },
    )


def _write(batch: CertificateBatch, one: Planned, serial: Serial, actor: Identity) -> Certificate:
    payload = canonical(one.payload(str(serial)))
    salt, token = commitment.new_salt(), new_token()
    row = Certificate(
        id=new_id(),
        enrolment_id=one.candidate.enrolment_id,
        course_session_id=batch.course_session_id,
        agency_id=one.candidate.agency_id,
        person_id=one.candidate.person_id,
        batch_id=batch.id,
        kind=one.kind,
        prefix=serial.prefix,
        year=serial.year,
        number=serial.number,
        serial=str(serial),
        code=codes.new_code(),
        token_hash=hash_token(token),
        token=token,
        payload=payload.decode(),
        salt=salt,
        commitment=commitment.commit(payload, salt),
        template_hash=one.frame.template_hash,
        issued_at=one.frame.issued_at,
    )
    if one.replaced is not None:
        _supersede(one.replaced, row, batch.reason, actor)
    db.session.add(row)
    db.session.flush()
    if one.replaced is not None and one.replaced.state is CertificateState.SUPERSEDED:
        one.replaced.superseded_by_id = row.id
    add_event(row.id, EventKind.ISSUED, actor, {"commitment": row.commitment.hex()})
    return row


def _supersede(old: Certificate, new: Certificate, reason: str, actor: Identity) -> None:
    before = read_payload(old.payload.encode()).holder
    db.session.refresh(old, with_for_update=True)
    if old.state is CertificateState.VALID:
        old.state = CertificateState.SUPERSEDED
        db.session.flush()
        add_event(old.id, EventKind.SUPERSEDED, actor, {"by": new.serial, "reason": reason})
    record(
        actor,
        "certificates.issued_again",
        object_type="certificate",
        object_id=old.id,
        summary=N_(
            "Issued %(new)s in place of %(old)s: %(reason)s",
            new=new.serial,
            old=old.serial,
            reason=reason,
        ),
        course_session_id=old.course_session_id,
        before=before.model_dump(mode="json"),
        after=read_payload(new.payload.encode()).holder.model_dump(mode="json"),
    )


def withdraw_print(course_session_id: UUID) -> None:
    """Take the print file of a session away, because its certificates are others from now on."""
    db.session.execute(
        sa.update(SessionPapers)
        .where(SessionPapers.course_session_id == course_session_id)
        .values(print_file_id=None)
    )


def add_event(
    certificate_id: UUID, kind: EventKind, actor: Identity, values: dict[str, str]
) -> None:
    """Append an event. The certificate's row is locked or new, so the sequence has no rival."""
    last = db.session.scalar(
        sa.select(sa.func.max(CertificateEvent.sequence)).where(
            CertificateEvent.owner_id == certificate_id
        )
    )
    now = utcnow()
    db.session.add(
        CertificateEvent(
            uuid=new_id(),
            owner_id=certificate_id,
            sequence=(last or 0) + 1,
            kind=kind.value,
            payload={"schema": EVENT_SCHEMA, **values},
            server_at=now,
            actor_id=actor.person_id,
        )
    )
    db.session.flush()


def _keep_template(template_hash: str) -> None:
    if db.session.get(TemplateVersion, template_hash) is not None:
        return
    texts = {
        file.name: file.read_text("utf-8")
        for file in template.files()
        if file.suffix in {".html", ".css", ".json"}
    }
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in template.files()}
    version = TemplateVersion(
        hash=template_hash,
        name=template.NAME,
        source={"schema": EVENT_SCHEMA, "texts": texts, "sha256": hashes},
        created_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(version)
    except sa.exc.IntegrityError:
        pass  # another action kept the same version at the same moment


# --- files ---


def make_file(certificate_id: UUID) -> bytes | None:
    """The signed PDF of a reserved certificate, from its frozen payload alone.

    Nothing is written; None where another worker has filed it by now. The seal is judged again
    before the file may be kept (rule C1).
    """
    statement = sa.select(Certificate).where(Certificate.id == certificate_id)
    marked = unscoped(statement, because="the worker files every paper")
    row = db.session.scalars(marked.execution_options(populate_existing=True)).one()
    if row.state is not CertificateState.RESERVED:
        return None
    settings: Settings = current_app.extensions["concord.settings"]
    opening = commitment.Opening(row.payload.encode(), row.salt)
    if not commitment.opens(row.commitment, opening.payload, opening.salt):
        raise Unavailable(N_("The record of %(serial)s was changed.", serial=row.serial))
    payload = read_payload(opening.payload)
    paper = Paper(payload, row.code, qr.verification_url(settings.base_url, row.token))
    data = sealing.seal().sign(
        to_pdf(paper, opening),
        reason=reason_for(row.serial),
        location=payload.training.place.get("en", ""),
    )
    report = check_seal(data, sealing.roots())
    if report.fault is not None:
        raise Unavailable(report.fault)
    return data


def file(*, certificate_id: UUID, data: bytes, actor: Identity) -> bool:
    """Keep the signed file and put the certificate in force. False where it was filed before."""
    statement = lock_row(sa.select(Certificate).where(Certificate.id == certificate_id))
    marked = unscoped(statement, because="the worker files every paper")
    row = db.session.scalars(marked.execution_options(populate_existing=True)).one()
    if row.state is not CertificateState.RESERVED:
        return False
    stored = files.put(
        data,
        media_type="application/pdf",
        owner=f"{OWNER}:{row.id}",
        name=f"{row.serial}.pdf",
    )
    row.file_id, row.file_hash, row.state = stored.id, stored.sha256, CertificateState.VALID
    add_event(row.id, EventKind.FILED, actor, {"sha256": stored.sha256})
    return True
