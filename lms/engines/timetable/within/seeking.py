"""The search for one timetable: a first one at once, then better ones until the time is up.

The first comes from a timetable that is near by, where one is given: as much of it is kept as goes.
Else from placing items in the order of their earliest possible time, in the first room and with
the first trainers that go. From there the solver improves it: one thread proves and
learns, the others change a part and keep the rest (large neighbourhood search) in short steps.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from lms.engines.timetable.running import Effort, Outcome, run, silent
from lms.engines.timetable.within.capacity import add_capacity
from lms.engines.timetable.within.placing import LEAN, Literal, Placing, Variables
from lms.engines.timetable.within.types import Placed, Problem, Wish
from lms.engines.timetable.within.wishing import Wishing

SHORT_STEPS: dict[str, Any] = {
    "lns_initial_deterministic_limit": 0.02,
    "num_violation_ls": 0,
    "ignore_subsolvers": ["fj", "feasibility_pump"],
}
GREEDY_SHARE = 0.2  # of the time until the first is sought otherwise


class Seeking:
    """The model of a problem and the searches on it. `away_from` narrows what comes after."""

    def __init__(
        self, problem: Problem, stop: Callable[[], bool], near: Iterable[Placed] = ()
    ) -> None:
        self.problem = problem
        self.stop = stop
        self.near = {one.item: one for one in near}
        self._kept: list[Literal] = []  # what the last timetable chose
        self.placing = Placing(problem)
        add_capacity(self.placing)
        self._first = self.placing.model.clone()
        self.wishing = Wishing(self.placing)

    def first(self, effort: Effort) -> Outcome:
        """Some timetable, quickly; its hint stays in the model."""
        if self.near:
            found = self._nearest(replace(effort, seconds=effort.seconds * GREEDY_SHARE))
            if found.feasible is not None or found.stopped:
                return self._hinted(found)
        from ortools.sat.python import cp_model

        starts = [variables.start for variables in self.placing.items.values()]
        greedy = self._first.clone()
        greedy.add_decision_strategy(starts, cp_model.CHOOSE_LOWEST_MIN, cp_model.SELECT_MIN_VALUE)
        try_first = replace(effort, seconds=effort.seconds * GREEDY_SHARE, workers=1)
        found = self._run(greedy, try_first, search_branching=cp_model.FIXED_SEARCH)
        if found.feasible is None and not found.stopped:
            found = self._run(self._first, effort)
        return self._hinted(found)

    def _nearest(self, effort: Effort) -> Outcome:
        """The timetable that keeps most of the one near by: times, rooms and trainers."""
        model, kept = self._first.clone(), []
        for key, at in self.near.items():
            variables = self.placing.items[key]
            start = self.placing.at(at.day, at.start)
            if start in variables.possible:
                kept.append(same := model.new_bool_var(""))
                model.add(variables.start == start).only_enforce_if(same)
                model.add_hint(variables.start, start)
            for room, literal in variables.rooms.items():
                model.add_hint(literal, room == at.room)
            for trainer, literal in variables.trainers.items():
                model.add_hint(literal, trainer in at.trainers)
            kept += [lit for room, lit in variables.rooms.items() if room == at.room]
            kept += [lit for one, lit in variables.trainers.items() if one in at.trainers]
        if kept:
            model.maximize(sum(kept))
        return self._run(model, effort)

    def other(self, effort: Effort) -> Outcome:
        """A timetable near the last one but as different as asked; its hint stays."""
        self.placing.model.maximize(sum(self._kept))
        quickly = replace(effort, seconds=effort.seconds * GREEDY_SHARE)
        found = self._run(self.placing.model, quickly, **SHORT_STEPS)
        if found.feasible is None and not found.stopped:
            self.placing.model.clear_objective()  # type: ignore[no-untyped-call]
            found = self._run(self.placing.model, effort)
        return self._hinted(found)

    def better(
        self, effort: Effort, weights: dict[Wish, int], on_better: Callable[[int, int], None]
    ) -> Outcome:
        """The best timetable by the weights that can be found from the hint."""
        self._minimize(weights)
        settled = self.settled(effort)
        if settled.feasible:
            settled.hint(self.placing.model)
        return self._run(self.placing.model, effort, on_better, **SHORT_STEPS)

    def settled(self, effort: Effort) -> Outcome:
        """All helper variables at their best, the decisions being as hinted."""
        return self._run(self.placing.model, effort, fix_variables_to_their_hinted_value=True)

    def amounts(self, found: Outcome, effort: Effort) -> dict[Wish, int] | None:
        """By how much a timetable misses each wish, by the model; None where time ran out."""
        self._hint_placing(found.value)
        self._minimize(dict.fromkeys(Wish, 1))
        settled = self.settled(effort)
        if not settled.feasible:
            return None
        return {wish: settled.value(amount) for wish, amount in self.wishing.amounts.items()}

    def away_from(self, placed: tuple[Placed, ...], value: Callable[[Any], int]) -> None:
        """Ask for another time or other trainers for a fifth of the items that are free."""
        model, same = self.placing.model, []
        self._kept = []
        for one in placed:
            variables = self.placing.items[one.item]
            choices = (*variables.rooms.values(), *variables.trainers.values())
            self._kept += [variables.starts[value(variables.start)]]
            self._kept += [literal for literal in choices if value(literal)]
            if not _fixed(variables):
                same.append(alike := model.new_bool_var(""))
                self._alike(variables, value, alike)
        if same:
            model.add(sum(same) <= len(same) - max(1, len(same) // 5))
        else:
            model.add_bool_or([])

    def _alike(self, one: Variables, value: Callable[[Any], int], alike: Literal) -> None:
        """`alike` holds at least if the item has the same start and the same trainers."""
        here = one.starts[value(one.start)]
        taught = [lit if value(lit) else ~lit for lit in one.trainers.values()]
        self.placing.model.add_bool_or(~here, alike, *(~literal for literal in taught))

    def _minimize(self, weights: dict[Wish, int]) -> None:
        amounts = self.wishing.amounts.items()
        self.placing.model.minimize(sum(weights[wish] * amount for wish, amount in amounts))

    def _hinted(self, found: Outcome) -> Outcome:
        if found.feasible:
            self._hint_placing(found.value)
        return found

    def _hint_placing(self, value: Callable[[Any], int]) -> None:
        """Hint every decision, none of the helpers."""
        model = self.placing.model
        model.clear_hints()  # type: ignore[no-untyped-call]
        for one in self.placing.items.values():
            start = value(one.start)
            model.add_hint(one.start, start)
            for literal in (*one.rooms.values(), *one.trainers.values()):
                model.add_hint(literal, value(literal))
            for possible, literal in one.starts.items():
                model.add_hint(literal, possible == start)

    def _run(
        self,
        model: Any,
        effort: Effort,
        on_better: Callable[[int, int], None] = silent,
        **parameters: Any,
    ) -> Outcome:
        return run(model, effort, stop=self.stop, on_better=on_better, **LEAN, **parameters)


def _fixed(one: Variables) -> bool:
    locked = one.item.lock.trainers is not None or not one.trainers
    return len(one.possible) == 1 and locked
