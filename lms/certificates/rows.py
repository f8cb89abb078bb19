"""Typed rows that the queries of certificates return."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from lms.certificates.enums import (
    BatchState,
    CertificateKind,
    CertificateState,
    EventKind,
    Hold,
    PartsFault,
    RevocationCode,
    Verdict,
)
from lms.certificates.rules import Eligibility, next_paper
from lms.core.db import Json, LocalizedText
from lms.core.messages import Message
from lms.courses.rows import SessionHead
from lms.engines.credentials.payload import Holder
from lms.signing.rows import Strike

STEPS = 2  # of each paper in the progress of an issue action: it is checked, then filed


class Candidate(NamedTuple):
    """Somebody with all that their certificate would state, in calling order.

    `enrolment_id` is the enrolment; for who is thanked (`thanked`) it is the line of thanks.
    """

    enrolment_id: UUID
    person_id: UUID | None
    agency_id: UUID | None
    withdrawn: bool
    name: str
    local_name: str
    name_approved_at: datetime | None
    rank: str
    rank_local: str
    agency: LocalizedText
    agency_short: LocalizedText
    thanked: bool = False
    capacity: LocalizedText | None = None


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
    kinds: frozenset[CertificateKind] = frozenset()
    states: Sequence[CertificateState] = ()
    # from the newest list for signing, for organisers
    strike: Strike | None = None

    @property
    def due(self) -> CertificateKind | None:
        """The paper that the next issue action would make for this person."""
        return next_paper(self.eligibility.outcome, self.kinds)


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
    hold: Hold | None = None
    # one certificate is issued again
    again: bool = False

    @property
    def at_work(self) -> bool:
        """It is for the worker to go on: with the check, or with the papers."""
        return self.state in {BatchState.CHECKING, BatchState.RUNNING}


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
    thanked: Sequence[PersonRow] = ()

    @property
    def unfiled(self) -> int:
        """How many have a serial and wait for their file."""
        return sum(
            row.held is not None and row.held.state is CertificateState.RESERVED
            for row in (*self.people, *self.thanked)
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
        return sum(row.due is not None for row in (*self.people, *self.thanked))

    def due_of(self, kind: CertificateKind) -> int:
        """How many of one kind."""
        return sum(row.due == kind for row in (*self.people, *self.thanked))

    @property
    def due_though_struck(self) -> Sequence[PersonRow]:
        """Who would come onto the next list and was struck from the newest one."""
        everybody = (*self.people, *self.thanked)
        return [row for row in everybody if row.due is not None and row.strike is not None]

    @property
    def waiting_names(self) -> int:
        """People who would get a paper if their name were approved."""
        return sum(not row.held and row.eligibility.waits_for_name for row in self.people)

    @property
    def valid(self) -> int:
        return _valid(self.people) + self.valid_thanks

    @property
    def valid_thanks(self) -> int:
        """How many of the valid ones are in appreciation."""
        return _valid(self.thanked)


def _valid(rows: Sequence[PersonRow]) -> int:
    return sum(one is CertificateState.VALID for row in rows for one in row.states)


class PaperPlace(NamedTuple):
    """Where a paper is, as the room of what comes after the ceremony tells it: in words, with the
    mark that they are shown by."""

    words: Message
    mark: str
    in_hand: bool


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
    expires_on: date | None
    file_id: UUID | None
    file_hash: str | None
    address: str
    revoked_at: datetime | None
    revocation_reason: str | None
    revocation_code: RevocationCode | None
    superseded_by: tuple[UUID, str] | None
    supersedes: str | None
    events: Sequence[EventRow]
    # None for who is thanked and stands on no roll
    enrolment_id: UUID | None
    # what a paper issued again would say, from the roll as it is now
    again: Holder
    says_the_same: bool
    # the name in the person's record where it differs from the roll's
    recorded: RecordedName | None
    name_approved: bool


@dataclass(frozen=True)
class OwnCredential:
    """The credential inside a certificate, and the certificate's serial."""

    serial: str
    data: bytes


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
    expires_on: date | None
    place: LocalizedText
    name: str
    local_name: str
    code: str
    address: str
    has_file: bool
    has_credential: bool
    revocation_reason: str | None
    revocation_code: RevocationCode | None


@dataclass(frozen=True)
class OwnParts:
    """A certificate that its holder may show in parts. `text` is the whole SD-JWT, "" where it is
    not made yet; `can` is false for one that no SD-JWT can be made of."""

    id: UUID
    serial: str
    state: CertificateState
    title: LocalizedText
    course_code: str
    can: bool
    asked: bool
    text: str

    @property
    def can_show(self) -> bool:
        """Whether it is made and still stands."""
        return bool(self.text) and self.state is CertificateState.VALID


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
    code: RevocationCode | None = None
    superseded_at: datetime | None = None
    expires_on: date | None = None
    # when a spare blank was filled in, on record
    settled_at: datetime | None = None


UNKNOWN = Answer(Verdict.UNKNOWN)


@dataclass(frozen=True)
class ShownParts:
    """What a verifier is told of a certificate that was shown in parts.

    `claims` are those that everybody sees and those that were disclosed; empty unless a key of this
    register signed them. `fault` says why the text proves nothing; `at` is when the register was
    asked.
    """

    answer: Answer
    at: datetime
    claims: Json = field(default_factory=dict)
    disclosed: Sequence[str] = ()
    fault: PartsFault | None = None
