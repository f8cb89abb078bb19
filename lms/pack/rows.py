"""Typed rows of the print pack."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from lms.ceremony.enums import Mark
from lms.certificates.enums import CertificateKind
from lms.courses.rows import SessionHead
from lms.outbox.models import MailState


@dataclass(frozen=True)
class PackPaper:
    """One issued paper in its place (from 1), as it goes into the pack.

    `holder_id` is the enrolment, or the line of thanks.
    """

    place: int
    id: UUID
    holder_id: UUID
    person_id: UUID | None
    kind: CertificateKind
    serial: str
    name: str
    local_name: str
    surname: str
    template_hash: str
    file_id: UUID
    path: Path
    sha256: str
    issued_at: datetime


@dataclass(frozen=True)
class Pack:
    """All papers in force of a session, in the order in which they are handed over."""

    head: SessionHead
    papers: tuple[PackPaper, ...]


@dataclass(frozen=True)
class Addressee:
    """To whom the mail of a paper goes, and in which language."""

    name: str
    language: str
    address: str | None


@dataclass(frozen=True)
class MailLine:
    """One paper with its mail: the ceremony's mark, where it goes, and when it was sent last.

    `addressee` is None for a guest of whom there is no record. `sent_at` is when the mail left.
    """

    paper: PackPaper
    mark: Mark | None
    addressee: Addressee | None
    times: int
    asked_at: datetime | None
    sent_at: datetime | None
    state: MailState | None

    @property
    def away(self) -> bool:
        """Whether the holder was not there to take the paper."""
        return self.mark in {Mark.ABSENT, Mark.POSTED}

    @property
    def can_be_sent(self) -> bool:
        return self.addressee is not None and bool(self.addressee.address)


@dataclass(frozen=True)
class MailPage:
    """The papers of a session with their mails."""

    head: SessionHead
    lines: tuple[MailLine, ...]

    @property
    def without_address(self) -> int:
        """How many of those with a record cannot be written to."""
        return sum(one.addressee is not None and not one.can_be_sent for one in self.lines)

    @property
    def any_address(self) -> bool:
        """Whether anybody can be written to."""
        return any(one.can_be_sent for one in self.lines)

    def due(self, *, away: bool) -> tuple[MailLine, ...]:
        """What was not mailed yet and can be; with `away` only of who was not there."""
        return tuple(
            one
            for one in self.lines
            if not one.times and one.can_be_sent and (one.away or not away)
        )
