"""Days as numbers, counted from the first that a search may use."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from lms.engines.timetable.year.problem import Problem, SessionWish


class Days:
    """The days of a search, and what a session of some length covers from each of them.

    `beyond`: also days outside the plan's, for a search in which the horizon is no rule.
    """

    def __init__(self, problem: Problem, *, beyond: bool = False) -> None:
        self._weekdays = problem.weekdays
        longest = max((one.days for one in problem.sessions), default=1)
        margin = timedelta(days=_calendar_days(longest, len(problem.weekdays)))
        first, last = problem.first, problem.last
        if beyond:
            named = [first, last, *_days_named(problem)]
            room = timedelta(days=_room(problem))
            first, last = min(named) - room, max(named) + room
        self.origin = first
        self.count = (last - first).days + 1  # on which a session may begin
        self._working = [
            (first + timedelta(days=number)).isoweekday() in problem.weekdays
            for number in range((last + margin - first).days + 8)
        ]
        self._covered: dict[int, list[tuple[int, ...]]] = {}
        self._free: dict[tuple[int, frozenset[date]], frozenset[int]] = {}

    def number(self, day: date) -> int:
        return (day - self.origin).days

    def day(self, number: int) -> date:
        return self.origin + timedelta(days=number)

    def covered(self, days: int) -> list[tuple[int, ...]]:
        """For each day of beginning: the days on which a session of that length is taught."""
        if days not in self._covered:
            self._covered[days] = [self._from(start, days) for start in range(self.count)]
        return self._covered[days]

    def span(self, start: int, days: int) -> int:
        """Calendar days from the first to the last."""
        return self.covered(days)[start][-1] - start + 1

    def starts_free_of(self, days: int, closed: frozenset[date]) -> frozenset[int]:
        """The days of beginning from which no day taught is one of those closed."""
        if (days, closed) not in self._free:
            shut = {self.number(day) for day in closed}
            covered = self.covered(days)
            self._free[days, closed] = frozenset(
                start for start in range(self.count) if shut.isdisjoint(covered[start])
            )
        return self._free[days, closed]

    def starts_on_working_days(self) -> frozenset[int]:
        return frozenset(start for start in range(self.count) if self._working[start])

    def starts_unbroken(self, days: int) -> frozenset[int]:
        """The days of beginning from which no more days off lie inside than must."""
        least = self._least_gaps(days)
        covered = self.covered(days)
        return frozenset(s for s in range(self.count) if _gaps(covered[s]) <= least)

    def starts_between(self, first: int | None, last: int | None) -> frozenset[int]:
        low = max(0, first or 0)
        high = self.count - 1 if last is None else min(last, self.count - 1)
        return frozenset(range(low, high + 1))

    def starts_within(self, days: int, first: date, last: date) -> frozenset[int]:
        """The days of beginning from which all lies between two days."""
        low, high = self.number(first), self.number(last)
        covered = self.covered(days)
        return frozenset(s for s in range(self.count) if s >= low and covered[s][-1] <= high)

    @cached_property
    def months(self) -> dict[str, range]:
        """The days of beginning of each month, by year and month: "2027-03"."""
        found: dict[str, list[int]] = {}
        for number in range(self.count):
            found.setdefault(f"{self.day(number):%Y-%m}", []).append(number)
        return {name: range(days[0], days[-1] + 1) for name, days in found.items()}

    def _from(self, start: int, days: int) -> tuple[int, ...]:
        found, at = [start], start
        while len(found) < days:
            at += 1
            if self._working[at]:
                found.append(at)
        return tuple(found)

    def _least_gaps(self, days: int) -> int:
        week = (date(2001, 1, number) for number in range(1, 8))  # begins on a Monday
        working = [day.isoweekday() in self._weekdays for day in week]
        return min(_gaps(_walk(working, first, days)) for first in range(7) if working[first])


def _walk(week: list[bool], first: int, days: int) -> list[int]:
    found, at = [first], first
    while len(found) < days:
        at += 1
        if week[at % 7]:
            found.append(at)
    return found


def _gaps(days: list[int] | tuple[int, ...]) -> int:
    """How often the next day taught is not the next day."""
    return sum(after - before > 1 for before, after in pairwise(days))


def _room(problem: Problem) -> int:
    """Days in which all sessions find a place one after the other, a year at most."""
    longest = (_calendar_days(one.days, len(problem.weekdays)) for one in problem.sessions)
    gaps = (before.gap_days for one in problem.sessions for before in one.after)
    rest = max((one.rest_days for one in problem.trainers), default=0) * len(problem.sessions)
    return min(366, 31 + sum(longest) + sum(gaps) + rest)


def _calendar_days(days: int, weekdays: int) -> int:
    """No session of so many days takes longer than that."""
    return 7 * (days // weekdays + 2)


def _days_named(problem: Problem) -> Iterable[date]:
    for one in problem.sessions:
        yield from _bounds(one)
    for given in problem.given:
        yield from (given.first, given.last)


def _bounds(one: SessionWish) -> Iterable[date]:
    yield from (day for day in (one.earliest, one.latest, one.lock.first) if day)
