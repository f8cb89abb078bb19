"""Run the solver so that it can be watched and stopped.

The solver works in a thread of its own; `stop` and the progress are called in the thread of the
caller, which may therefore read and write its database there.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.engines.timetable.conflict import never

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WAKE = 0.1  # seconds between two looks at `stop`


def silent(*_: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Effort:
    """How hard to try: seconds, processor threads, and the seed of chance."""

    seconds: float
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """What the solver said. `feasible` is None when time ran out before it knew.

    `value(variable)` gives the best solution's values and may be called if `feasible`; `values`
    are those of all variables. `core`, if the model has assumptions and they cannot hold: the
    indexes of the literals of some that already cannot. `best`: proved that none is better;
    `bound`: what is proved that every solution costs at least (or brings at most).
    """

    feasible: bool | None
    best: bool
    bound: int
    value: Callable[[Any], int]
    values: tuple[int, ...]
    core: tuple[int, ...]
    stopped: bool

    def hint(self, model: "cp_model.CpModel") -> None:
        """Let the next search of the model start from this solution."""
        model.clear_hints()  # type: ignore[no-untyped-call]
        for index, value in enumerate(self.values):
            model.add_hint(model.get_int_var_from_proto_index(index), value)


def run(
    model: "cp_model.CpModel",
    effort: Effort,
    *,
    stop: Callable[[], bool] = never,
    on_better: Callable[[int, int], None] = silent,
    **parameters: Any,
) -> Outcome:
    """Solve `model` within the effort, and give the best found when `stop()` says so.

    `on_better(cost, bound)` tells of better solutions, at most one a wake. `parameters` are the
    solver's own. What `stop` and `on_better` raise ends the search and is raised here.
    """
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(effort.seconds, 0.01)
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    for name, value in parameters.items():
        if isinstance(value, list):
            getattr(solver.parameters, name).extend(value)
        else:
            setattr(solver.parameters, name, value)
    watch = _Watch(cp_model)
    thread = threading.Thread(target=lambda: watch.solve(solver, model), daemon=True)
    thread.start()
    stopped = False
    try:
        while thread.is_alive():
            thread.join(WAKE if thread.is_alive() else None)
            watch.tell(on_better)
            stopped = stopped or stop()
            if stopped:
                solver.stop_search()
    finally:
        while thread.is_alive():
            solver.stop_search()
            thread.join(WAKE)
    return watch.outcome(solver, cp_model, stopped)


class _Watch:
    """What the thread of the solver leaves for the thread of the caller."""

    def __init__(self, cp_model: Any) -> None:
        self.latest: tuple[int, int] | None = None
        self.told: tuple[int, int] | None = None
        self.status = cp_model.UNKNOWN
        self.fault: Exception | None = None
        watch = self

        class Better(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
            def on_solution_callback(self) -> None:
                watch.latest = (round(self.objective_value), round(self.best_objective_bound))

        self.callback = Better()

    def solve(self, solver: Any, model: Any) -> None:
        try:
            self.status = solver.solve(model, self.callback)
        except Exception as fault:  # raised again where the caller waits
            self.fault = fault

    def tell(self, on_better: Callable[[int, int], None]) -> None:
        latest = self.latest
        if latest is not None and latest != self.told:
            self.told = latest
            on_better(*latest)

    def outcome(self, solver: Any, cp_model: Any, stopped: bool) -> Outcome:
        if self.fault is not None:
            raise self.fault
        if self.status == cp_model.MODEL_INVALID:
            raise ValueError("The model is not valid.")
        if self.status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            if self.status == cp_model.UNKNOWN:
                return Outcome(None, False, 0, solver.value, (), (), stopped)
            core = tuple(solver.sufficient_assumptions_for_infeasibility())
            return Outcome(False, False, 0, solver.value, (), core, stopped)
        values, bound = tuple(solver.response_proto.solution), round(solver.best_objective_bound)
        best = self.status == cp_model.OPTIMAL
        return Outcome(True, best, bound, solver.value, values, (), stopped)
