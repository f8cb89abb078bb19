"""Typed rows that the queries of ceremonies return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lms.ceremony.formats.plan import Item, Plan
from lms.ceremony.rules.marks import Hall, Happened, Tally
from lms.certificates.enums import RevocationCode
from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.courses.rows import SessionHead


class TimedItem(NamedTuple):
    """An item of the run sheet and when it begins by the plan (aware)."""

    item: Item
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class CeremonyPage:
    """The run sheet and the guests; `plan` is None before the ceremony is set up."""

    head: SessionHead
    id: UUID | None
    starts_at: datetime | None
    plan: Plan | None
    timed: Sequence[TimedItem]
    last_change: int | None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by the plan."""
        return self.timed[-1].ends_at if self.timed else self.starts_at


@dataclass(frozen=True)
class Called:
    """Somebody who is called, in the place `number` (from 1). `hands`: keys of who hands over.

    `enrolment_id` is the enrolment; for who is thanked it is the line of thanks, as in the room of
    certificates, and `agency_id` is None.
    """

    enrolment_id: UUID
    agency_id: UUID | None
    number: int
    name: str
    local: str
    rank: str
    rank_local: str
    agency: LocalizedText
    short: LocalizedText
    serial: str
    kind: str
    printed: bool
    spoken: str
    spoken_local: str
    hands: Sequence[str] = ()
    thanked: bool = False


class Fallen(NamedTuple):
    """A paper that was revoked: when and why; `code` is None from before there were codes."""

    serial: str
    at: datetime | None
    code: RevocationCode | None
    reason: str | None


class Apart(NamedTuple):
    """Somebody on the roll or thanked who is not called, and why not."""

    enrolment_id: UUID
    name: str
    local: str
    rank: str
    agency: LocalizedText
    reason: Message


class Ranked(NamedTuple):
    """A rank of the session with the grade it is ordered by; None: nobody knows."""

    rank: str
    key: str
    grade: int | None
    people: int


class SpokenRow(NamedTuple):
    """A name with how it is said; `help_latin` is what is read where nothing is written,
    empty where no rule tells."""

    enrolment_id: UUID
    name: str
    local: str
    agency: LocalizedText
    latin: str
    said_local: str
    help_latin: str


@dataclass(frozen=True)
class CallList:
    """All that runs the ceremony: who is called, what happened, and the tally. `others`: names of
    people whose paper was marked and who have none in force now. `print_is_older`: the order was
    changed after the print file was made."""

    head: SessionHead
    ceremony_id: UUID
    starts_at: datetime
    plan: Plan
    called: Sequence[Called]
    events: Sequence[Happened] = field(default_factory=list)
    hall: Hall = field(default_factory=Hall)
    tally: Tally = field(default_factory=lambda: Tally(0, 0, 0, 0, 0))
    print_made: bool = False
    print_is_older: bool = False
    others: Mapping[UUID, str] = field(default_factory=dict)

    def name_of(self, key: UUID) -> str:
        """The name of somebody who is called, or whose paper was marked."""
        one = self.who(key)
        return one.name if one else self.others.get(key, "")

    @property
    def order(self) -> list[UUID]:
        """Who is called, in the order of calling."""
        return [one.enrolment_id for one in self.called]

    def who(self, key: UUID | None) -> Called | None:
        """Somebody of the list."""
        return next((one for one in self.called if one.enrolment_id == key), None)
