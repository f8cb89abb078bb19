"""People who are alike for the rules are counted, not named: the search has fewer things to move.

Costs here are whole numbers: parts of one person, as many as there are people.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from lms.engines.grouping.types import Person, Problem

Value = tuple[str, str]  # feature and value
Key = tuple[tuple[Value, ...], str]


@dataclass(frozen=True)
class Alike:
    """People with the same values. Those who are named in a lock or a pair stand alone.

    `fixed`: the group of a locked person. `now`: how many of them sit in each group.
    """

    keys: tuple[str, ...]
    values: tuple[Value, ...]
    fixed: int | None = None
    now: Counter[int] = field(default_factory=Counter)


class Kinds:
    """A problem by kinds of people."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = len(problem.people)
        self.all = self._sorted()
        self.of = {key: place for place, kind in enumerate(self.all) for key in kind.keys}

    def _sorted(self) -> list[Alike]:
        problem, found = self.problem, defaultdict(list)
        named = {key for pair in (*problem.apart, *problem.together) for key in pair}
        for one in sorted(problem.people, key=lambda one: one.key):
            single = one.key if one.key in named or one.key in problem.locks else ""
            found[(self._values(one), single)].append(one.key)
        return [self._alike(key, keys) for key, keys in sorted(found.items())]

    def _values(self, person: Person) -> tuple[Value, ...]:
        names = self.problem.rules.features
        return tuple((name, value) for name in names if (value := person.features.get(name)))

    def _alike(self, key: Key, keys: list[str]) -> Alike:
        now = self.problem.now
        fixed = self.problem.locks.get(key[1]) if key[1] else None
        return Alike(tuple(keys), key[0], fixed, Counter(now[one] for one in keys if one in now))

    @cached_property
    def totals(self) -> Counter[Value]:
        """How many people have each value."""
        return Counter(value for kind in self.all for value in kind.values for _key in kind.keys)

    def counts(self, place: dict[str, int]) -> list[list[int]]:
        """By kind and group, how many people an arrangement puts there."""
        found = [[0] * self.problem.groups for _kind in self.all]
        for key, group in place.items():
            found[self.of[key]][group] += 1
        return found

    def named(self, counts: list[list[int]]) -> dict[str, int]:
        """An arrangement of people from counts: who sits in a group already stays there first."""
        place: dict[str, int] = {}
        for kind, row in zip(self.all, counts, strict=True):
            left, open_ = list(row), []
            for key in kind.keys:
                group = self.problem.now.get(key)
                if group is not None and left[group]:
                    left[group] -= 1
                    place[key] = group
                else:
                    open_.append(key)
            seats = [group for group, count in enumerate(left) for _seat in range(count)]
            place.update(zip(open_, seats, strict=True))
        return place

    def value_cost(self, value: Value, size: int, count: int) -> int:
        """What `count` people of a value in a group of `size` cost."""
        rules = self.problem.rules
        weight = rules.spread.get(value[0], 0)
        cost = weight * abs(self.people * count - self.totals[value] * size)
        if count == 1 and rules.alone and value[0] == rules.alone_feature:
            cost += rules.alone * self.people
        return cost

    def stay_cost(self, kind: int, group: int, count: int) -> int:
        """What it saves, as a negative cost, that people of a kind stay in a group."""
        here = self.all[kind].now[group]
        return -self.problem.rules.stay * self.people * min(count, here) if here else 0
