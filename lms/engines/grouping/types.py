"""What is asked of the grouping, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Pair = tuple[str, str]


@dataclass(frozen=True)
class Person:
    """Somebody to be placed. `features`: the value of each feature; empty or missing: not known,
    and then the person does not count for that feature."""

    key: str
    features: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """Weights of the soft rules, whole numbers from 0 (off).

    `spread`: for each feature, the price of one person of deviation from the even share. `alone`:
    the price of each person who is the only one with that value of `alone_feature` in a group.
    `stay`: the price of each person who does not stay where `Problem.now` says.
    """

    spread: Mapping[str, int]
    alone: int = 0
    alone_feature: str = "gender"
    stay: int = 0

    @property
    def features(self) -> tuple[str, ...]:
        """The features that a rule looks at."""
        found = [name for name, weight in self.spread.items() if weight]
        if self.alone and self.alone_feature not in found:
            found.append(self.alone_feature)
        return tuple(found)


@dataclass(frozen=True)
class Problem:
    """People to be divided into groups, which are numbered from 0.

    `sizes` gives each group's number of people; None: as even as can be. `locks` are places that
    are kept, `now` places that people have.
    """

    people: Sequence[Person]
    groups: int
    rules: Rules
    sizes: tuple[int, ...] | None = None
    locks: Mapping[str, int] = field(default_factory=dict)
    apart: Sequence[Pair] = ()
    together: Sequence[Pair] = ()
    now: Mapping[str, int] = field(default_factory=dict)

    @property
    def size_range(self) -> tuple[int, int]:
        """The least and the greatest number of people of a group."""
        if self.sizes is not None:
            return min(self.sizes), max(self.sizes)
        least = len(self.people) // self.groups
        return least, least + bool(len(self.people) % self.groups)


class Kind(StrEnum):
    """The soft rules."""

    SPREAD = "spread"
    ALONE = "alone"
    STAY = "stay"


@dataclass(frozen=True)
class RuleCost:
    """How far a rule is missed, in people: `amount` now, `least` what cannot be avoided whatever
    the groups, looked at alone. The rule costs `weight` times `amount`."""

    kind: Kind
    feature: str
    weight: int
    amount: Fraction
    least: Fraction


@dataclass(frozen=True)
class Missed:
    """A place where a soft rule is missed: `has` people of a value in a group, whose even share is
    `share`. SPREAD: fewer or more than the share rounded either way. ALONE: the only one.
    STAY: `has` people of the group sat elsewhere before."""

    kind: Kind
    group: int
    feature: str = ""
    value: str = ""
    has: int = 0
    share: Fraction = Fraction(0)


class ClashKind(StrEnum):
    """Why no groups can be made."""

    NOBODY = "nobody"
    TOO_MANY_GROUPS = "too_many_groups"
    SIZES = "sizes"
    LOCKS_FILL = "locks_fill"
    TOGETHER_TOO_MANY = "together_too_many"
    TOGETHER_LOCKED_APART = "together_locked_apart"
    APART_TOGETHER = "apart_together"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Clash:
    """A contradiction in what was asked, with the people and the group that it is about."""

    kind: ClashKind
    people: tuple[str, ...] = ()
    group: int | None = None


@dataclass(frozen=True)
class Score:
    """What an arrangement costs by each rule, the mix of each group, and where rules are missed.

    `mixes`: for each group, for each feature, how many people have each value.
    """

    costs: tuple[RuleCost, ...]
    mixes: tuple[Mapping[str, Mapping[str, int]], ...]
    missed: tuple[Missed, ...]

    @property
    def total(self) -> Fraction:
        """The sum of all rules by their weights."""
        return sum((one.weight * one.amount for one in self.costs), Fraction(0))


@dataclass(frozen=True)
class Grouping:
    """The answer. `groups` is empty where `clashes` say why there can be none.

    `best`: it is proved that no other arrangement costs less. `in_time`: False where the clock,
    not the work allowed, ended the search.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    score: Score | None = None
    clashes: tuple[Clash, ...] = ()
    best: bool = False
    in_time: bool = True

    @property
    def place(self) -> dict[str, int]:
        """The group of each person."""
        return {key: group for group, keys in enumerate(self.groups) for key in keys}


def groups_of_size(people: int, size: int) -> int:
    """How many groups of at most `size` people there are to be."""
    return max(1, -(-people // max(1, size)))
