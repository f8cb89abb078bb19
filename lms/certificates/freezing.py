"""What is frozen at issue: the payload of one certificate, put together from rows. Pure."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.certificates.enums import CertificateKind
from lms.certificates.printing.wording import FIRST_LANGUAGE, SECOND_LANGUAGE
from lms.certificates.rows import Candidate
from lms.certificates.rules import Evidence
from lms.courses.rows import HalfDayRow, SessionHead, SignatoryRow
from lms.designs.drawing import DrawnDesign
from lms.designs.enums import Paper
from lms.designs.queries import Chosen
from lms.engines.credentials.payload import (
    Holder,
    Issuer,
    PaperKind,
    Payload,
    Signatory,
    Training,
)
from lms.engines.credentials.serials import NUMBER_WIDTH, Serial

MOST_SIGNATORIES = 3


@dataclass(frozen=True)
class Frame:
    """What all certificates of one action share."""

    head: SessionHead
    half_days: Sequence[HalfDayRow]
    signatories: Sequence[SignatoryRow]
    installation: str
    installation_name: str
    demonstration: bool
    issued_at: datetime
    designs: Mapping[Paper, Chosen]

    def chosen(self, kind: CertificateKind) -> Chosen:
        """The design and expiry of one kind of paper."""
        return self.designs[Paper(kind.value)]


def payload_for(
    frame: Frame,
    candidate: Candidate,
    evidence: Evidence,
    kind: CertificateKind,
    serial: str,
) -> Payload:
    """The payload of a new certificate."""
    chosen = frame.chosen(kind)
    return Payload(
        serial=serial,
        kind=PaperKind(kind.value),
        issued_at=frame.issued_at.replace(microsecond=0),
        demonstration=frame.demonstration,
        template=chosen.design.name,
        template_hash=chosen.design.hash,
        issuer=Issuer(
            name=_filled(frame.head.host_name) or {FIRST_LANGUAGE: frame.installation_name},
            place=_filled(frame.head.place),
            installation=frame.installation,
        ),
        holder=holder_of(candidate),
        training=_training(frame, evidence),
        signatories=tuple(_signatory(row) for row in frame.signatories[:MOST_SIGNATORIES]),
        expires_on=expiry(frame, chosen.expires_months),
    )


def expiry(frame: Frame, months: int | None) -> date | None:
    """The last day of a paper that holds this many months, from the day of issue in the session's
    zone; a day that its month lacks becomes the month's last."""
    if months is None:
        return None
    day = frame.issued_at.astimezone(ZoneInfo(frame.head.zone)).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def payload_again(
    old: Payload, candidate: Candidate, serial: str, at: datetime, design: DrawnDesign
) -> Payload:
    """The payload of a certificate that is issued again: the person as known now, all else as it
    was certified."""
    changes = {
        "serial": serial,
        "holder": holder_of(candidate),
        "issued_at": at.replace(microsecond=0),
        "template": design.name,
        "template_hash": design.hash,
        "supersedes": old.serial,
    }
    return old.model_copy(update=changes)


def holder_of(candidate: Candidate) -> Holder:
    """The person as the paper names them."""
    local = candidate.local_name
    return Holder(
        name=candidate.name,
        local_name=local,
        local_language=SECOND_LANGUAGE if local else "",
        rank=_filled({FIRST_LANGUAGE: candidate.rank, SECOND_LANGUAGE: candidate.rank_local}),
        agency=_filled(candidate.agency),
        capacity=_filled(candidate.capacity or {}),
    )


def specimen_serial(prefix: str, year: int) -> str:
    """A serial of the usual length for previews: its number 0 is never given out."""
    return f"{prefix}-{year}-{0:0{NUMBER_WIDTH}d}"


def next_serials(prefix: str, year: int, last: int, count: int) -> list[Serial]:
    """The serials that follow `last`, without a gap."""
    return [Serial(prefix, year, last + step) for step in range(1, count + 1)]


def _training(frame: Frame, evidence: Evidence) -> Training:
    head = frame.head
    return Training(
        code=head.code,
        title=_filled(head.title),
        place=_filled(head.place) or _filled(head.venue),
        starts_on=head.starts_on,
        ends_on=head.ends_on,
        contact_minutes=sum(half.contact_minutes for half in frame.half_days),
        half_days=evidence.half_days,
        half_days_attended=evidence.half_days_attended,
        donor=_filled(head.donor),
        project=_filled(head.project),
        organiser=_filled(head.organised_by),
    )


def _signatory(row: SignatoryRow) -> Signatory:
    return Signatory(
        office=_filled(row.office), organisation=_filled(row.organisation), sealed=row.seals_file
    )


def _filled(text: Mapping[str, str]) -> dict[str, str]:
    return {language: value for language, value in text.items() if value}
