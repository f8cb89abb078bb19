"""Which papers an issue action would make, with all that would stand on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from lms.certificates import queries
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.freezing import Frame, payload_again, payload_for, specimen_serial
from lms.certificates.models import Certificate
from lms.certificates.printing.compose import Paper
from lms.certificates.rows import Candidate
from lms.certificates.rules import Evidence, next_paper
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.core.installation import ensure_installation
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.courses import queries as courses
from lms.courses.rows import SessionHead
from lms.designs import queries as designs
from lms.designs.drawing import DrawnDesign
from lms.engines.credentials import codes, qr
from lms.engines.credentials.payload import Payload, read_payload

_SPECIMEN_TOKEN = "0" * 22
_SPECIMEN_CODE = "0" * codes.LENGTH


@dataclass(frozen=True)
class Planned:
    """One paper to be: for whom, of which kind, on what evidence, in which frame."""

    frame: Frame
    candidate: Candidate
    kind: CertificateKind
    evidence: Evidence
    replaced: Certificate | None = None

    @property
    def design(self) -> DrawnDesign:
        """The design that this paper would have."""
        return self.frame.chosen(self.kind).design

    def payload(self, serial: str) -> Payload:
        """What would stand on it under this serial."""
        if self.replaced is None:
            return payload_for(self.frame, self.candidate, self.evidence, self.kind, serial)
        old = read_payload(self.replaced.payload.encode())
        again = payload_again(old, self.candidate, serial, self.frame.issued_at, self.design)
        if self.replaced.state is CertificateState.REVOKED:
            return again.model_copy(update={"supersedes": None})
        return again


Plan = Sequence[Planned]


def plan(
    head: SessionHead, *, issued_at: datetime | None, replaces_id: UUID | None = None
) -> Sequence[Planned]:
    """The papers that are due now, in calling order. Raises Refused where no office is named.

    With `replaces_id`: the one paper that stands for that certificate.
    """
    frame = frame_of(head, issued_at or utcnow())
    if replaces_id is not None:
        row = _replaced(replaces_id)
        person = queries.evidence.candidate(row.enrolment_id or row.thanks_id)
        return [Planned(frame, person, row.kind, Evidence(), row)]
    people = queries.evidence.candidates(head.id, actor=SYSTEM)
    judged = queries.evidence.judged(head, people, actor=SYSTEM)
    holding = queries.holding(head.id)
    planned = []
    for person in people:
        seen, outcome = judged[person.enrolment_id]
        due = next_paper(outcome.outcome, holding.get(person.enrolment_id, ()))
        if due is not None:
            planned.append(Planned(frame, person, due, seen))
    planned += [
        Planned(frame, person, CertificateKind.APPRECIATION, Evidence())
        for person in queries.evidence.thanked(head.id)
        if person.enrolment_id not in holding
    ]
    return planned


def _replaced(certificate_id: UUID) -> Certificate:
    statement = sa.select(Certificate).where(Certificate.id == certificate_id)
    marked = unscoped(statement, because="the issue action was allowed for this certificate")
    return db.session.scalars(marked.execution_options(populate_existing=True)).one()


def frame_of(head: SessionHead, issued_at: datetime) -> Frame:
    """What all papers of a session share at this moment."""
    settings: Settings = current_app.extensions["concord.settings"]
    offices = courses.signatories(head.id)
    if not offices:
        raise Refused(
            N_("No office is named that signs. Add the signatories in the session's settings.")
        )
    return Frame(
        head=head,
        half_days=courses.half_days(head.id),
        signatories=offices,
        installation=str(ensure_installation().id),
        installation_name=settings.installation_name,
        demonstration=settings.demo,
        issued_at=issued_at,
        designs=designs.chosen(head.id),
    )


def specimen(planned: Planned, *, preview: bool) -> Paper:
    """The paper before it has a serial: as a preview that says so, or just as it would be printed.

    The second shares its fixed part with the finished papers, so the press lays it out once.
    """
    settings: Settings = current_app.extensions["concord.settings"]
    prefix, year = numbering_of(planned.frame.issued_at)
    return Paper(
        planned.payload(specimen_serial(prefix, year)),
        _SPECIMEN_CODE,
        qr.verification_url(settings.base_url, _SPECIMEN_TOKEN),
        preview=preview,
        design=planned.design,
    )


def numbering_of(moment: datetime) -> tuple[str, int]:
    """Prefix and year of the serials given out at this moment, by the installation's own zone."""
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.installation_short, moment.astimezone(ZoneInfo(settings.time_zone)).year
