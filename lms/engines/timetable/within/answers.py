"""What comes back: proposals with what they break, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.engines.timetable.conflict import Proof
from lms.engines.timetable.within.types import Placed, Rule, Wish


@dataclass(frozen=True)
class Broken:
    """One place where a wish is not met: by how much, and what it costs.

    Set are: ORDER item, other (which starts before it); PRACTICAL_LAST item, track, day;
    LONG_STRETCH track, day, start, end; TRAINER_GAP trainer, day, start, end (first start, last
    end); ROOM_CHANGE track, day, rooms; UNEVEN_LOAD trainer (most), other (least); IDLE track,
    day, start, end; LATE_END track, day; SOFT_WINDOW track, day, window, item.
    """

    wish: Wish
    amount: int
    cost: int
    item: str = ""
    other: str = ""
    trainer: str = ""
    track: str = ""
    day: int | None = None
    start: int | None = None
    end: int | None = None
    window: str = ""
    rooms: tuple[str, ...] = ()


class Profile(StrEnum):
    """What a proposal was made to be best at."""

    BALANCED = "balanced"  # the weights as asked
    STEADY = "steady"  # few rooms, few gaps: people stay where they are
    EARLY = "early"  # short days
    EVEN = "even"  # trainers equally busy


@dataclass(frozen=True)
class Proposal:
    """A timetable that keeps every hard rule.

    `cost` is weighed as the problem asks, whatever the profile, so that proposals compare;
    `amounts` says by how much each wish is missed, `broken` where. `best`: proved that no
    timetable costs less by its profile (and is as different from the earlier proposals).
    `seconds`: from the start until it was there.
    """

    profile: Profile
    placed: tuple[Placed, ...]
    cost: int
    amounts: Mapping[Wish, int]
    broken: tuple[Broken, ...]
    best: bool
    seconds: float


@dataclass(frozen=True)
class Contradiction:
    """Rules that cannot hold at once, and the items that already make them contradict."""

    rules: tuple[Rule, ...]
    proof: Proof
    items: tuple[str, ...]


@dataclass(frozen=True)
class Proposals:
    """Up to so many proposals as asked, each unlike the others, the one that costs least first.

    Without any: `contradiction` says why nothing fits; if that is None too, time ran out (or it
    was stopped) before either was known.
    """

    proposals: tuple[Proposal, ...]
    contradiction: Contradiction | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Progress:
    """How far the search is: the proposal (from 1), the best cost so far by its profile (None:
    none yet), the cost below which none can be, and seconds since the start. `explaining`: nothing
    fits, and the search is for the reason."""

    proposal: int
    of: int
    cost: int | None
    bound: int | None
    seconds: float
    explaining: bool = False
