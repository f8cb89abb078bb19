"""Whom to choose: by the order in which names came, and by the aims."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lms.engines.selection.measuring import target, worth
from lms.engines.selection.types import NOT_SAID, Aim, AimKind, Candidate, Problem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

EFFORT = 2.0  # in all, by the solver's own measure: the same on every machine


@dataclass(frozen=True)
class Suggestion:
    """The keys chosen, in the order of the candidates. `best`: proved that none is better."""

    chosen: tuple[str, ...]
    best: bool


def first_come(problem: Problem) -> tuple[str, ...]:
    """Names as they came, each while its agency or the common pool has a seat."""
    free, common, chosen = dict(problem.seats), problem.common, set()
    for one in sorted(problem.candidates, key=lambda one: (one.order, one.key)):
        if free.get(one.agency, 0) > 0:
            free[one.agency] -= 1
        elif common > 0:
            common -= 1
        else:
            continue
        chosen.add(one.key)
    return _in_order(problem, chosen)


def suggest(problem: Problem, effort: float = EFFORT) -> Suggestion:
    """The selection that fills all seats it can and then serves the aims, the first aim first.

    Exact by constraint solving, one thread and a fixed seed: the same problem has the same answer.
    Where the effort ends before the proof, the best found is given, and never one that is worse
    than first come.
    """
    model = _Model(problem)
    proved = [model.settle(level, effort) for level in model.levels()]
    chosen = min(model.chosen(), set(first_come(problem)), key=lambda one: worth(problem, one))
    return Suggestion(_in_order(problem, chosen), all(proved))


def _in_order(problem: Problem, chosen: set[str]) -> tuple[str, ...]:
    return tuple(one.key for one in problem.candidates if one.key in chosen)


@dataclass
class _Model:
    """The constraint model; each level that is settled becomes a constraint of the next."""

    problem: Problem
    model: Any = field(init=False)
    takes: dict[str, Any] = field(init=False)
    found: dict[str, int] = field(init=False)
    spent: float = 0.0
    lost: bool = False

    def __post_init__(self) -> None:
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        lines = [one for line in self.problem.by_agency.values() for one in line]
        self.takes = {one.key: self.model.new_bool_var(one.key) for one in lines}
        start = set(first_come(self.problem))
        self.found = {key: int(key in start) for key in self.takes}
        self._seats()
        self._alike()

    def _seats(self) -> None:
        """Each agency's own seats, the common ones, and no seat empty without need."""
        problem, extras = self.problem, []
        for agency, line in sorted(problem.by_agency.items()):
            free = max(problem.seats.get(agency, 0), 0)
            over = max(min(len(line) - free, problem.common), 0)
            extra = self.model.new_int_var(0, over, "")
            self.model.add(sum(self.takes[one.key] for one in line) <= free + extra)
            extras.append(extra)
        self.model.add(sum(extras) <= max(problem.common, 0))
        self.model.add(sum(self.takes.values()) == problem.fill)

    def _alike(self) -> None:
        """Of people of one agency who are alike in all aims, who stands higher goes first."""
        for line in self.problem.by_agency.values():
            last: dict[tuple[str, ...], Candidate] = {}
            for one in line:
                kind = tuple(_face(aim, one) for aim in self.problem.aims)
                if kind in last:
                    self.model.add_implication(self.takes[one.key], self.takes[last[kind].key])
                last[kind] = one

    def levels(self) -> "Sequence[cp_model.LinearExprT]":
        """What to make small, one after another."""
        problem = self.problem
        turns = len(problem.candidates) * (len(problem.candidates) + 1) // 2 + 1
        order = [turns * problem.place[key] + problem.turn[key] for key in self.takes]
        last = sum(w * take for w, take in zip(order, self.takes.values(), strict=True))
        return [*(self._short(aim) for aim in problem.aims), last]

    def _short(self, aim: Aim) -> Any:
        """What is missing at the aim, as a variable."""
        wanted, seated = target(self.problem, aim), self.problem.seated
        missing = self.model.new_int_var(0, max(wanted, len(self.takes) + len(seated)), "")
        if aim.kind is AimKind.SPREAD:
            self.model.add(missing >= wanted - self._values(aim))
            return missing
        count = sum(aim.counts(one) for one in seated) + sum(
            take for key, take in self.takes.items() if aim.counts(self.problem.by_key[key])
        )
        if aim.kind in {AimKind.AT_MOST, AimKind.SHARE_AT_MOST}:
            self.model.add(missing >= count - wanted)
        else:
            self.model.add(missing >= wanted - count)
        return missing

    def _values(self, aim: Aim) -> Any:
        """How many values of the feature are in the room."""
        there = {one.features.get(aim.feature, NOT_SAID) for one in self.problem.seated}
        there -= {NOT_SAID}
        having: dict[str, list[Any]] = {}
        for key, take in self.takes.items():
            value = self.problem.by_key[key].features.get(aim.feature, NOT_SAID)
            if value and value not in there:
                having.setdefault(value, []).append(take)
        seen = []
        for takes in having.values():
            seen.append(self.model.new_bool_var(""))
            self.model.add(seen[-1] <= sum(takes))
        return len(there) + sum(seen)

    def settle(self, level: Any, effort: float) -> bool:
        """Make the level as small as can be and hold it there; says whether that is proved.

        Of what is left of the effort one level may have half, so that none takes it all. What
        was found for a level is held in those after it, proved or not; where nothing was found,
        they are not asked, because they might cost it.
        """
        from ortools.sat.python import cp_model

        if self.lost:
            return False
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = max((effort - self.spent) / 2, 0.01)
        self.model.clear_hints()
        for key, take in self.takes.items():
            self.model.add_hint(take, self.found[key])
        self.model.minimize(level)
        status = solver.solve(self.model)
        self.spent += solver.response_proto.deterministic_time
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.lost = True
            return False
        self.found = {key: solver.value(take) for key, take in self.takes.items()}
        self.model.add(level <= round(solver.objective_value))
        return bool(status == cp_model.OPTIMAL)

    def chosen(self) -> set[str]:
        return {key for key, taken in self.found.items() if taken}


def _face(aim: Aim, one: Candidate) -> str:
    """What of the candidate matters to the aim."""
    if aim.kind is AimKind.SPREAD:
        return one.features.get(aim.feature, NOT_SAID)
    return "yes" if aim.counts(one) else ""
