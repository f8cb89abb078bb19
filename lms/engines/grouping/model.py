"""The same question as a model for the constraint solver, by kinds of people."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lms.engines.grouping.kinds import Kinds, Value
from lms.engines.grouping.scoring import least_deviation


@dataclass(frozen=True)
class Effort:
    """How hard to try: `work` in the solver's own measure, near seconds of a quiet machine and the
    same on each; `seconds` ends the search by the clock on a machine that is busy."""

    work: float = 1.0
    seconds: float = 4.0
    seed: int = 1


@dataclass(frozen=True)
class Answer:
    """What the solver found, by kind and group; None: nothing."""

    counts: list[list[int]] | None
    best: bool = False
    in_time: bool = True


class Model:
    """Variables: how many people of a kind are in a group."""

    def __init__(self, kinds: Kinds) -> None:
        from ortools.sat.python import cp_model

        self.kinds, self.groups = kinds, kinds.problem.groups
        self.model: Any = cp_model.CpModel()
        self.here = [self._row(place) for place in range(len(kinds.all))]
        self.sizes = [self._size(group) for group in range(self.groups)]
        self._pairs()
        self.model.minimize(sum(self._spread()) + sum(self._alone()) + sum(self._stay()))

    def _row(self, place: int) -> list[Any]:
        kind = self.kinds.all[place]
        if kind.fixed is not None:
            return [int(group == kind.fixed) for group in range(self.groups)]
        most = len(kind.keys)
        row = [self.model.new_int_var(0, most, "") for _group in range(self.groups)]
        self.model.add(sum(row) == most)
        return row

    def _size(self, group: int) -> Any:
        people = sum(row[group] for row in self.here)
        problem = self.kinds.problem
        if problem.sizes is not None:
            self.model.add(people == problem.sizes[group])
            return problem.sizes[group]
        size = self.model.new_int_var(*problem.size_range, "")
        self.model.add(people == size)
        return size

    def _pairs(self) -> None:
        at = {key: self.here[self.kinds.of[key]] for key in self._named()}
        for one, other in self.kinds.problem.together:
            for group in range(self.groups):
                self.model.add(at[one][group] == at[other][group])
        for one, other in self.kinds.problem.apart:
            for group in range(self.groups):
                self.model.add(at[one][group] + at[other][group] <= 1)

    def _named(self) -> set[str]:
        problem = self.kinds.problem
        return {key for pair in (*problem.apart, *problem.together) for key in pair}

    def _counts(self) -> dict[Value, list[Any]]:
        found: dict[Value, list[Any]] = defaultdict(lambda: [0] * self.groups)
        for kind, row in zip(self.kinds.all, self.here, strict=True):
            for value in kind.values:
                found[value] = [sum(pair) for pair in zip(found[value], row, strict=True)]
        return found

    def _spread(self) -> list[Any]:
        people, costs = self.kinds.people, []
        _least, most = self.kinds.problem.size_range
        for value, counts in self._counts().items():
            weight, total = (
                self.kinds.problem.rules.spread.get(value[0], 0),
                self.kinds.totals[value],
            )
            if not weight:
                continue
            off = [self.model.new_int_var(0, people * most, "") for _group in counts]
            for count, size, one in zip(counts, self.sizes, off, strict=True):
                self.model.add(one >= people * count - total * size)
                self.model.add(one >= total * size - people * count)
            bound = least_deviation(total, self._any_sizes())
            self.model.add(sum(off) >= int(bound * people))
            costs += [weight * one for one in off]
        return costs

    def _any_sizes(self) -> list[int]:
        problem = self.kinds.problem
        if problem.sizes is not None:
            return list(problem.sizes)
        least, more = divmod(self.kinds.people, self.groups)
        return [least + (group < more) for group in range(self.groups)]

    def _alone(self) -> list[Any]:
        rules = self.kinds.problem.rules
        if not rules.alone:
            return []
        costs = []
        for value, counts in self._counts().items():
            if value[0] != rules.alone_feature:
                continue
            for count in counts:
                none, alone, more = (self.model.new_bool_var("") for _state in range(3))
                self.model.add_exactly_one(none, alone, more)
                self.model.add(count == 0).only_enforce_if(none)
                self.model.add(count == 1).only_enforce_if(alone)
                self.model.add(count >= 2).only_enforce_if(more)
                costs.append(rules.alone * self.kinds.people * alone)
        return costs

    def _stay(self) -> list[Any]:
        price, costs = self.kinds.problem.rules.stay * self.kinds.people, []
        if not price:
            return []
        for kind, row in zip(self.kinds.all, self.here, strict=True):
            for group, sat in sorted(kind.now.items()):
                if isinstance(row[group], int):
                    continue
                stayed = self.model.new_int_var(0, sat, "")
                self.model.add(stayed <= row[group])
                costs.append(-price * stayed)
        return costs

    def solve(self, effort: Effort, hint: list[list[int]] | None = None) -> Answer:
        """The best that is found within the effort, beginning from `hint`."""
        from ortools.sat.python import cp_model

        if hint is not None:
            for row, known in zip(self.here, hint, strict=True):
                for variable, count in zip(row, known, strict=True):
                    if not isinstance(variable, int):
                        self.model.add_hint(variable, count)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = effort.seed
        solver.parameters.max_deterministic_time = effort.work
        solver.parameters.max_time_in_seconds = effort.seconds
        status = solver.solve(self.model)
        in_time = solver.wall_time < effort.seconds
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Answer(None, in_time=in_time)
        counts = [[int(solver.value(one)) for one in row] for row in self.here]
        return Answer(counts, best=status == cp_model.OPTIMAL, in_time=in_time)
