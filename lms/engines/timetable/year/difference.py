"""That a plan differs from those proposed before it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.problem import Placement, Plan

NOTHING = Plan(())


class Differs(StrEnum):
    """In what a session is placed differently."""

    WEEK = "week"  # it begins at least seven days earlier or later
    PLACE = "place"  # on another day or at another venue
    ANYTHING = "anything"  # or with another trainer


@dataclass(frozen=True)
class Difference:
    """At least so many sessions are placed differently than in each of the plans before."""

    before: tuple[Plan, ...] = ()
    differs: Differs = Differs.WEEK
    least: int = 0

    def missing(self, plan: Plan) -> int:
        """How many more sessions would have to be placed differently."""
        return max((self._missing(plan, one) for one in self.before), default=0)

    def _missing(self, plan: Plan, before: Plan) -> int:
        pairs = zip(plan.placements, before.placements, strict=True)
        return max(0, self.least - sum(is_changed(one, b, self.differs) for one, b in pairs))

    def post(self, year: YearModel, standing: Plan = NOTHING) -> None:
        """Post it to a model. `standing`: where sessions stand that the model does not move."""
        stands = {one.key: one for one in standing.placements if one.key not in year.spans}
        for plan in self.before:
            changed = self._changes(year, plan)
            others = [one for one in plan.placements if one.key in stands]
            settled = sum(is_changed(one, stands[one.key], self.differs) for one in others)
            if changed:
                year.model.add(sum(changed) >= self.least - settled)

    def _changes(self, year: YearModel, plan: Plan) -> list[Any]:
        moving = [one for one in plan.placements if one.key in year.spans]
        return [_changed(year, one, self.differs) for one in moving]


def is_changed(one: Placement, other: Placement, differs: Differs) -> bool:
    """Whether a session is placed differently."""
    apart = abs((one.first - other.first).days)
    if differs is Differs.WEEK:
        return apart >= 7
    other_place = apart > 0 or one.venue != other.venue
    if differs is Differs.PLACE:
        return other_place
    return other_place or set(one.trainers) != set(other.trainers)


def _changed(year: YearModel, placed: Placement, differs: Differs) -> Any:
    """A literal that may hold only if the session is placed differently."""
    days = 7 if differs is Differs.WEEK else 1
    ways = _moved(year, placed, days)
    if differs is not Differs.WEEK and placed.venue is not None:
        ways.append(year.venue[placed.key, placed.venue].negated())
    if differs is Differs.ANYTHING:
        ways += [year.trainer[placed.key, name].negated() for name in placed.trainers]
    changed = year.model.new_bool_var("")
    year.model.add_bool_or([changed.negated(), *ways])
    return changed


def _moved(year: YearModel, placed: Placement, days: int) -> list[Any]:
    there = year.days.number(placed.first)
    start = year.start(placed.key)
    earlier, later = year.model.new_bool_var(""), year.model.new_bool_var("")
    year.model.add(start <= there - days).only_enforce_if(earlier)
    year.model.add(start >= there + days).only_enforce_if(later)
    return [earlier, later]
