"""Typed rows that the queries of this room return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.db import Json, LocalizedText
from lms.signing.enums import ListState
from lms.signing.rules import Facts


@dataclass(frozen=True)
class Person:
    """Somebody who did something with a list."""

    id: UUID | None
    name: str


@dataclass(frozen=True)
class ApprovalRow:
    """One approval of the list."""

    by: Person
    agency: LocalizedText | None
    at: datetime


@dataclass(frozen=True)
class Strike:
    """A struck name."""

    entry: str
    reason: str
    by: Person
    at: datetime


@dataclass(frozen=True)
class OfficeRow:
    """An office of the list: who is named behind it, and who signed when, for whom."""

    position: int
    office: LocalizedText
    person: Person | None
    signed_by: Person | None = None
    signed_at: datetime | None = None
    for_person: Person | None = None


@dataclass(frozen=True)
class DelegationRow:
    """One delegation, in force or past."""

    id: UUID
    giver: Person
    taker: Person
    given_at: datetime
    until: datetime
    ended_at: datetime | None
    holds: bool


@dataclass(frozen=True)
class ListRow:
    """A list with all that people did with it."""

    id: UUID
    course_session_id: UUID
    state: ListState
    digest: str
    people: Sequence[Json]
    approvals: Sequence[ApprovalRow]
    strikes: Sequence[Strike]
    offices: Sequence[OfficeRow]
    delegations: Sequence[DelegationRow]
    facts: Facts
    prepared_at: datetime
    prepared_by: Person

    @property
    def struck(self) -> dict[str, Strike]:
        """The struck names by entry."""
        return {one.entry: one for one in self.strikes}

    @property
    def left(self) -> int:
        """How many names stand."""
        return len(self.people) - len(self.strikes)

    @property
    def open(self) -> bool:
        """Whether it still waits for people."""
        return self.state in {ListState.PREPARED, ListState.APPROVED}

    @property
    def waits_for(self) -> Sequence[OfficeRow]:
        """The offices whose people have not signed yet."""
        return [one for one in self.offices if one.person is not None and one.signed_at is None]

    def offices_of(self, person_id: UUID | None) -> Sequence[OfficeRow]:
        """The unsigned offices for which this person may sign now: the own ones and delegated."""
        taken = (one for one in self.delegations if one.holds and one.taker.id == person_id)
        givers = {one.giver.id for one in taken}
        return [
            one
            for one in self.waits_for
            if one.person is not None and one.person.id in {person_id, *givers}
        ]

    def has_approved(self, person_id: UUID | None) -> bool:
        """Whether this person has approved it."""
        return any(one.by.id == person_id for one in self.approvals)
