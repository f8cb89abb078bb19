"""Up to three different plans for a year, or why there is none."""

import random
import time
from dataclasses import dataclass
from enum import StrEnum

from lms.engines.timetable.conflict import Conflict, never
from lms.engines.timetable.year.alike import in_order, post_order
from lms.engines.timetable.year.check import Report, check
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.difference import NOTHING, Difference, Differs
from lms.engines.timetable.year.explain import explain
from lms.engines.timetable.year.greedy import greedy
from lms.engines.timetable.year.hard import post_rules
from lms.engines.timetable.year.improve import Found, Improver
from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.parts import Parts
from lms.engines.timetable.year.problem import Plan, Problem
from lms.engines.timetable.year.rules import Rule
from lms.engines.timetable.year.solving import Effort, Ended, OnProgress, Stop, solve
from lms.engines.timetable.year.varied import varied
from lms.engines.timetable.year.wishes import post_wishes

FIRST_SHARE = 0.6  # of the time, for the first proposal
WHOLE_SHARE = 0.3  # of the time of the first, for solving a smaller year as a whole
SMALLER = 20  # sessions; of more no optimum is proved, so that parts are improved at once
EXPLAIN_SHARE = 0.25  # of the time, at least, to find out why nothing fits


class Result(StrEnum):
    PROPOSED = "proposed"
    IMPOSSIBLE = "impossible"
    NOTHING_FOUND = "nothing_found"  # neither a plan nor a proof that there is none


@dataclass(frozen=True)
class Proposal:
    """A plan that keeps all hard rules. `proven`: no plan costs less (for the second and third:
    none that differs as much from those before)."""

    plan: Plan
    cost: int
    proven: bool
    report: Report


@dataclass(frozen=True)
class Outcome:
    """What came of it. `bound`: no plan can cost less. `stopped`: before it was done."""

    result: Result
    proposals: tuple[Proposal, ...] = ()
    bound: int | None = None
    conflict: Conflict[Rule] | None = None
    stopped: bool = False


def propose(
    problem: Problem,
    *,
    seconds: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    stop: Stop = never,
    on_progress: OnProgress | None = None,
    count: int = 3,
) -> Outcome:
    """Up to `count` plans, the cheapest first, within some seconds or until `stop()`.

    `on_progress(best, bound, seconds)` hears of the cost found, the cost that cannot be beaten and
    the time gone. When nothing fits, a further quarter of the time may go into finding out why.
    """
    began = time.monotonic()
    effort = Effort(began + seconds, workers, seed, stop)
    search = _Search(problem, effort, on_progress)
    share = FIRST_SHARE if count > 1 else 1.0
    if search.first(seconds * share) is Ended.IMPOSSIBLE:
        until = max(effort.until, time.monotonic() + seconds * EXPLAIN_SHARE)
        conflict = explain(problem, Effort(until, workers, seed, stop))
        return Outcome(Result.IMPOSSIBLE, conflict=conflict, stopped=stop())
    found = search.found
    while 0 < len(found) < count and not effort.over:
        if not search.another(effort.left / (count - len(found))):
            break
    proposals = tuple(sorted(found, key=lambda one: one.cost))
    result = Result.PROPOSED if found else Result.NOTHING_FOUND
    return Outcome(result, proposals, bound=search.bound, stopped=stop())


class _Search:
    """One search for several plans; `found` holds those there are."""

    def __init__(self, problem: Problem, effort: Effort, on_progress: OnProgress | None) -> None:
        self.found: list[Proposal] = []
        self.bound: int | None = None
        self._problem = problem
        self._effort = effort
        self._on_progress = on_progress
        self._began = time.monotonic()
        self._days = Days(problem)
        self._parts = Parts(problem, self._days)
        self._chance = random.Random(effort.seed)  # noqa: S311 -- no secret hangs on it
        self._small = len(problem.sessions) <= SMALLER

    def first(self, seconds: float) -> Ended:
        """Look for the cheapest plan: a small year as a whole, a large one part by part. Tells
        whether there is none; `found` holds it."""
        effort = self._effort.within(seconds)
        if not self._small:
            plan = greedy(self._problem, self._days).plan
            if plan is not None:
                self._improve(in_order(self._parts.groups, plan), Difference(), effort)
                return Ended.FEASIBLE
        settle = seconds * WHOLE_SHARE if self._small else 0.0
        return self._whole(Difference(), effort, settle)

    def another(self, seconds: float) -> bool:
        """Look for a plan unlike those before: at best a fifth of the sessions in other weeks."""
        effort = self._effort.within(seconds)
        before = tuple(one.plan for one in self.found)
        several = max(1, len(self._problem.sessions) // 5)
        if not self._small:
            difference = Difference(before, Differs.WEEK, several)
            plan = varied(self._parts, self._days, before[-1], difference, self._chance)
            if plan is not None:
                self._improve(plan, difference, effort)
                return True
        for differs, least in ((Differs.WEEK, several), (Differs.PLACE, 1), (Differs.ANYTHING, 1)):
            ended = self._whole(Difference(before, differs, least), effort, seconds * WHOLE_SHARE)
            if ended is not Ended.IMPOSSIBLE:
                return ended is not Ended.UNKNOWN
        return False

    def _whole(self, difference: Difference, effort: Effort, settle: float) -> Ended:
        year = YearModel(self._problem, self._days)
        post_rules(year)
        post_wishes(year)
        post_order(year, self._parts.groups, NOTHING)
        difference.post(year)
        if self.found:
            year.hint(self.found[-1].plan)
        solved = solve(year.model, effort, on_progress=self._heard, settle=settle)
        if solved.has_plan:
            if not self.found:
                self.bound = solved.bound
            proven = solved.ended is Ended.OPTIMAL
            self._improve(year.plan(solved.value), difference, effort, proven=proven)
        return solved.ended

    def _improve(
        self, plan: Plan, difference: Difference, effort: Effort, *, proven: bool = False
    ) -> None:
        found = Found(plan, check(self._problem, plan).cost)
        if not proven:
            self._heard(found.cost, self.bound, 0.0)
            found, proven = Improver(self._parts, self._chance).improve(
                found, effort, difference, lambda cost: self._heard(cost, self.bound, 0.0)
            )
        if proven and not self.found:
            self.bound = found.cost
        report = check(self._problem, found.plan)
        self.found.append(Proposal(found.plan, found.cost, proven, report))

    def _heard(self, best: int | None, bound: int | None, _seconds: float) -> None:
        """Tell how the first plan comes on; the others are made quietly."""
        if self._on_progress and not self.found:
            self._on_progress(best, bound, time.monotonic() - self._began)
