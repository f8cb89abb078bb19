"""A plain check of a plan, without solver and without the solver's arithmetic.

It walks through dates one by one, slowly, and says what a plan breaks: hard rules with the keys of
what collides, wishes with amount and cost.
"""

from dataclasses import dataclass

from lms.engines.timetable.year.broken_rules import Violation, violations
from lms.engines.timetable.year.broken_wishes import amounts
from lms.engines.timetable.year.problem import Plan, Problem, Wish
from lms.engines.timetable.year.standing import Sessions


@dataclass(frozen=True)
class Breach:
    """A wish that is not met. `keys` by wish: agency and month; two sessions; trainer; session;
    session and what moved ("date", "venue", or "trainer" with the one who is new); session and
    trainer. `amount` in the wish's unit (see Wish), `cost` = amount times weight."""

    wish: Wish
    keys: tuple[str, ...]
    amount: int
    cost: int


@dataclass(frozen=True)
class Report:
    """What a plan breaks."""

    violations: tuple[Violation, ...]
    breaches: tuple[Breach, ...]

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.breaches)

    @property
    def costs(self) -> dict[Wish, int]:
        """The cost of each wish, those met with 0."""
        found = dict.fromkeys(Wish, 0)
        for one in self.breaches:
            found[one.wish] += one.cost
        return found


def check(problem: Problem, plan: Plan) -> Report:
    """All that a plan breaks. ValueError if it does not place each session of the problem once,
    with the length, one of the venues and some of the trainers that it may have."""
    sessions = Sessions(problem, plan)
    breaches = tuple(
        Breach(wish, keys, amount, amount * problem.weight(wish))
        for wish, keys, amount in amounts(problem, sessions)
        if amount and problem.weight(wish)
    )
    return Report(tuple(violations(problem, sessions)), breaches)
