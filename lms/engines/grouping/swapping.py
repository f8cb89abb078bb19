"""Betters an arrangement by exchanging two people at a time until no exchange helps.

Sizes stay as they are. People who are named in a pair stay where they are.
"""

from collections.abc import Iterator

from lms.engines.grouping.kinds import Kinds, Value

MOST_LOOKS = 400_000  # exchanges looked at; about two seconds on a slow machine


class Swapping:
    """Counts of an arrangement, and what an exchange would change."""

    def __init__(self, kinds: Kinds, counts: list[list[int]]) -> None:
        self.kinds, self.counts = kinds, counts
        self.groups = kinds.problem.groups
        self.sizes = [sum(row[group] for row in counts) for group in range(self.groups)]
        self.held: list[dict[Value, int]] = [{} for _group in range(self.groups)]
        for kind, row in zip(kinds.all, counts, strict=True):
            for value in kind.values:
                for group, count in enumerate(row):
                    self.held[group][value] = self.held[group].get(value, 0) + count
        self.looks = 0
        pairs = (*kinds.problem.apart, *kinds.problem.together)
        still = {kinds.of[key] for pair in pairs for key in pair}
        self.still = still | {
            place for place, kind in enumerate(kinds.all) if kind.fixed is not None
        }
        self._costs: dict[tuple[Value, int, int], int] = {}

    def run(self) -> list[list[int]]:
        """Exchange until nothing is gained, or enough was looked at."""
        better = True
        while better and self.looks < MOST_LOOKS:
            better = False
            for one in range(self.groups):
                for other in range(one + 1, self.groups):
                    better = self._between(one, other) or better
        return self.counts

    def _between(self, one: int, other: int) -> bool:
        changed = False
        for kind in self._movable(one):
            for back in self._movable(other):
                if kind == back or not self.counts[kind][one] or not self.counts[back][other]:
                    continue
                self.looks += 1
                if self._gain(kind, one, back, other) < 0:
                    self._swap(kind, one, back, other)
                    changed = True
        return changed

    def _movable(self, group: int) -> list[int]:
        return [
            place for place, row in enumerate(self.counts) if row[group] and place not in self.still
        ]

    def _gain(self, kind: int, one: int, back: int, other: int) -> int:
        """What an exchange changes in cost; less than nothing is good."""
        gain = 0
        for value, by in self._changes(kind, back):
            gain += self._step(value, one, by) + self._step(value, other, -by)
        if self.kinds.problem.rules.stay:
            gain += self._stay(kind, one, -1) + self._stay(kind, other, 1)
            gain += self._stay(back, other, -1) + self._stay(back, one, 1)
        return gain

    def _changes(self, kind: int, back: int) -> Iterator[tuple[Value, int]]:
        """The values that the first group loses (-1) and gets (1)."""
        leaving, coming = self.kinds.all[kind].values, self.kinds.all[back].values
        for value in leaving:
            if value not in coming:
                yield value, -1
        for value in coming:
            if value not in leaving:
                yield value, 1

    def _step(self, value: Value, group: int, by: int) -> int:
        size, count = self.sizes[group], self.held[group].get(value, 0)
        return self._cost(value, size, count + by) - self._cost(value, size, count)

    def _cost(self, value: Value, size: int, count: int) -> int:
        key = (value, size, count)
        if key not in self._costs:
            self._costs[key] = self.kinds.value_cost(value, size, count)
        return self._costs[key]

    def _stay(self, kind: int, group: int, by: int) -> int:
        count = self.counts[kind][group]
        return self.kinds.stay_cost(kind, group, count + by) - self.kinds.stay_cost(
            kind, group, count
        )

    def _swap(self, kind: int, one: int, back: int, other: int) -> None:
        for value, by in self._changes(kind, back):
            self.held[one][value] = self.held[one].get(value, 0) + by
            self.held[other][value] = self.held[other].get(value, 0) - by
        for moved, source, target in ((kind, one, other), (back, other, one)):
            self.counts[moved][source] -= 1
            self.counts[moved][target] += 1
