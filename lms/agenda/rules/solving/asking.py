"""What a person asks the solver for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.engines.timetable.within import USUAL_WEIGHTS, Rule, RuleKind, Wish

SECONDS = (10, 30, 60)
MOST_MINUTES = 8 * 60


class Which(StrEnum):
    """Which items may move. Locked ones never do."""

    ALL = "all"
    WITHOUT_ROOM = "without_room"
    CLASHING = "clashing"
    CHOSEN = "chosen"


class Strength(StrEnum):
    """How much a wish counts."""

    MUCH = "much"
    SOME = "some"
    NONE = "none"


FACTORS: Mapping[Strength, int] = {Strength.MUCH: 4, Strength.SOME: 1, Strength.NONE: 0}


@dataclass(frozen=True)
class NewPart:
    """A part of the course that the agenda lacks, to be placed too."""

    id: UUID
    content: str
    minutes: int


@dataclass(frozen=True)
class LeftOut:
    """A rule that was left out for another try; the subjects are those of the engine's rule."""

    kind: RuleKind
    item: str = ""
    other: str = ""
    day: date | None = None
    window: str = ""


@dataclass(frozen=True)
class Ask:
    """Hours are minutes from midnight. `keep_rooms`, `keep_trainers`: items stay with theirs."""

    which: Which
    days: tuple[date, ...]
    opens: int
    closes: int
    room_ids: tuple[UUID, ...] = ()
    trainer_ids: tuple[UUID, ...] = ()
    item_ids: tuple[UUID, ...] = ()
    keep_rooms: bool = False
    keep_trainers: bool = True
    move_pauses: bool = False
    seconds: int = SECONDS[0]
    wishes: Mapping[Wish, Strength] = field(default_factory=dict)
    new: tuple[NewPart, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def weights(self) -> dict[Wish, int]:
        """What a miss of each wish costs."""
        return {
            wish: usual * FACTORS[self.wishes.get(wish, Strength.SOME)]
            for wish, usual in USUAL_WEIGHTS.items()
        }

    @property
    def open_days(self) -> tuple[date, ...]:
        """The chosen days, and those that another try was to take as well."""
        added = {one.day for one in self.left_out if one.kind is RuleKind.HOURS and one.day}
        return tuple(sorted({*self.days, *added}))

    def leaves_out(self, kind: RuleKind, item: str = "", other: str = "") -> bool:
        """Whether a rule about items was left out."""
        return any(
            one.kind is kind and one.item == item and one.other == other for one in self.left_out
        )

    def without(self, rule: Rule, day: date | None) -> "Ask":
        """The same asked without one rule; `day` is that of the rule, where it has one."""
        left_out = LeftOut(rule.kind, rule.item, rule.other, day, rule.window)
        return replace(self, left_out=(*self.left_out, left_out))
