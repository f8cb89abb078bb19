"""Up to three timetables that differ, or why there is none."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lms.engines.timetable.conflict import never
from lms.engines.timetable.running import Effort, Outcome, silent
from lms.engines.timetable.within.answers import (
    Contradiction,
    Profile,
    Progress,
    Proposal,
    Proposals,
)
from lms.engines.timetable.within.checking import check
from lms.engines.timetable.within.explaining import explain
from lms.engines.timetable.within.seeking import Seeking
from lms.engines.timetable.within.types import Placed, Problem, Wish

SPENT = 0.94  # of the time goes into searching; the rest into putting together what was found
LEAST = 0.2  # seconds, so that what is begun can end
TURNS: tuple[Profile, ...] = (Profile.BALANCED, Profile.STEADY, Profile.EARLY, Profile.EVEN)

_FAVOURED: Mapping[Profile, Mapping[Wish, int]] = {
    Profile.BALANCED: {},
    Profile.STEADY: {Wish.ROOM_CHANGE: 6, Wish.TRAINER_GAP: 3},
    Profile.EARLY: {Wish.LATE_END: 8, Wish.IDLE: 3},
    Profile.EVEN: {Wish.UNEVEN_LOAD: 6, Wish.TRAINER_GAP: 2},
}


def weights_of(problem: Problem, profile: Profile) -> dict[Wish, int]:
    """The asked weights, with those that the profile favours raised."""
    favoured = _FAVOURED[profile]
    return {wish: problem.weights.get(wish, 0) * favoured.get(wish, 1) for wish in Wish}


def propose(
    problem: Problem,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 1,
    count: int = 3,
    stop: Callable[[], bool] = never,
    on_progress: Callable[[Progress], None] = silent,
    near: Iterable[Placed] = (),
) -> Proposals:
    """Up to `count` timetables (at most 4), in about `seconds`, unlike each other.

    They share the time evenly; one that is proved best leaves its rest to the next ones. When
    nothing fits, the time goes into the reason. `stop` is asked several times a second, and
    ends the search with the best found; `on_progress` hears of each better timetable. Both are
    called in this thread, and what they raise ends the search. `near` is a timetable to begin
    with, such as the one in use: it may break rules, leave items out and name rooms and trainers
    that may not be used, but only days of the problem.
    """
    began, effort = time.monotonic(), Effort(seconds * SPENT, workers, seed)
    seeking = Seeking(problem, stop, near)
    return _Proposing(seeking, effort, count, on_progress, began=began).proposals()


class _Proposing:
    def __init__(
        self,
        seeking: Seeking,
        effort: Effort,
        count: int,
        on_progress: Callable[[Progress], None],
        *,
        began: float,
    ) -> None:
        self.began = began
        self.seeking, self.problem, self.stop = seeking, seeking.problem, seeking.stop
        self.effort = effort
        self.turns = TURNS[:count]
        self.on_progress = on_progress

    def proposals(self) -> Proposals:
        found: list[Proposal] = []
        for turn, profile in enumerate(self.turns):
            outcome = self._search(turn, profile)
            if outcome.feasible is False and not found:
                return Proposals((), self._contradiction(turn), outcome.stopped)
            if outcome.feasible:
                found.append(self._proposal(profile, outcome))
                self.seeking.away_from(found[-1].placed, outcome.value)
            if outcome.stopped or not outcome.feasible:
                return Proposals(_cheapest_first(found), None, outcome.stopped)
        return Proposals(_cheapest_first(found))

    def _effort(self, share: float = 1) -> Effort:
        """A share of the time that is left."""
        left = self.effort.seconds - (time.monotonic() - self.began)
        return replace(self.effort, seconds=max(share * left, LEAST))

    def _search(self, turn: int, profile: Profile) -> Outcome:
        mine = self._effort(1 / (len(self.turns) - turn))
        ends = time.monotonic() + mine.seconds
        first = self.seeking.other(mine) if turn else self.seeking.first(self._effort())
        if not first.feasible or first.stopped:
            return first
        effort = replace(self.effort, seconds=max(ends - time.monotonic(), LEAST))
        weights = weights_of(self.problem, profile)
        found = self.seeking.better(
            effort, weights, lambda cost, bound: self._tell(turn, cost, bound)
        )
        return found if found.feasible else replace(first, best=False, stopped=found.stopped)

    def _tell(self, turn: int, cost: int | None, bound: int | None, *, why: bool = False) -> None:
        seconds = time.monotonic() - self.began
        self.on_progress(Progress(turn + 1, len(self.turns), cost, bound, seconds, why))

    def _proposal(self, profile: Profile, outcome: Outcome) -> Proposal:
        placed = self.seeking.placing.placed(outcome.value)
        checked = check(self.problem, placed)
        amounts = self.seeking.amounts(outcome, self._effort()) or checked.amounts
        cost = sum(self.problem.weights.get(wish, 0) * amount for wish, amount in amounts.items())
        seconds = time.monotonic() - self.began
        return Proposal(profile, placed, cost, amounts, checked.broken, outcome.best, seconds)

    def _contradiction(self, turn: int) -> Contradiction | None:
        self._tell(turn, None, None, why=True)
        return explain(self.problem, self._effort(), stop=self.stop)


def _cheapest_first(found: list[Proposal]) -> tuple[Proposal, ...]:
    return tuple(sorted(found, key=lambda one: one.cost))
