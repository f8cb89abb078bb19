"""Making a plan cheaper: again and again some sessions are placed anew while the others stand.

A large neighbourhood search (Shaw, 1998): the part of the problem that moves is a small problem of
its own, solved by CP-SAT; what stands is given in it.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lms.engines.timetable.year.check import Breach, check
from lms.engines.timetable.year.difference import Difference
from lms.engines.timetable.year.parts import Parts
from lms.engines.timetable.year.problem import Placement, Plan, SessionWish
from lms.engines.timetable.year.solving import Effort, Ended

FEWEST = 3  # sessions placed anew at once
USUAL = 8


@dataclass(frozen=True)
class Found:
    """A plan and what it costs."""

    plan: Plan
    cost: int


class Improver:
    """Makes plans of one problem cheaper. `chance` says which part of the plan to try next."""

    def __init__(self, parts: Parts, chance: random.Random) -> None:
        self._parts = parts
        self._problem = parts.problem
        self._wishes = {one.key: one for one in parts.problem.sessions}
        self._chance = chance

    def improve(
        self,
        found: Found,
        effort: Effort,
        difference: Difference,
        on_better: Callable[[int], None],
    ) -> tuple[Found, bool]:
        """The cheapest plan found in the time there is, never worse than the one it began with,
        and whether none is cheaper."""
        size, everything = float(USUAL), len(self._problem.sessions)
        while found.cost and not effort.over:
            free = self._neighbourhood(found.plan, int(size))
            found, ended = self._step(found, free, effort, difference, on_better)
            if ended is Ended.OPTIMAL and len(free) == everything:
                return found, True
            size = min(everything, size + 0.5) if ended is Ended.OPTIMAL else max(FEWEST, size - 1)
        return found, found.cost == 0

    def _step(
        self,
        found: Found,
        free: frozenset[str],
        effort: Effort,
        difference: Difference,
        on_better: Callable[[int], None],
    ) -> tuple[Found, Ended]:
        plan = found.plan
        solved = self._parts.solve(free, plan, effort, lambda year: difference.post(year, plan))
        if solved.plan is None:
            return found, solved.ended
        cost = check(self._problem, solved.plan).cost
        if cost < found.cost:
            on_better(cost)
        return (Found(solved.plan, cost) if cost <= found.cost else found), solved.ended

    def _neighbourhood(self, plan: Plan, size: int) -> frozenset[str]:
        """Some sessions that have to do with each other."""
        chance = self._chance
        centre = chance.choice(plan.placements)
        ways = (self._any, self._of_course, self._near, self._of_agencies, self._of_venue)
        if chance.random() < 0.4:
            blame = self._blame(plan)
            ranks = {one.key: -blame[one.key] * chance.random() for one in plan.placements}
        else:
            way = chance.choice(ways)
            ranks = {one.key: way(centre, one) for one in plan.placements}
        return frozenset(sorted(ranks, key=lambda key: (ranks[key], key))[:size])

    def _any(self, centre: Placement, one: Placement) -> float:
        return self._chance.random()

    def _of_course(self, centre: Placement, one: Placement) -> float:
        same = self._wishes[one.key].course == self._wishes[centre.key].course
        return self._chance.random() - same

    def _near(self, centre: Placement, one: Placement) -> float:
        return abs((one.first - centre.first).days) / 30 + self._chance.random()

    def _of_agencies(self, centre: Placement, one: Placement) -> float:
        shared = _agencies(self._wishes[centre.key]) & _agencies(self._wishes[one.key])
        return 1.5 * self._chance.random() - len(shared)

    def _of_venue(self, centre: Placement, one: Placement) -> float:
        return self._chance.random() - (one.venue == centre.venue)

    def _blame(self, plan: Plan) -> Counter[str]:
        """What each session costs, its part in an agency's full month with it."""
        found: Counter[str] = Counter()
        breaches = check(self._problem, plan).breaches
        months: dict[tuple[str, ...], list[str]] = {}
        for one in plan.placements:
            for agency in _agencies(self._wishes[one.key]):
                months.setdefault((agency, f"{one.first:%Y-%m}"), []).append(one.key)
        for breach in breaches:
            for key in _concerned(breach, months):
                found[key] += breach.cost
        return found


def _concerned(breach: Breach, months: dict[tuple[str, ...], list[str]]) -> Iterable[str]:
    return months.get(breach.keys, breach.keys)


def _agencies(one: SessionWish) -> frozenset[str]:
    return frozenset(taking.agency for taking in one.agencies)
