"""Why nothing fits: a smallest set of named rules that contradict each other."""

import time
from collections.abc import Callable
from dataclasses import replace

from lms.engines.timetable.conflict import Answer, Conflict, never, smallest_conflict
from lms.engines.timetable.running import Effort, run
from lms.engines.timetable.within.checking import check
from lms.engines.timetable.within.naming import rules_of
from lms.engines.timetable.within.placing import Placing
from lms.engines.timetable.within.types import Contradiction, Problem, Rule

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
    found = smallest_conflict(oracle.rules, oracle, stop=lambda: late(SHARE))
    if found is None:
        return None
    items = _items(problem, effort, found, lambda: late(1))
    return Contradiction(found.rules, found.proof, items)


class _Oracle:
    """Answers with as many further rules kept as can be found in a moment."""

    def __init__(self, problem: Problem, effort: Effort, stop: Callable[[], bool]) -> None:
        self.problem = problem
        self.rules = rules_of(problem)
        self._effort = effort
        self._stop = stop
        self._placing = Placing(problem, guarded=True)

    def __call__(self, enforced: frozenset[Rule]) -> Answer[Rule]:
        model = self._placing.model.clone()
        guards = self._placing.guards
        for rule in enforced:
            model.add(guards[rule] == 1)
        model.maximize(sum(guards.values()))
        effort = replace(self._effort, seconds=max(1.0, self._effort.seconds / 10))
        outcome = run(model, effort, stop=self._stop)
        if not outcome.feasible:
            return Answer(outcome.feasible)
        broken = check(self.problem, self._placing.placed(outcome.value)).violations
        return Answer(True, frozenset(self.rules) - frozenset(broken))


def _items(
    problem: Problem, effort: Effort, found: Conflict[Rule], stop: Callable[[], bool]
) -> tuple[str, ...]:
    """Few items that already make the rules contradict each other; all if time is up."""

    def feasible(kept: frozenset[str]) -> bool | None:
        part = _part(problem, kept)
        placing = Placing(part, guarded=True)
        for rule in found.rules:
            if rule in placing.guards:
                placing.model.add(placing.guards[rule] == 1)
        moment = replace(effort, seconds=max(1.0, effort.seconds / 10))
        return run(placing.model, moment, stop=stop).feasible

    keys = [item.key for item in problem.items]
    needed = smallest_conflict(keys, feasible, stop=stop)
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
