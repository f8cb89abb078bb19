"""Solve an instance: periods first, rooms then, and both together with the time that is left.

The solver alone proves small instances best; on large ones annealing gets much further in the
same time, and the solver then mends what single moves cannot.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lms.engines.timetable.conflict import never
from lms.engines.timetable.itc2007.annealing import Annealed
from lms.engines.timetable.itc2007.chains import anneal_all
from lms.engines.timetable.itc2007.instance import Instance, Lecture
from lms.engines.timetable.itc2007.modelling import Periods, Rooms
from lms.engines.timetable.itc2007.validating import validate
from lms.engines.timetable.running import Effort, Outcome, run, silent

# Changing a part and keeping the rest, in short steps, beats the solver's usual mixture here.
SHORT_STEPS: dict[str, Any] = {
    "lns_initial_deterministic_limit": 0.05,
    "num_violation_ls": 0,
    "ignore_subsolvers": ["fj", "feasibility_pump"],
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
}
# Shares of the time: periods by the solver, by annealing, improved by the solver; then rooms.
FIRST, ANNEALED, IMPROVED, ROOMED, SETTLED = 0.08, 0.62, 0.1, 0.1, 0.1


LEAST = 0.5  # seconds, so that what is begun can end
WORTH_IT = 0.08  # of the time: with less left, both at once would not get going


@dataclass(frozen=True)
class Solved:
    """The best timetable found, None if there is none: `feasible` is False if that is proved.

    `bound`: no timetable costs less, as far as was proved.
    """

    lectures: tuple[Lecture, ...] | None
    feasible: bool | None
    bound: int
    stopped: bool


def solve(
    instance: Instance,
    effort: Effort,
    *,
    stop: Callable[[], bool] = never,
    on_better: Callable[[int, int], None] = silent,
) -> Solved:
    """The best timetable within the effort, or the best so far when `stop()` says so.

    `on_better(cost, bound)` hears of better choices of periods (costs without room changes).
    """
    return _Solving(instance, effort, stop, on_better).solved()


@dataclass(frozen=True)
class _Chosen:
    """Chosen (course, period) places, None for none, with what is known beside them."""

    chosen: tuple[tuple[int, int], ...] | None
    feasible: bool | None
    bound: int
    stopped: bool


def _chosen(periods: Periods, found: Outcome) -> _Chosen:
    chosen = tuple(periods.chosen(found.value)) if found.feasible else None
    return _Chosen(chosen, found.feasible, max(found.bound, 0), found.stopped)


class _Solving:
    def __init__(
        self,
        instance: Instance,
        effort: Effort,
        stop: Callable[[], bool],
        on_better: Callable[[int, int], None],
    ) -> None:
        self.began = time.monotonic()
        self.instance = instance
        self.effort = effort
        self.stop = stop
        self.on_better = on_better

    def _left(self) -> float:
        """The share of the time that is left."""
        return 1 - (time.monotonic() - self.began) / self.effort.seconds

    def _part(self, share: float) -> Effort:
        """A share of all the time, or what is left of it."""
        seconds = min(share, self._left()) * self.effort.seconds
        return replace(self.effort, seconds=max(seconds, LEAST))

    def solved(self) -> Solved:
        periods = Periods(self.instance)
        found = self._periods(periods)
        if found.chosen is None:
            return Solved(None, found.feasible, 0, found.stopped)
        given, stopped = self._rooms(found.chosen, in_haste=found.stopped)
        if stopped or self._cost(given) == found.bound or self._left() < WORTH_IT:
            return Solved(given, True, found.bound, stopped)
        return self._both(periods, given, found.bound)

    def _periods(self, periods: Periods) -> _Chosen:
        """The best periods: by the solver, or by annealing and improved by the solver."""
        first = self._run(periods.model, self._part(FIRST), self.stop)
        known = _chosen(periods, first)
        if first.feasible is False or first.best or first.stopped:
            return known
        annealed = anneal_all(self.instance, self._part(ANNEALED), self.stop)
        if annealed is not None and self._is_better(periods, annealed, first):
            self._hint(periods, annealed)
            self.on_better(annealed.cost, known.bound)
            if not annealed.clashes:
                known = replace(known, chosen=annealed.chosen, feasible=True)
        elif first.feasible:
            first.hint(periods.model)
        last = _chosen(periods, self._run(periods.model, self._part(IMPROVED), self.stop))
        return replace(
            last if last.chosen is not None else known,
            bound=max(known.bound, last.bound),
            stopped=last.stopped,
        )

    def _is_better(self, periods: Periods, annealed: Annealed, first: Outcome) -> bool:
        if not first.feasible:
            return True
        return not annealed.clashes and annealed.cost < first.value(periods.cost)

    def _hint(self, periods: Periods, annealed: Annealed) -> None:
        chosen = set(annealed.chosen)
        periods.model.clear_hints()  # type: ignore[no-untyped-call]
        for where, literal in periods.taught.items():
            periods.model.add_hint(literal, where in chosen)
        if not annealed.clashes:
            self._settle(periods.model)

    def _rooms(
        self, chosen: tuple[tuple[int, int], ...], *, in_haste: bool
    ) -> tuple[tuple[Lecture, ...], bool]:
        """The best rooms for lectures whose periods are chosen, of which there always are some;
        and whether the search was stopped."""
        from ortools.sat.python import cp_model

        rooms = Rooms(self.instance, cp_model.CpModel(), dict.fromkeys(chosen, 1))
        rooms.model.minimize(rooms.cost)
        rooms.hint_favourites(chosen)
        self._settle(rooms.model)
        effort, stop = (self._part(0), never) if in_haste else (self._part(ROOMED), self.stop)
        outcome = self._run(rooms.model, effort, stop)
        return rooms.lectures(outcome.value), in_haste or outcome.stopped

    def _both(self, periods: Periods, given: tuple[Lecture, ...], bound: int) -> Solved:
        """Periods and rooms at once, from the timetable found so far."""
        rooms = Rooms(self.instance, periods.model, periods.taught)
        model = periods.model
        model.minimize(periods.working_days + periods.compactness + rooms.cost)
        model.clear_hints()  # type: ignore[no-untyped-call]
        lies = {(one.course, one.period) for one in given}
        for where, literal in periods.taught.items():
            model.add_hint(literal, where in lies)
        for (course, period, room), literal in rooms.given.items():
            model.add_hint(literal, Lecture(course, period, room) in given)
        self._settle(model)
        third = self._run(model, self._part(1), self.stop)
        found = rooms.lectures(third.value) if third.feasible else given
        best = min(found, given, key=self._cost)
        return Solved(best, True, max(bound, third.bound), third.stopped)

    def _settle(self, model: Any) -> None:
        """Complete the hints of the decisions by the best values of all helper variables."""
        fixed = run(
            model, self._part(SETTLED), fix_variables_to_their_hinted_value=True, **SHORT_STEPS
        )
        if fixed.feasible:
            fixed.hint(model)

    def _cost(self, given: tuple[Lecture, ...]) -> int:
        return validate(self.instance, given).total

    def _run(self, model: Any, effort: Effort, stop: Callable[[], bool]) -> Outcome:
        return run(model, effort, stop=stop, on_better=self.on_better, **SHORT_STEPS)
