"""Simulated annealing of the periods, each step over all periods at once.

One lecture after the other is taken out and put back. What each period would cost is known for
all periods together, so that the period is drawn by its probability at the present temperature
(a heat bath) instead of trying one and mostly refusing it. Clashes are allowed at a price, without
which a full timetable could hardly move. The many small sums are numpy's.

Time is laid out with an empty period on either side of each day, so that the first and last
period of a day have neighbours like any other.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.engines.timetable.itc2007.instance import Instance
from lms.engines.timetable.itc2007.sizes import sizes_that_can_lack
from lms.engines.timetable.itc2007.validating import COMPACTNESS_WEIGHT, DAYS_WEIGHT

HOT, COLD = 6.0, 0.3  # temperatures of the first and the last sweep, in units of cost
CHEAP, DEAR = 10.0, 40.0  # prices of a clash at first and at last
WARM = 1.5  # below it, each sweep may be the best
DEARER = 0.05  # by which a clash that lasts gets dearer with each sweep then, in its first prices
NEVER = 1e6  # price of a period at which the course must not be
NOISE = 1024  # rows of random numbers drawn at once


@dataclass(frozen=True)
class Annealed:
    """The (course, period) of each lecture; `clashes` are hard violations that are left."""

    chosen: tuple[tuple[int, int], ...]
    clashes: int
    cost: int


def anneal(instance: Instance, seconds: float, seed: int, stop: Callable[[], bool]) -> Annealed:
    """The best choice of periods that one chain finds in the time; asks `stop` at each sweep."""
    chain = _Chain(instance, seed)
    best = chain.now()
    began = time.monotonic()
    while (gone := (time.monotonic() - began) / seconds) < 1 and not stop():
        temperature = HOT * (COLD / HOT) ** gone
        chain.sweep(temperature, CHEAP * (DEAR / CHEAP) ** gone)
        if temperature < WARM:
            chain.make_dearer()
            best = min(best, chain.now(), key=lambda one: (one.clashes, one.cost))
    return best


class _Chain:
    def __init__(self, instance: Instance, seed: int) -> None:
        import numpy as np

        self.np = np
        self.instance = instance
        self._draw = np.random.default_rng(seed)
        self._stride = instance.periods_per_day + 2
        self._width = instance.days * self._stride
        self._places = [
            instance.day(period) * self._stride + 1 + period % instance.periods_per_day
            for period in range(instance.periods)
        ]
        self._period_of = {place: period for period, place in enumerate(self._places)}
        self._lay_out_courses()
        self._lay_out_curricula()
        self._lay_out_sizes()
        self._noise: Any = None
        self._noise_row = NOISE
        self._start()

    def _lay_out_courses(self) -> None:
        """Forbidden periods, and how many lectures of each period a course would clash with."""
        np, instance, count = self.np, self.instance, len(self.instance.courses)
        self._forbidden = np.full((count, self._width), NEVER)
        for course in range(count):
            for period, place in enumerate(self._places):
                if (course, period) not in instance.unavailable:
                    self._forbidden[course, place] = 0.0
        self._clash = np.zeros((count, count))  # its rows are what each course clashes with
        for group in instance.groups:
            members = list(group)
            self._clash[np.ix_(members, members)] = 1.0
        np.fill_diagonal(self._clash, 0.0)
        self._may_clash = self._clash > 0
        self._clashes = np.zeros((count, self._width))
        self._days = [[0] * instance.days for _ in range(count)]

    def _lay_out_curricula(self) -> None:
        """For each curriculum and period: lectures, and which of the five periods around it have
        some, as bits. The bits tell what one more lecture there would cost."""
        np, instance = self.np, self.instance
        rows = len(instance.curricula)
        self._of = [
            np.array(
                [n for n, (_, members) in enumerate(instance.curricula) if course in members]
            ).astype(np.intp)
            for course in range(len(instance.courses))
        ]
        self._lectures = np.zeros((rows, self._width), np.int8)
        self._around = np.zeros((rows, self._width + 4), np.int8)
        self._inside = self._around[:, 2:-2]
        self._bits = np.array([16, 8, 4, 2, 1], np.int8)
        self._adds = np.array([_added(code) for code in range(32)], float)
        self._alone = np.array([_alone(code) for code in range(32)])

    def _lay_out_sizes(self) -> None:
        """For each size of class that rooms can lack: the larger lectures of each period. The
        first row counts all lectures, of which there may be one for each room."""
        np, instance = self.np, self.instance
        lacking = sizes_that_can_lack(instance)
        self._weights = np.array([DEAR, *(high - low for low, high, _ in lacking)], float)
        self._room = np.array([[len(instance.rooms)], *([rooms] for _, _, rooms in lacking)])
        self._larger = np.zeros((len(lacking) + 1, self._width), np.int32)
        self._rows = [
            1 + sum(course.students >= high for _, high, _ in lacking)
            for course in instance.courses
        ]

    def _start(self) -> None:
        """Lectures of the courses with the most clashes first, each where it costs least."""
        self._price = DEAR
        order = sorted(
            (
                course
                for course, one in enumerate(self.instance.courses)
                for _ in range(one.lectures)
            ),
            key=lambda course: -self._clash[course].sum(),
        )
        self._courses = order
        self._at: list[int] = []
        for course in order:
            self._at.append(self._choose(course, COLD))
            self._put(course, self._at[-1])

    def sweep(self, temperature: float, price: float) -> None:
        """Take out and put back each lecture once, in an order by chance, at a price of clashes."""
        self._price = self._weights[0] = price
        for lecture in self._draw.permutation(len(self._courses)).tolist():
            course = self._courses[lecture]
            self._lift(course, self._at[lecture])
            self._at[lecture] = place = self._choose(course, temperature)
            self._put(course, place)

    def make_dearer(self) -> None:
        """Raise the price of the clashes that there are, so that none lasts for ever."""
        there = self._there()
        lasting = (there @ there.T > 0) & self._may_clash
        if lasting.any():
            self._clash += DEARER * lasting
            self._clashes = self._clash @ there

    def _there(self) -> Any:
        """The number of lectures by course and place."""
        there = self.np.zeros(self._clashes.shape)
        self.np.add.at(there, (self._courses, self._at), 1.0)
        return there

    def _choose(self, course: int, temperature: float) -> int:
        """A place, drawn by what it would cost: the least after noise of the temperature."""
        rows = self._rows[course]
        cost = self._weights[:rows] @ (self._larger[:rows] >= self._room[:rows])
        cost += self._forbidden[course]
        cost += self._price * self._clashes[course]
        cost += self._adds[self._inside[self._of[course]]].sum(0)
        days = self._days[course]
        if len(days) - days.count(0) < self.instance.courses[course].least_days:
            for day, lectures in enumerate(days):
                if not lectures:
                    cost[day * self._stride : (day + 1) * self._stride] -= DAYS_WEIGHT
        cost -= temperature * self._next_noise()
        return int(cost.argmin())

    def _next_noise(self) -> Any:
        """Gumbel noise: the place with the least cost less noise is one drawn by its weight."""
        if self._noise_row == NOISE:
            self._noise = self._draw.gumbel(size=(NOISE, self._width))
            self._noise_row = 0
        self._noise_row += 1
        return self._noise[self._noise_row - 1]

    def _put(self, course: int, place: int) -> None:
        self._count(course, place, 1)
        curricula = self._of[course]
        if self._clashes[course, place]:
            before = self._lectures[curricula, place]
            self._lectures[curricula, place] = before + 1
            curricula = curricula[before == 0]
        else:
            self._lectures[curricula, place] = 1
        self._around[curricula, place : place + 5] += self._bits

    def _lift(self, course: int, place: int) -> None:
        self._count(course, place, -1)
        curricula = self._of[course]
        if self._clashes[course, place]:
            after = self._lectures[curricula, place] - 1
            self._lectures[curricula, place] = after
            curricula = curricula[after == 0]
        else:
            self._lectures[curricula, place] = 0
        self._around[curricula, place : place + 5] -= self._bits

    def _count(self, course: int, place: int, more: int) -> None:
        self._clashes[:, place] += more * self._clash[course]
        self._larger[: self._rows[course], place] += more
        self._days[course][place // self._stride] += more
        self._forbidden[course, place] += more * NEVER

    def now(self) -> Annealed:
        """The choice as it stands, with its clashes and its cost."""
        chosen = tuple(
            (course, self._period_of.get(place, 0))
            for course, place in zip(self._courses, self._at, strict=True)
        )
        over = self.np.maximum(self._larger - self._room, 0).sum(1)
        there = self._there()
        pairs = ((self._may_clash @ there) * there).sum()
        forbidden = sum(
            self._forbidden[course, place] > 1.5 * NEVER or place not in self._period_of
            for course, place in zip(self._courses, self._at, strict=True)
        )
        lacking = sum(
            max(0, one.least_days - len(days) + days.count(0))
            for one, days in zip(self.instance.courses, self._days, strict=True)
        )
        cost = (
            int(over[1:] @ self._weights[1:])
            + DAYS_WEIGHT * lacking
            + int(self._alone[self._inside].sum())
        )
        return Annealed(chosen, round(pairs / 2) + int(over[0]) + forbidden, cost)


def _seen(code: int) -> tuple[bool, ...]:
    """The five periods around one, of which it is the third, that have a lecture."""
    return tuple(bool(code >> place & 1) for place in range(5))


def _added(code: int) -> int:
    """What a lecture put into the middle adds: it may be alone, and may end others' being so."""
    before2, before, here, after, after2 = _seen(code)
    if here:
        return 0
    alone = not before and not after
    ended = (before and not before2) + (after and not after2)
    return COMPACTNESS_WEIGHT * (alone - ended)


def _alone(code: int) -> int:
    _, before, here, after, _ = _seen(code)
    return COMPACTNESS_WEIGHT * (here and not before and not after)
