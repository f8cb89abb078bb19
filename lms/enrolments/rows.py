"""Typed rows that the queries of enrolments return."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.core.names import joined_name
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.enums import Arrival, EnrolmentState, ImportState
from lms.enrolments.formats import RollCheck, RollDraft


class RollEntry(NamedTuple):
    """One line of the roll, in calling order. Names, rank and agency are as frozen here."""

    id: UUID
    person_id: UUID
    agency_id: UUID
    state: EnrolmentState
    arrival: Arrival
    first_name: str
    last_name: str
    name_local: str
    certificate_name: str
    certificate_name_local: str
    name_approved_at: datetime | None
    gender: Gender
    rank: str
    designation: str
    service_no: str | None
    position: int

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


@dataclass(frozen=True)
class AgencyGroup:
    """The lines of one agency: the number in the calling order of the whole roll, and the person.

    `present` counts all who are not withdrawn, also where `lines` are narrowed.
    """

    id: UUID
    name: LocalizedText
    short_name: LocalizedText
    lines: Sequence[tuple[int, RollEntry]]
    present: int

    @property
    def entries(self) -> list[RollEntry]:
        return [entry for _, entry in self.lines]


@dataclass(frozen=True)
class Roll:
    """The roll that somebody may see. Counts are of those rows; the withdrawn stand apart."""

    head: SessionHead
    groups: Sequence[AgencyGroup]
    withdrawn: Sequence[RollEntry]
    states: Mapping[EnrolmentState, int]
    unapproved: int
    whole: bool

    @property
    def count(self) -> int:
        return sum(group.present for group in self.groups)

    @property
    def entries(self) -> list[RollEntry]:
        return [entry for group in self.groups for entry in group.entries]


@dataclass(frozen=True)
class Subject:
    """What policies look at when the question is about one enrolment."""

    head: SessionHead
    agency_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class EnrolmentDetail:
    """One enrolment with everything that the roll does not show."""

    head: SessionHead
    entry: RollEntry
    agency_name: LocalizedText
    letter_ref: str
    nominated_by: str
    needs: str
    email: str | None
    mobile: str | None
    has_account: bool
    replaces: str | None
    replaced_by: str | None

    @property
    def subject(self) -> Subject:
        return Subject(self.head, self.entry.agency_id, self.entry.person_id)


@dataclass(frozen=True)
class OwnName:
    """The name on one's own certificate of one course session."""

    enrolment_id: UUID
    slug: str
    title: LocalizedText
    certificate_name: str
    certificate_name_local: str
    name_local: str
    approved_at: datetime | None
    may_change: bool
    spoken: str
    spoken_local: str


@dataclass(frozen=True)
class Known:
    """Somebody of an agency whom the installation knows."""

    person_id: UUID
    agency_id: UUID
    name: str
    rank: str
    service_no: str | None


@dataclass(frozen=True)
class Match:
    """Whom a row may mean. `certain`: same agency and service number, and the name agrees."""

    row: int
    candidates: Sequence[Known]
    certain: bool
    by_number: bool = False
    answer: str = ""

    @property
    def chosen(self) -> Known | None:
        """The known person that the row stands for; None for a new one or while it is open."""
        if self.certain:
            return self.candidates[0]
        return next((who for who in self.candidates if str(who.person_id) == self.answer), None)

    @property
    def open(self) -> bool:
        """Whether "the same person?" still waits for its answer."""
        return self.answer != "new" and self.chosen is None


@dataclass(frozen=True)
class ImportPreview:
    """An uploaded roll as it stands now: faults, questions, and whether it fits."""

    head: SessionHead
    id: UUID | None
    file_name: str
    state: ImportState
    draft: RollDraft
    check: RollCheck
    matches: Mapping[int, Match]
    agencies: Sequence[AgencyRow]
    free_seats: int

    @property
    def open_questions(self) -> list[Match]:
        return [match for match in self.matches.values() if match.open]

    @property
    def over_capacity(self) -> int:
        """How many rows are more than the free seats."""
        return max(0, len(self.draft.rows) - self.free_seats)

    @property
    def ready(self) -> bool:
        return (
            self.state is ImportState.DRAFT
            and bool(self.draft.rows)
            and not self.check.faults
            and not self.open_questions
            and not self.over_capacity
        )


class OpenUpload(NamedTuple):
    """An upload that waits to be mended or confirmed."""

    id: UUID
    file_name: str
    uploaded_at: datetime


@dataclass(frozen=True)
class Slip:
    """A printed sign-in slip: shown once, never stored in clear."""

    entry: RollEntry
    agency: LocalizedText
    username: str
    code: str
    link: str
    expires_at: datetime


@dataclass(frozen=True)
class NamePicture:
    """A name as it will stand on the certificate, as SVG in its one or two scripts; or why it
    cannot."""

    latin: bytes = b""
    local: bytes = b""
    problem: Message | None = None


NamePictures = Callable[[str, str], NamePicture]
"""Draws a name, Latin and local: the certificates hand it in, the rooms below show it."""
