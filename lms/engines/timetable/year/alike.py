"""Sessions that nothing tells apart, such as three new ones of one course.

Exchanging them changes nothing, so they are kept in one order: the search looks at one plan of
each kind, and two proposals differ in more than names.
"""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Any

from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.problem import Plan, Problem, SessionWish

Groups = tuple[tuple[str, ...], ...]


def alike(problem: Problem) -> Groups:
    """The groups of sessions that are alike, in the order of the problem."""
    found: defaultdict[object, list[str]] = defaultdict(list)
    for one in problem.sessions:
        followers = tuple(
            (other.key, before.gap_days)
            for other in problem.sessions
            for before in other.after
            if before.key == one.key
        )
        found[_without_key(one), followers].append(one.key)
    return tuple(tuple(keys) for keys in found.values() if len(keys) > 1)


def _without_key(one: SessionWish) -> SessionWish:
    return replace(one, key="")


def in_order(groups: Groups, plan: Plan) -> Plan:
    """The same plan with those that are alike by their first days."""
    placed = {one.key: one for one in plan.placements}
    for keys in groups:
        places = sorted(
            (placed[key] for key in keys),
            key=lambda one: (one.first, one.venue or "", one.trainers),
        )
        for key, place in zip(keys, places, strict=True):
            placed[key] = replace(place, key=key)
    return Plan(tuple(placed[one.key] for one in plan.placements))


def post_order(year: YearModel, groups: Groups, standing: Plan) -> None:
    """Those that are alike begin in their order, also beside those that stand."""
    begins: dict[str, Any] = {one.key: year.days.number(one.first) for one in standing.placements}
    begins |= {key: span.start for key, span in year.spans.items()}
    for keys in groups:
        known = [key for key in keys if key in begins]
        for one, after in pairwise(known):
            if one in year.spans or after in year.spans:
                year.model.add(begins[one] <= begins[after])
