"""Why nothing fits: a smallest set of named rules that contradict each other."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lms.engines.timetable.conflict import (
    Answer,
    Conflict,
    irreducible_conflict,
    never,
    smallest_conflict,
)
from lms.engines.timetable.running import Effort, Outcome, run
from lms.engines.timetable.within.answers import Contradiction
from lms.engines.timetable.within.capacity import add_capacity
from lms.engines.timetable.within.checking import check
from lms.engines.timetable.within.naming import rules_of
from lms.engines.timetable.within.placing import LEAN, Placing
from lms.engines.timetable.within.types import Problem, Rule

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SUMS: dict[str, Any] = {"linearization_level": 2}  # finds the sums of `capacity` as reasons
MANY = 12  # rules, of which to ask for a part that suffices
SHARE = 0.75  # of the time for the rules; the rest for the items


def explain(
    problem: Problem, effort: Effort, *, stop: Callable[[], bool] = never
) -> Contradiction | None:
    """A smallest set of rules that cannot all hold with every item placed, proved if time allows.

    None if everything fits after all, or if nothing could be decided.
    """
    began = time.monotonic()

    def late(share: float) -> bool:
        return stop() or time.monotonic() - began > share * effort.seconds

    oracle = _Oracle(problem, effort, lambda: late(SHARE))
    found = smallest_conflict(oracle.rules, oracle, grow=oracle.grown, stop=lambda: late(SHARE))
    if found is None:
        return None
    items = _items(problem, effort, found, lambda: late(1))
    return Contradiction(found.rules, found.proof, items)


def moment(effort: Effort) -> Effort:
    """What one question may take. One thread: the questions are small and many."""
    return Effort(max(1.0, effort.seconds / 20), 1, effort.seed)


class _Oracle:
    """Tells, with a no, a few rules that suffice for it; with a yes, which more were kept."""

    def __init__(self, problem: Problem, effort: Effort, stop: Callable[[], bool]) -> None:
        self.problem = problem
        self.rules = rules_of(problem)
        self._effort = effort
        self._stop = stop
        self._placing = Placing(problem, guarded=True)
        add_capacity(self._placing)
        self._rule_of = {guard.index: rule for rule, guard in self._placing.guards.items()}

    def __call__(self, enforced: frozenset[Rule]) -> Answer[Rule]:
        outcome = self._run(self._holding(enforced))
        if outcome.feasible is False:
            return Answer(False, self._core(enforced) if len(enforced) > MANY else None)
        return Answer(True, self._kept(outcome)) if outcome.feasible else Answer(None)

    def _holding(self, enforced: frozenset[Rule]) -> "cp_model.CpModel":
        model = self._placing.model.clone()
        for rule, guard in self._placing.guards.items():
            model.add_hint(guard, 1)
            if rule in enforced:
                model.add(guard == 1)
        return model

    def _core(self, enforced: frozenset[Rule]) -> frozenset[Rule] | None:
        """Some of the rules, which are known to contradict, that already do."""
        model, guards = self._placing.model.clone(), self._placing.guards
        model.add_assumptions([guards[rule] for rule in self.rules if rule in enforced])
        core = self._run(model, **SUMS).core
        return frozenset(self._rule_of[index] for index in core) or None

    def grown(self, kept: frozenset[Rule]) -> frozenset[Rule]:
        """The rules of a timetable that keeps these and as many others as can be."""
        model = self._holding(kept)
        model.maximize(sum(self._placing.guards.values()))
        outcome = self._run(model)
        return self._kept(outcome) if outcome.feasible else kept

    def _kept(self, found: Outcome) -> frozenset[Rule]:
        broken = check(self.problem, self._placing.placed(found.value)).violations
        return frozenset(self.rules) - frozenset(broken)

    def _run(self, model: "cp_model.CpModel", **parameters: Any) -> Outcome:
        return run(model, moment(self._effort), stop=self._stop, **LEAN, **parameters)


def _items(
    problem: Problem, effort: Effort, found: Conflict[Rule], stop: Callable[[], bool]
) -> tuple[str, ...]:
    """Few items that already make the rules contradict each other; all if time is up."""

    def feasible(kept: frozenset[str]) -> bool | None:
        part = _part(problem, kept)
        placing = Placing(part, only=frozenset(found.rules))
        add_capacity(placing)
        return run(placing.model, moment(effort), stop=stop, **LEAN).feasible

    keys = [item.key for item in problem.items]
    needed = irreducible_conflict(keys, feasible, stop=stop)
    return tuple(keys) if needed is None else needed.rules


def _part(problem: Problem, kept: frozenset[str]) -> Problem:
    """The problem with some of its items only."""
    items = tuple(
        replace(
            item, after=item.after & kept, together=item.together & kept, apart=item.apart & kept
        )
        for item in problem.items
        if item.key in kept
    )
    return replace(problem, items=items)
