"""Typed rows that the queries of certificates return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from lms.certificates.enums import (
    BatchState,
    CertificateKind,
    CertificateState,
    EventKind,
    Verdict,
)
from lms.certificates.rules import Eligibility
from lms.core.db import Json, LocalizedText
from lms.courses.rows import SessionHead
from lms.engines.credentials.payload import Holder

STEPS = 2  # of each paper in the progress of an issue action: it is checked, then filed


class Candidate(NamedTuple):
    """An enrolment with all that its certificate would state, in calling order."""

    enrolment_id: UUID
    person_id: UUID
    agency_id: UUID
    withdrawn: bool
    name: str
    local_name: str
    name_approved_at: datetime | None
    rank: str
    rank_local: str
    agency: LocalizedText
    agency_short: LocalizedText


class RecordedName(NamedTuple):
    """A person's name as the person's own record says it; the local one may be empty."""

    name: str
    local_name: str

    def fits(self, on_roll: Candidate) -> bool:
        """Whether the roll says the same. A local name that the record lacks is no difference."""
        return self.name == on_roll.name and self.local_name in {"", on_roll.local_name}


class Held(NamedTuple):
    """The newest certificate of an enrolment, for the session's list."""

    id: UUID
    enrolment_id: UUID
    serial: str
    kind: CertificateKind
    state: CertificateState
    file_id: UUID | None


@dataclass(frozen=True)
class PersonRow:
    """One person of the session's list: who, what is due and why, and what was issued."""

    candidate: Candidate
    eligibility: Eligibility
    held: Held | None
    page: int | None
    problem: Json | None

    @property
    def due(self) -> CertificateKind | None:
        """The paper that the next issue action would make for this person."""
        return None if self.held else self.eligibility.outcome


@dataclass(frozen=True)
class Work:
    """Work that the worker does: its state and progress."""

    what: str
    state: str
    done: int
    total: int

    @property
    def live(self) -> bool:
        return self.state in {"waiting", "running"}


@dataclass(frozen=True)
class BatchRow:
    """The newest issue action of a session."""

    id: UUID
    state: BatchState
    problems: Sequence[tuple[str, Json]]
    work: Work | None


@dataclass(frozen=True)
class Papers:
    """What was made for the whole session."""

    print_file_id: UUID | None
    printed_at: datetime | None
    print_count: int
    print_work: Work | None
    preview_file_id: UUID | None
    previewed_at: datetime | None
    preview_work: Work | None


@dataclass(frozen=True)
class SessionCertificates:
    """The session's tab: people in calling order, what runs, and what is made."""

    head: SessionHead
    people: Sequence[PersonRow]
    batch: BatchRow | None
    papers: Papers

    @property
    def unfiled(self) -> int:
        """How many have a serial and wait for their file."""
        return sum(
            row.held is not None and row.held.state is CertificateState.RESERVED
            for row in self.people
        )

    @property
    def complete(self) -> bool:
        """No issue action runs: the files that stand here are all of them."""
        running = self.batch is not None and self.batch.state is BatchState.RUNNING
        return not self.unfiled and not running

    @property
    def print_is_current(self) -> bool:
        """The print file holds exactly what is in force now."""
        papers = self.papers
        made = papers.print_file_id is not None and papers.print_count == self.valid
        return made and bool(self.valid) and self.complete

    @property
    def being_made(self) -> int:
        """How many certificates the running issue action makes."""
        work = self.batch.work if self.batch else None
        return (work.total // STEPS if work else 0) or self.unfiled or self.due or 1

    @property
    def groups(self) -> Sequence[Sequence[PersonRow]]:
        """The people by agency, in calling order; who withdrew without a paper is left out."""
        shown = [row for row in self.people if row.held or not row.candidate.withdrawn]
        by_agency = groupby(shown, key=lambda row: row.candidate.agency_id)
        return [list(rows) for _, rows in by_agency]

    @property
    def due(self) -> int:
        """How many certificates the next issue action would make."""
        return sum(row.due is not None for row in self.people)

    def due_of(self, kind: CertificateKind) -> int:
        """How many of one kind."""
        return sum(row.due == kind for row in self.people)

    @property
    def waiting_names(self) -> int:
        """People who would get a paper if their name were approved."""
        return sum(not row.held and row.eligibility.waits_for_name for row in self.people)

    @property
    def valid(self) -> int:
        return sum(
            row.held is not None and row.held.state is CertificateState.VALID for row in self.people
        )


class RegisterRow(NamedTuple):
    """One line of the register."""

    id: UUID
    serial: str
    kind: CertificateKind
    state: CertificateState
    issued_at: datetime
    payload: str
    slug: str
    code: str
    file_id: UUID | None


@dataclass(frozen=True)
class EventRow:
    """One event in a certificate's life."""

    sequence: int
    kind: EventKind
    at: datetime
    payload: Json


@dataclass(frozen=True)
class CertificateDetail:
    """One certificate with its events; `head` decides what may be done with it."""

    head: SessionHead
    id: UUID
    serial: str
    code: str
    kind: CertificateKind
    state: CertificateState
    name: str
    local_name: str
    agency: LocalizedText
    rank: LocalizedText
    issued_at: datetime
    file_id: UUID | None
    file_hash: str | None
    address: str
    revoked_at: datetime | None
    revocation_reason: str | None
    superseded_by: tuple[UUID, str] | None
    supersedes: str | None
    events: Sequence[EventRow]
    enrolment_id: UUID
    # what a paper issued again would say, from the roll as it is now
    again: Holder
    says_the_same: bool
    # the name in the person's record where it differs from the roll's
    recorded: RecordedName | None
    name_approved: bool


@dataclass(frozen=True)
class OwnCertificate:
    """A certificate on its holder's page."""

    id: UUID
    serial: str
    kind: CertificateKind
    state: CertificateState
    title: LocalizedText
    starts_on: date
    ends_on: date
    place: LocalizedText
    name: str
    local_name: str
    code: str
    address: str
    has_file: bool
    revocation_reason: str | None


@dataclass(frozen=True)
class Answer:
    """What a verifier is told. `name` stays empty where only a number was typed.

    Never holds an e-mail address, a post or a mark.
    """

    verdict: Verdict
    serial: str = ""
    kind: CertificateKind | None = None
    title: LocalizedText | None = None
    place: LocalizedText | None = None
    issuer: LocalizedText | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    issued_at: datetime | None = None
    demonstration: bool = False
    name: str = ""
    local_name: str = ""
    revoked_at: datetime | None = None
    reason: str = ""
    superseded_at: datetime | None = None


UNKNOWN = Answer(Verdict.UNKNOWN)
