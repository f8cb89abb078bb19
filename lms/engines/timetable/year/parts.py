"""Solving a part of a year: some sessions are placed, others stand where they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lms.engines.timetable import running
from lms.engines.timetable.year.alike import alike, post_order
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.hard import post_rules
from lms.engines.timetable.year.model import YearModel, even_trainer_share
from lms.engines.timetable.year.problem import Plan, Problem, as_given
from lms.engines.timetable.year.solving import Effort, Ended, solve
from lms.engines.timetable.year.wishes import post_wishes

LONGEST_STEP = 3.0  # seconds


@dataclass(frozen=True)
class PartSolved:
    """The sessions placed anew with those that stood; `plan` is None where nothing was found."""

    plan: Plan | None
    ended: Ended


class Parts:
    """Solves parts of one problem. `days` are those of the plan's horizon."""

    def __init__(self, problem: Problem, days: Days) -> None:
        self.problem = problem
        self._days = days
        self._share = even_trainer_share(problem)
        self.groups = alike(problem)

    def solve(
        self,
        free: Iterable[str],
        plan: Plan,
        effort: Effort,
        also: Callable[[YearModel], None] = running.silent,
        *,
        settle: float = LONGEST_STEP,
    ) -> PartSolved:
        """Place the sessions of `free`; the others stand as in the plan, or are left out where it
        does not place them. `also` posts what else is asked of the part; after `settle` seconds
        any solution will do, and after thrice as long none."""
        year = YearModel(self.part(free, plan), self._days, trainer_share=self._share)
        post_rules(year)
        self._before_those_standing(year, plan)
        post_order(year, self.groups, plan)
        post_wishes(year)
        also(year)
        year.hint(plan)
        solved = solve(year.model, effort.within(3 * settle), settle=settle)
        if not solved.has_plan:
            return PartSolved(None, solved.ended)
        placed = {one.key: one for one in (*plan.placements, *year.plan(solved.value).placements)}
        known = [one.key for one in self.problem.sessions if one.key in placed]
        return PartSolved(Plan(tuple(placed[key] for key in known)), solved.ended)

    def part(self, free: Iterable[str], plan: Plan) -> Problem:
        """The problem in which only some sessions move and the others are given."""
        free = frozenset(free)
        stands = {one.key: one for one in plan.placements if one.key not in free}
        standing = tuple(
            as_given(one, stands[one.key]) for one in self.problem.sessions if one.key in stands
        )
        moving = tuple(one for one in self.problem.sessions if one.key in free)
        return replace(self.problem, sessions=moving, given=(*self.problem.given, *standing))

    def _before_those_standing(self, year: YearModel, plan: Plan) -> None:
        """Sessions that move end in time before those standing that must come after them."""
        stands = {one.key: one for one in plan.placements if one.key not in year.spans}
        for one in self.problem.sessions:
            for before in one.after:
                if one.key in stands and before.key in year.spans:
                    first = year.days.number(stands[one.key].first)
                    year.model.add(year.spans[before.key].end + before.gap_days <= first)
