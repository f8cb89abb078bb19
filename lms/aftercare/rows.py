"""Typed rows that the queries of this room return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.aftercare.enums import Way
from lms.aftercare.rules import Whereabouts
from lms.certificates.enums import CertificateKind
from lms.core.db import LocalizedText
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class PaperRow:
    """A certificate in force and where its paper is."""

    id: UUID
    serial: str
    kind: CertificateKind
    agency_id: UUID | None
    name: str
    local_name: str
    rank: LocalizedText
    agency: LocalizedText
    where: Whereabouts
    file_id: UUID | None


@dataclass(frozen=True)
class HandoverRow:
    """One hand-over to an agency with the papers that are part of it still."""

    id: UUID
    agency_id: UUID
    agency: LocalizedText
    given_to: str
    given_at: datetime
    received_at: datetime | None
    papers: Sequence[PaperRow]


@dataclass(frozen=True)
class PapersPage:
    """A session's papers as far as the actor may see them, and the hand-overs."""

    head: SessionHead
    papers: Sequence[PaperRow]
    handovers: Sequence[HandoverRow]

    @property
    def open(self) -> int:
        """Papers not yet in hand."""
        return sum(not one.where.in_hand for one in self.papers)

    @property
    def waiting(self) -> dict[UUID, list[PaperRow]]:
        """Papers at the office that could go to an agency at once, by agency."""
        found: dict[UUID, list[PaperRow]] = {}
        for one in self.papers:
            if one.agency_id is not None and one.where.allows(Way.AGENCY):
                found.setdefault(one.agency_id, []).append(one)
        return found


@dataclass(frozen=True)
class ExpiringRow:
    """A certificate in force whose end is near. `reminded`: days before it that were told."""

    id: UUID
    serial: str
    slug: str
    code: str
    course: LocalizedText
    name: str
    local_name: str
    agency: LocalizedText
    expires_on: date
    reminded: Sequence[int]
    renewed: bool


@dataclass(frozen=True)
class Holding:
    """Somebody who holds a certificate that is valid today, for the list of alumni."""

    id: UUID
    serial: str
    kind: CertificateKind
    name: str
    local_name: str
    rank: LocalizedText
    agency: LocalizedText
    title: LocalizedText
    code: str
    slug: str
    ended_on: date
    expires_on: date | None


@dataclass(frozen=True)
class Question:
    """What somebody looks for among people with a valid certificate, and what for."""

    purpose: str
    words: str = ""
    agency_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    valid_on: date | None = None
