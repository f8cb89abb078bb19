"""What it takes to make sessions from a template or from an earlier session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lms.agenda.rules.shifting import DayRule

MOST_TRANCHES = 12


@dataclass(frozen=True)
class TrancheInput:
    """One session to make. Without a code it gets the next free one; without a last day it ends
    with the agenda. `rooms` are by role; a role that is not named gets a fitting room, one with
    None stays without."""

    first: date
    code: str = ""
    last: date | None = None
    venue_id: UUID | None = None
    rooms: Mapping[str, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeAlong:
    """What the new sessions get from an earlier one besides its facts."""

    agencies: bool = True
    signatories: bool = True
    rule: bool = True
    staff: bool = True


@dataclass(frozen=True)
class MakeInput:
    """Sessions to make in one action.

    `earlier` is the slug of the session whose host, donor and people are taken along; `trainers`
    are by role. Seats count for each session.
    """

    course_id: UUID
    title: Mapping[str, str]
    capacity: int
    tranches: tuple[TrancheInput, ...]
    day_rule: DayRule = DayRule.SKIP
    trainers: Mapping[str, UUID] = field(default_factory=dict)
    earlier: str = ""
    take: TakeAlong = field(default_factory=TakeAlong)
