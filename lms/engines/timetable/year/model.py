"""The decisions of a plan as variables of CP-SAT.

Each session has a day of beginning, one of its venues and some of its trainers. Rules are posted
by `hard`, wishes by `wishes`. A rule may be hard, or soft: then a literal says whether it is kept.
"""

from collections.abc import Iterable
from typing import Any

from lms.engines.timetable.year.dates import date_rules
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.problem import Placement, Plan, Problem, SessionWish
from lms.engines.timetable.year.rules import Rule


class Span:
    """From when to when a session holds its venue and trainers; `size` and `end` may be fixed."""

    def __init__(self, model: Any, start: Any, spans: dict[int, int], name: str) -> None:
        """`spans`: the calendar days it takes from each day of beginning that is possible."""
        self.start = start
        self._model = model
        self._size: Any
        self.end: Any  # the day after the last
        sizes = set(spans.values())
        if len(sizes) == 1:
            self._size = next(iter(sizes))
            self.end = start + self._size
            return
        self._size = model.new_int_var(min(sizes), max(sizes), f"span {name}")
        self.end = model.new_int_var(0, max(spans) + max(sizes), f"end {name}")
        model.add(self.end == start + self._size)
        model.add_allowed_assignments([start, self._size], list(spans.items()))

    def interval(self, present: Any, rest: int = 0) -> Any:
        """It as an interval that counts only when `present`, with days of rest behind it."""
        if isinstance(self._size, int):
            return self._model.new_optional_fixed_size_interval_var(
                self.start, self._size + rest, present, ""
            )
        return self._model.new_optional_interval_var(
            self.start, self._size + rest, self.end + rest, present, ""
        )


def even_share(total: int, among: int) -> int:
    """A share that each may have before it is called uneven, rounded up."""
    return -(-total // among) if among else 0


def even_trainer_share(problem: Problem) -> int:
    """The days that each trainer who may teach has to teach, were they even."""
    pool = {key for one in problem.sessions for key in one.trainer_choices}
    wanted = sum(one.days * one.trainers_wanted for one in problem.sessions)
    given = sum(one.days * len(pool & set(one.trainers)) for one in problem.given)
    return even_share(wanted + given, len(pool))


class YearModel:
    """The variables of a problem on some days. `soft`: rules that may be broken; all others hold.

    `trainer_share`: the days of a trainer that are even, where the problem is a part of a larger.
    """

    def __init__(
        self,
        problem: Problem,
        days: Days,
        *,
        soft: Iterable[Rule] = (),
        trainer_share: int | None = None,
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.days = days
        self.trainer_share = even_trainer_share(problem) if trainer_share is None else trainer_share
        self.model: Any = cp_model.CpModel()
        self._domain = cp_model.Domain
        self.kept = {one: self.model.new_bool_var(f"kept {one}") for one in soft}
        self.possible: dict[str, list[int]] = {}  # the days of beginning that hard rules leave
        self.spans: dict[str, Span] = {}
        self.venue: dict[tuple[str, str], Any] = {}
        self.trainer: dict[tuple[str, str], Any] = {}
        self._month: dict[tuple[str, str], Any] = {}
        for one in problem.sessions:
            self._add_session(one)

    def gate(self, rule: Rule) -> list[Any]:
        """The literals under which a rule is posted: none if it is hard."""
        return [self.kept[rule]] if rule in self.kept else []

    def date_rules(self, one: SessionWish) -> dict[Rule, frozenset[int]]:
        return date_rules(self.problem, self.days, one)

    def start(self, key: str) -> Any:
        return self.spans[key].start

    def restrict(self, key: str, starts: frozenset[int], only_if: list[Any]) -> None:
        """The session begins on one of these days, if all of those literals hold."""
        domain = self._domain.FromValues(sorted(starts))
        found = self.model.add_linear_expression_in_domain(self.start(key), domain)
        if only_if:
            found.only_enforce_if(only_if)

    def months_of(self, one: SessionWish) -> dict[str, Any]:
        """For each month: whether the session begins in it."""
        names = list(self.days.months)
        if (one.key, names[0]) not in self._month:
            for name, days in self.days.months.items():
                var = self._month[one.key, name] = self.model.new_bool_var(f"{one.key} in {name}")
                self.restrict(one.key, frozenset(days), [var])
            self.model.add_exactly_one([self._month[one.key, name] for name in names])
        return {name: self._month[one.key, name] for name in names}

    def both(self, one: Any, other: Any, name: str = "") -> Any:
        """A literal that holds exactly if both do."""
        found = self.model.new_bool_var(name)
        self.model.add_bool_and([one, other]).only_enforce_if(found)
        self.model.add_bool_or([one.negated(), other.negated(), found])
        return found

    def plan(self, value: Any) -> Plan:
        """The plan of a solution; `value` gives the value of a variable."""
        return Plan(tuple(self._placement(one, value) for one in self.problem.sessions))

    def hint(self, plan: Plan) -> None:
        """Begin the search at a plan that is known."""
        for placed in plan.placements:
            if placed.key in self.spans:
                self.model.add_hint(self.start(placed.key), self.days.number(placed.first))
        chosen = {(one.key, one.venue) for one in plan.placements}
        for pair, var in self.venue.items():
            self.model.add_hint(var, pair in chosen)
        taught = {(one.key, name) for one in plan.placements for name in one.trainers}
        for pair, var in self.trainer.items():
            self.model.add_hint(var, pair in taught)

    def _add_session(self, one: SessionWish) -> None:
        self._add_start(one)
        for choice in one.venue_choices:
            name = f"{one.key} at {choice.venue}"
            self.venue[one.key, choice.venue] = self.model.new_bool_var(name)
        for trainer in one.trainer_choices:
            name = f"{one.key} by {trainer}"
            self.trainer[one.key, trainer] = self.model.new_bool_var(name)

    def _add_start(self, one: SessionWish) -> None:
        possible = frozenset(range(self.days.count))
        for named, starts in self.date_rules(one).items():
            if named not in self.kept:
                possible &= starts
        if not possible:
            self.model.add_bool_or([])  # nothing fits
            possible = frozenset({0})
        domain = self._domain.FromValues(sorted(possible))
        start = self.model.new_int_var_from_domain(domain, f"start {one.key}")
        spans = {first: self.days.span(first, one.days) for first in sorted(possible)}
        self.possible[one.key] = sorted(possible)
        self.spans[one.key] = Span(self.model, start, spans, one.key)

    def _placement(self, one: SessionWish, value: Any) -> Placement:
        first = value(self.start(one.key))
        last = first + self.days.span(first, one.days) - 1
        at = [c.venue for c in one.venue_choices if value(self.venue[one.key, c.venue])]
        by = [name for name in one.trainer_choices if value(self.trainer[one.key, name])]
        first_day, last_day = self.days.day(first), self.days.day(last)
        return Placement(one.key, first_day, last_day, at[0] if at else None, tuple(by))
