"""A first plan of a large year in a moment: one session after the other, where it fits best.

What does not fit is tried again earlier in the next round (squeaky wheel: Joslin and Clements,
1999). That no plan is found proves nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lms.engines.timetable.year.check import check
from lms.engines.timetable.year.days import Days
from lms.engines.timetable.year.model import YearModel
from lms.engines.timetable.year.problem import (
    Given,
    Placement,
    Plan,
    Problem,
    SessionWish,
    Wish,
    as_given,
)
from lms.engines.timetable.year.wishes import weeks_away

PATIENCE = 3  # rounds that may end at the same session


@dataclass(frozen=True)
class Attempt:
    """A plan that keeps all rules; or the session at which it failed, where it was one."""

    plan: Plan | None = None
    stuck: str | None = None


def greedy(problem: Problem, days: Days, unlike: tuple[Plan, ...] = ()) -> Attempt:
    """Try to place all sessions. `unlike`: plans of which each session begins in another week."""
    possible = YearModel(problem, days).possible
    for placement in (one for plan in unlike for one in plan.placements):
        if placement.key in possible:
            there = days.number(placement.first)
            others = [first for first in possible[placement.key] if abs(first - there) >= 7]
            possible[placement.key] = others
    wanted = sorted(problem.sessions, key=lambda one: (len(possible[one.key]), one.key))
    failed = Counter[str]()
    while True:
        board = _Board(problem, days, possible)
        placed: dict[str, Placement] = {}
        for one in _in_order(wanted):
            found = board.place(one)
            if found is None:
                break
            placed[one.key] = found
        else:
            return _attempt(problem, placed)
        failed[one.key] += 1
        if failed[one.key] == PATIENCE:
            return Attempt(stuck=one.key)
        _bring_forward(wanted, one)


def _attempt(problem: Problem, placed: dict[str, Placement]) -> Attempt:
    if len(placed) < len(problem.sessions):
        return Attempt()  # some wait for each other
    plan = Plan(tuple(placed[one.key] for one in problem.sessions))
    return Attempt() if check(problem, plan).violations else Attempt(plan)


def _bring_forward(wanted: list[SessionWish], one: SessionWish) -> None:
    """It is tried first the next time, after those that it must come after."""
    before = {after.key for after in one.after}
    first = [other for other in wanted if other.key in before] + [one]
    for other in first:
        wanted.remove(other)
    wanted[:0] = first


def _in_order(wanted: list[SessionWish]) -> Iterator[SessionWish]:
    """The sessions as wanted, but none before those that it must come after."""
    waiting = list(wanted)
    while waiting:
        keys = {one.key for one in waiting}
        ready = [one for one in waiting if keys.isdisjoint(before.key for before in one.after)]
        if not ready:
            return  # they wait for each other
        yield ready[0]
        waiting.remove(ready[0])


class _Board:
    """What is taken by the sessions placed so far."""

    def __init__(self, problem: Problem, days: Days, possible: dict[str, list[int]]) -> None:
        self._problem = problem
        self._possible = possible
        self._days = days
        self._venues = {one.key: one for one in problem.venues}
        self._trainers = {one.key: one for one in problem.trainers}
        self._agencies = {one.key: one for one in problem.agencies}
        self._rooms = Counter[tuple[str, int]]()
        self._busy: defaultdict[str, set[int]] = defaultdict(set)
        self._taught = Counter[str]()
        self._months = Counter[tuple[str, str, str]]()  # what, whose and when
        self._courses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._ends: dict[str, int] = {}
        self._followed = _followed(problem, possible)
        for given in problem.given:
            self._take(given)

    def place(self, one: SessionWish) -> Placement | None:
        """Take the best place that is left."""
        soonest = max((self._ends[a.key] + a.gap_days for a in one.after), default=0)
        until = self._followed.get(one.key)
        covered_from = self._days.covered(one.days)
        starts = [
            first
            for first in self._possible[one.key]
            if first >= soonest and (until is None or covered_from[first][-1] < until)
        ]
        cost = {first: self._cost(one, first, covered_from[first][-1] + 1) for first in starts}
        for first in sorted(starts, key=lambda first: (cost[first], first)):
            if not self._sends(one, first):
                continue
            covered = covered_from[first]
            span = range(first, covered[-1] + 1)
            venue = self._venue(one, span, covered)
            trainers = self._free(one, span, covered)
            if (venue is None and one.venue_choices) or trainers is None:
                continue
            first_day, last_day = self._days.day(first), self._days.day(span.stop - 1)
            found = Placement(one.key, first_day, last_day, venue, trainers)
            self._take(as_given(one, found))
            return found
        return None

    def _cost(self, one: SessionWish, first: int, end: int) -> int:
        """About what it costs to begin there."""
        problem, number = self._problem, self._days.number
        cost = problem.weight(Wish.COURSE_APART) * self._too_close(one, first, end)
        if one.preferred:
            windows = [(number(window.first), number(window.last)) for window in one.preferred]
            cost += problem.weight(Wish.PREFERRED) * weeks_away(first, windows)
        if one.current and first != number(one.current.first):
            cost += problem.weight(Wish.FEW_MOVES)
        month = self._month(first)
        full = sum(self._months["days", taking.agency, month] for taking in one.agencies)
        return cost + problem.weight(Wish.EVEN_AGENCIES) * full

    def _too_close(self, one: SessionWish, first: int, end: int) -> int:
        """Weeks missing to the sessions of its course."""
        apart = self._problem.apart_days
        free = [max(other - end, first - until) for other, until in self._courses[one.course]]
        return sum(-(-max(0, apart - days) // 7) for days in free)

    def _sends(self, one: SessionWish, first: int) -> bool:
        month = self._month(first)
        for taking in one.agencies:
            agency = self._agencies[taking.agency]
            people = self._months["people", agency.key, month] + taking.people * one.days
            sessions = self._months["sessions", agency.key, month] + 1
            if _above(people, agency.most_people_days_in_month):
                return False
            if _above(sessions, agency.most_sessions_in_month):
                return False
        return True

    def _venue(self, one: SessionWish, span: range, covered: tuple[int, ...]) -> str | None:
        """A venue that is free, if there is one."""
        for choice in one.venue_choices:
            venue = self._venues[choice.venue]
            asked = one.lock.venue in {None, venue.key} and venue.capacity >= one.seats
            if not asked or any(self._days.day(day) in venue.closed for day in covered):
                continue
            if all(self._rooms[venue.key, day] + choice.rooms <= venue.rooms for day in span):
                return venue.key
        return None

    def _free(
        self, one: SessionWish, span: range, covered: tuple[int, ...]
    ) -> tuple[str, ...] | None:
        """As many trainers as needed, those who have taught least; None if there are too few."""
        free = [key for key in one.trainer_choices if self._can(key, one, span, covered)]
        if not set(one.lock.trainers) <= set(free):
            return None
        rest = sorted(set(free) - set(one.lock.trainers), key=lambda key: (self._taught[key], key))
        found = (*one.lock.trainers, *rest)[: one.trainers_wanted]
        return found if len(found) == one.trainers_wanted else None

    def _can(self, key: str, one: SessionWish, span: range, covered: tuple[int, ...]) -> bool:
        trainer = self._trainers[key]
        if any(self._days.day(day) in trainer.away for day in covered):
            return False
        days = self._months["taught", key, self._month(span.start)] + one.days
        if _above(days, trainer.most_days_in_month):
            return False
        return self._busy[key].isdisjoint(range(span.start, span.stop + trainer.rest_days))

    def _take(self, one: Given) -> None:
        first, end = self._days.number(one.first), self._days.number(one.last) + 1
        month = f"{one.first:%Y-%m}"
        self._ends[one.key] = end
        if one.course:
            self._courses[one.course].append((first, end))
        for day in range(first, end):
            self._rooms[one.venue or "", day] += one.rooms
        for key in one.trainers:
            self._busy[key].update(range(first, end + self._trainers[key].rest_days))
            self._taught[key] += one.days
            self._months["taught", key, month] += one.days
        for taking in one.agencies:
            self._months["people", taking.agency, month] += taking.people * one.days
            self._months["sessions", taking.agency, month] += 1
            self._months["days", taking.agency, month] += one.days

    def _month(self, first: int) -> str:
        return f"{self._days.day(first):%Y-%m}"


def _followed(problem: Problem, possible: dict[str, list[int]]) -> dict[str, int]:
    """Before which day a session must end, so that those after it have a day to begin on."""
    found: dict[str, int] = {}
    for one in problem.sessions:
        for before in one.after:
            last = max(possible[one.key], default=0) - before.gap_days
            found[before.key] = min(last, found.get(before.key, last))
    return found


def _above(load: int, most: int | None) -> bool:
    return most is not None and load > most
