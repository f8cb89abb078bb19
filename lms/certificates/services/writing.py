"""Writing certificates: the rows with serial and frozen payload. Their files follow: `filing`."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates.credential import Place
from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import (
    Certificate,
    CertificateBatch,
    SessionPapers,
)
from lms.certificates.services import credentials, registering
from lms.certificates.services.numbering import CountedInDatabase, Numbering
from lms.certificates.services.plans import Planned, numbering_of
from lms.core.access import Identity
from lms.core.db import db
from lms.core.ids import hash_token, new_id, new_token
from lms.core.messages import N_
from lms.designs.services import freeze
from lms.engines.credentials import codes, commitment
from lms.engines.credentials.payload import Payload, canonical, read_payload
from lms.engines.credentials.serials import Serial
from lms.register import services as register

_numbering: Numbering = CountedInDatabase()


def write_certificates(
    batch: CertificateBatch, planned: Sequence[Planned], actor: Identity
) -> None:
    """Reserve serials and store the frozen records, all in the caller's transaction."""
    if not planned:
        return
    withdraw_print(batch.course_session_id)
    prefix, year = numbering_of(planned[0].frame.issued_at)
    for source in {one.design.hash: one.design.source for one in planned}.values():
        freeze(source)
    serials = _numbering.reserve(prefix, year, len(planned))
    register.hold()  # before the audit trail, always
    payloads = [one.payload(str(serial)) for one, serial in zip(planned, serials, strict=True)]
    places = credentials.prepare(payloads, actor)
    rows = [
        _write(batch, one, serial, (payload, place), actor)
        for one, serial, payload, place in zip(planned, serials, payloads, places, strict=True)
    ]
    registering.issued(rows, actor)
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


def _write(
    batch: CertificateBatch,
    one: Planned,
    serial: Serial,
    frozen: tuple[Payload, Place],
    actor: Identity,
) -> Certificate:
    payload, place = canonical(frozen[0]), frozen[1]
    salt, token = commitment.new_salt(), new_token()
    row = Certificate(
        id=new_id(),
        enrolment_id=None if one.candidate.thanked else one.candidate.enrolment_id,
        thanks_id=one.candidate.enrolment_id if one.candidate.thanked else None,
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
        template_hash=one.design.hash,
        issued_at=one.frame.issued_at,
        expires_on=frozen[0].expires_on,
        status_list=place.status_list,
        status_index=place.index,
    )
    if one.replaced is not None:
        _supersede(one.replaced, row, batch.reason, actor)
    db.session.add(row)
    if one.replaced is not None:
        db.session.flush()
        if one.replaced.state is CertificateState.SUPERSEDED:
            one.replaced.superseded_by_id = row.id
    return row


def _supersede(old: Certificate, new: Certificate, reason: str, actor: Identity) -> None:
    before = read_payload(old.payload.encode()).holder
    db.session.refresh(old, with_for_update=True)
    if old.state is CertificateState.VALID:
        old.state = CertificateState.SUPERSEDED
        db.session.flush()
        values = {"by": new.serial, "reason": reason}
        registering.happened(old, EventKind.SUPERSEDED, actor, values, by=new)
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
