"""The constraint models: which periods each course gets, and then which rooms.

Which room a lecture gets does not matter to the students' days, so periods come first. All that
rooms cost by their size is known from the periods alone (see `sizes`). Only the wish that a course
keeps its room is left for the second step.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lms.engines.timetable.itc2007.instance import Instance, Lecture
from lms.engines.timetable.itc2007.sizes import sizes_that_can_lack
from lms.engines.timetable.itc2007.validating import COMPACTNESS_WEIGHT, DAYS_WEIGHT

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Linear = Any  # a linear expression of the solver


class Periods:
    """Chooses the periods of each course. `taught` has a literal by (course, period)."""

    def __init__(self, instance: Instance) -> None:
        from ortools.sat.python import cp_model

        self.instance = instance
        self.model = cp_model.CpModel()
        self.taught = {
            (course, period): self.model.new_bool_var("")
            for course in range(len(instance.courses))
            for period in range(instance.periods)
            if (course, period) not in instance.unavailable
        }
        self._hard()
        self.working_days: Linear = self._working_days()
        self.compactness: Linear = self._compactness()
        self.cost: Linear = self._capacity() + self.working_days + self.compactness
        self.model.minimize(self.cost)

    def chosen(self, value: Callable[[Any], int]) -> list[tuple[int, int]]:
        """(course, period) of each lecture of a solution."""
        return [where for where, literal in self.taught.items() if value(literal)]

    def _at(self, courses: Iterable[int], period: int) -> list[Any]:
        return [self.taught[one, period] for one in courses if (one, period) in self.taught]

    def _hard(self) -> None:
        instance, everyone = self.instance, range(len(self.instance.courses))
        for place, course in enumerate(instance.courses):
            given = [self._at([place], period) for period in range(instance.periods)]
            self.model.add(sum(literal for some in given for literal in some) == course.lectures)
        for period in range(instance.periods):
            self.model.add(sum(self._at(everyone, period)) <= len(instance.rooms))
            for group in instance.groups:
                self.model.add_at_most_one(self._at(sorted(group), period))

    def _capacity(self) -> Linear:
        """People without a seat, if in each period the larger class has the larger room."""
        instance = self.instance
        lacking: list[Linear] = []
        for low, high, rooms in sizes_that_can_lack(instance):
            larger = [at for at, one in enumerate(instance.courses) if one.students >= high]
            for period in range(instance.periods):
                classes = self._at(larger, period)
                if len(classes) > rooms:
                    beyond = self.model.new_int_var(0, len(classes) - rooms, "")
                    self.model.add(beyond >= sum(classes) - rooms)
                    lacking.append((high - low) * beyond)
        return sum(lacking)

    def _working_days(self) -> Linear:
        lacking: list[Linear] = []
        for place, course in enumerate(self.instance.courses):
            used = []
            for day in range(self.instance.days):
                used.append(on_day := self.model.new_bool_var(""))
                of_day = (self._at([place], period) for period in self._periods(day))
                self.model.add_bool_or(~on_day, *(literal for one in of_day for literal in one))
            days = self.model.new_int_var(0, course.least_days, "")
            self.model.add(days >= course.least_days - sum(used))
            lacking.append(days)
        return DAYS_WEIGHT * sum(lacking)

    def _compactness(self) -> Linear:
        isolated: list[Linear] = []
        alike = Counter(members for _, members in self.instance.curricula)
        for members, times in alike.items():
            for day in range(self.instance.days):
                taught = [self._at(sorted(members), period) for period in self._periods(day)]
                around = [[], *taught, []]
                for before, now, after in zip(around, taught, around[2:], strict=False):
                    if now:
                        alone = self.model.new_bool_var("")
                        self.model.add(alone >= sum(now) - sum(before) - sum(after))
                        isolated.append(times * alone)
        return COMPACTNESS_WEIGHT * sum(isolated)

    def _periods(self, day: int) -> range:
        first = day * self.instance.periods_per_day
        return range(first, first + self.instance.periods_per_day)


class Rooms:
    """Adds rooms to lectures that may lie at the given (course, period) places.

    `taught` says by a literal, or 1, whether the lecture lies there. With literals of `Periods`
    both are chosen at once.
    """

    def __init__(
        self, instance: Instance, model: "cp_model.CpModel", taught: dict[tuple[int, int], Any]
    ) -> None:
        self.instance = instance
        self.model = model
        self.given = {
            (course, period, room): model.new_bool_var("")
            for course, period in taught
            for room in range(len(instance.rooms))
        }
        for (course, period), literal in taught.items():
            model.add(sum(self._choices(course, period)) == literal)
        for room in range(len(instance.rooms)):
            for period in range(instance.periods):
                at_once = [
                    self.given[course, period, room]
                    for course in range(len(instance.courses))
                    if (course, period) in taught
                ]
                model.add_at_most_one(at_once)
        self.cost: Linear = self._capacity() + self._stability()

    def hint_favourites(self, chosen: Iterable[tuple[int, int]]) -> None:
        """Hint rooms: the largest classes first, each into the smallest room that has seats for
        it and is free in all its periods, else where most of them are."""
        instance, periods = self.instance, dict[int, list[int]]()
        for course, period in chosen:
            periods.setdefault(course, []).append(period)
        taken: dict[tuple[int, int], int] = {}
        for course in sorted(periods, key=lambda one: -instance.courses[one].students):
            left = set(periods[course])
            while left:
                free = [
                    room
                    for room in range(len(instance.rooms))
                    if any((period, room) not in taken for period in left)
                ]
                room = min(free, key=lambda room: self._unfit(course, room, left, taken))
                here = {period for period in left if (period, room) not in taken}
                taken |= {(period, room): course for period in here}
                left -= here
        for (course, period, room), literal in self.given.items():
            self.model.add_hint(literal, taken.get((period, room)) == course)

    def _unfit(
        self, course: int, room: int, left: set[int], taken: dict[tuple[int, int], int]
    ) -> tuple[int, int, int]:
        """How badly a room serves: lectures not there, people without a seat, seats unused."""
        away = sum((period, room) in taken for period in left)
        spare = self.instance.rooms[room].capacity - self.instance.courses[course].students
        return max(0, -spare) * (len(left) - away) + away, away, spare

    def lectures(self, value: Callable[[Any], int]) -> tuple[Lecture, ...]:
        return tuple(
            Lecture(course, period, room)
            for (course, period, room), literal in self.given.items()
            if value(literal)
        )

    def _choices(self, course: int, period: int) -> Iterator[Any]:
        return (self.given[course, period, room] for room in range(len(self.instance.rooms)))

    def _capacity(self) -> Linear:
        courses, rooms = self.instance.courses, self.instance.rooms
        return sum(
            lacking * literal
            for (course, _, room), literal in self.given.items()
            if (lacking := courses[course].students - rooms[room].capacity) > 0
        )

    def _stability(self) -> Linear:
        """Rooms of a course beyond the first."""
        used: dict[tuple[int, int], Any] = {}
        for (course, _, room), literal in self.given.items():
            if (course, room) not in used:
                used[course, room] = self.model.new_bool_var("")
            self.model.add_implication(literal, used[course, room])
        beyond: list[Linear] = []
        for place in range(len(self.instance.courses)):
            rooms = [literal for (course, _), literal in used.items() if course == place]
            if rooms:
                beyond.append(more := self.model.new_int_var(0, len(rooms), ""))
                self.model.add(more >= sum(rooms) - 1)
        return sum(beyond)
