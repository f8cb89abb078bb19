"""Running the solver within what is left of an effort."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.engines.timetable import running

Stop = Callable[[], bool]
OnProgress = Callable[[int | None, int | None, float], None]

OF_SUMS = 2  # linearization: the wishes are sums, so that bounds come from their relaxation
USUAL = 1


class Ended(StrEnum):
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Effort:
    """How hard to try. `until`: the end, on the monotonic clock."""

    until: float
    workers: int
    seed: int
    stop: Stop

    def within(self, seconds: float) -> "Effort":
        """The same, ending no later than in so many seconds."""
        until = min(self.until, time.monotonic() + seconds)
        return Effort(until, self.workers, self.seed, self.stop)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    @property
    def over(self) -> bool:
        return self.left <= 0 or self.stop()


@dataclass(frozen=True)
class Solved:
    """How a run ended. `value` gives the value of a variable where there is a solution; `bound`:
    what no solution can cost less than, where it is known."""

    ended: Ended
    bound: int | None
    value: Callable[[Any], int]

    @property
    def has_plan(self) -> bool:
        return self.ended in {Ended.OPTIMAL, Ended.FEASIBLE}


def solve(
    model: Any,
    effort: Effort,
    *,
    on_progress: OnProgress | None = None,
    settle: float | None = None,
) -> Solved:
    """Solve a model in the time there is; after `settle` seconds any solution will do.

    `stop` and `on_progress` are called in the caller's thread, the former often;
    on_progress(best, bound, seconds) when there is a better solution.
    """
    began = time.monotonic()
    told: list[tuple[int, int]] = []

    def better(cost: int, bound: int) -> None:
        told.append((cost, bound))
        if on_progress:
            on_progress(cost, bound, time.monotonic() - began)

    def enough() -> bool:
        settled = settle is not None and told and time.monotonic() - began >= settle
        return bool(settled) or effort.over

    outcome = running.run(
        model,
        running.Effort(effort.left, effort.workers, effort.seed),
        stop=enough,
        on_better=better,
        stop_after_first_solution=settle == 0,
        linearization_level=USUAL if settle == 0 else OF_SUMS,
        cp_model_probing_level=0,  # takes longer here than it saves
    )
    bound = told[-1][1] if told else None
    return Solved(_ended(outcome), bound, outcome.value)


def _ended(outcome: running.Outcome) -> Ended:
    if outcome.feasible:
        return Ended.OPTIMAL if outcome.best else Ended.FEASIBLE
    return Ended.UNKNOWN if outcome.feasible is None else Ended.IMPOSSIBLE
