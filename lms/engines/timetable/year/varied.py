"""A plan of a large year that is unlike those there are."""

import random

from lms.engines.timetable.year.alike import in_order
from lms.engines.timetable.year.check import check
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.difference import Difference
from lms.engines.timetable.year.greedy import greedy
from lms.engines.timetable.year.parts import Parts
from lms.engines.timetable.year.problem import Plan, Problem

TRIES = 6


def varied(
    parts: Parts, days: Days, plan: Plan, difference: Difference, chance: random.Random
) -> Plan | None:
    """The plan with some sessions sent to weeks in which none of the plans before has them, so
    that it differs enough; None if that was not found."""
    loose = _loose(parts.problem)
    for _ in range(TRIES):
        chosen = chance.sample(loose, min(difference.least, len(loose)))
        moved = greedy(parts.part(chosen, plan), days, difference.before).plan
        if moved is not None:
            found = {one.key: one for one in moved.placements}
            other = Plan(tuple(found.get(one.key, one) for one in plan.placements))
            other = in_order(parts.groups, other)
            if not difference.missing(other) and not check(parts.problem, other).violations:
                return other
    return None


def _loose(problem: Problem) -> list[str]:
    """Sessions that are tied neither to a date nor to an order."""
    tied = {
        key for one in problem.sessions for before in one.after for key in (one.key, before.key)
    }
    return [one.key for one in problem.sessions if one.key not in tied and not one.lock.first]
