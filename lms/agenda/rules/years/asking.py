"""What a person asks the solver for over a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lms.agenda.rules.solving.asking import FACTORS, Strength
from lms.core.db import LocalizedText
from lms.engines.timetable.year import Rule, Wish
from lms.engines.timetable.year.problem import USUAL_WEIGHTS

SECONDS = (20, 60, 120)
MOST_SESSIONS = 120
MOST_OF_COURSE = 24
MOST_DAYS = 20
LONGEST = 2 * 366  # days from the first to the last of a plan
USUAL_APART = 28


@dataclass(frozen=True)
class Block:
    """A session that exists as a draft, or several new ones of a course, with what they need.

    Empty `venue_ids` and `trainer_ids`: all of the plan's. `after` is the key of another block.
    """

    key: str
    course_id: UUID
    title: LocalizedText
    days: int
    seats: int
    course_session_id: UUID | None = None
    count: int = 1
    trainers_needed: int = 1
    earliest: date | None = None
    latest: date | None = None
    months: tuple[int, ...] = ()
    venue_ids: tuple[UUID, ...] = ()
    trainer_ids: tuple[UUID, ...] = ()
    agency_ids: tuple[UUID, ...] = ()
    after: str = ""
    gap_days: int = 0
    keep_date: bool = False
    keep_venue: bool = False
    keep_trainers: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys of its sessions: one of its own, or one for each."""
        if self.course_session_id is not None:
            return [self.key]
        return [f"{self.key}-{number}" for number in range(1, self.count + 1)]


@dataclass(frozen=True)
class YearAsk:
    """A plan that is asked for. Weekdays are ISO numbers; limits of None are no limits."""

    title: str
    first: date
    last: date
    blocks: tuple[Block, ...]
    venue_ids: tuple[UUID, ...] = ()
    trainer_ids: tuple[UUID, ...] = ()
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    trainer_days: int | None = None
    trainer_rest: int = 0
    agency_sessions: int | None = None
    apart_days: int = USUAL_APART
    seconds: int = SECONDS[1]
    wishes: Mapping[Wish, Strength] = field(default_factory=dict)
    left_out: tuple[Rule, ...] = ()

    @property
    def weights(self) -> dict[Wish, int]:
        """What a miss of each wish costs."""
        return {
            wish: usual * FACTORS[self.wishes.get(wish, Strength.SOME)]
            for wish, usual in USUAL_WEIGHTS.items()
        }

    @property
    def sessions(self) -> int:
        """How many sessions are planned."""
        return sum(len(block.keys) for block in self.blocks)

    def each(self) -> Iterator[tuple[str, Block]]:
        """Every session by its key, with its block."""
        for block in self.blocks:
            for key in block.keys:
                yield key, block

    def block_of(self, key: str) -> Block:
        """The block of a session. Raises KeyError."""
        return dict(self.each())[key]

    def block(self, key: str) -> Block | None:
        return next((one for one in self.blocks if one.key == key), None)
