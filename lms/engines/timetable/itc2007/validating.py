"""A plain validator: counts every violation and every cost, and knows nothing of the solver."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from lms.engines.timetable.itc2007.instance import Instance, Lecture

DAYS_WEIGHT = 5
COMPACTNESS_WEIGHT = 2


@dataclass(frozen=True)
class Costs:
    """Hard violations by kind, then the weighed costs of formulation UD2.

    `lectures`: missing, too many, or two of a course at once. `conflicts`: pairs at once that
    share a curriculum or a teacher. `availability`: lectures at a forbidden time. `occupancy`:
    lectures beyond the first in a room and period.
    """

    lectures: int
    conflicts: int
    availability: int
    occupancy: int
    capacity: int
    working_days: int
    compactness: int
    stability: int

    @property
    def violations(self) -> int:
        """All hard violations; none of them may be there."""
        return self.lectures + self.conflicts + self.availability + self.occupancy

    @property
    def total(self) -> int:
        """The cost, if there are no violations."""
        return self.capacity + self.working_days + self.compactness + self.stability


def validate(instance: Instance, lectures: Iterable[Lecture]) -> Costs:
    """Every violation and cost of a timetable."""
    table = tuple(lectures)
    return Costs(
        lectures=_lectures(instance, table),
        conflicts=_conflicts(instance, table),
        availability=sum((one.course, one.period) in instance.unavailable for one in table),
        occupancy=_beyond_one((one.period, one.room) for one in table),
        capacity=sum(
            max(0, instance.courses[one.course].students - instance.rooms[one.room].capacity)
            for one in table
        ),
        working_days=DAYS_WEIGHT * _working_days(instance, table),
        compactness=COMPACTNESS_WEIGHT * _isolated(instance, table),
        stability=_stability(table),
    )


def _beyond_one(things: Iterable[tuple[int, int]]) -> int:
    return sum(number - 1 for number in Counter(things).values())


def _lectures(instance: Instance, table: tuple[Lecture, ...]) -> int:
    given = Counter(one.course for one in table)
    wrong = sum(
        abs(course.lectures - given[place]) for place, course in enumerate(instance.courses)
    )
    return wrong + _beyond_one((one.course, one.period) for one in table)


def _conflicts(instance: Instance, table: tuple[Lecture, ...]) -> int:
    at_once: dict[int, set[int]] = {}
    for one in table:
        at_once.setdefault(one.period, set()).add(one.course)
    groups: dict[int, set[int]] = {}
    for number, group in enumerate(instance.groups):
        for course in group:
            groups.setdefault(course, set()).add(number)
    return sum(
        bool(groups.get(one, set()) & groups.get(two, set()))
        for courses in at_once.values()
        for one, two in combinations(courses, 2)
    )


def _working_days(instance: Instance, table: tuple[Lecture, ...]) -> int:
    used: dict[int, set[int]] = {}
    for one in table:
        used.setdefault(one.course, set()).add(instance.day(one.period))
    return sum(
        max(0, course.least_days - len(used.get(place, ())))
        for place, course in enumerate(instance.courses)
    )


def _isolated(instance: Instance, table: tuple[Lecture, ...]) -> int:
    """Lectures of each curriculum without a neighbour of the same curriculum on their day."""
    found = 0
    for _, members in instance.curricula:
        periods = Counter(one.period for one in table if one.course in members)
        for period, number in periods.items():
            beside = (
                other
                for other in (period - 1, period + 1)
                if other in periods and instance.day(other) == instance.day(period)
            )
            found += 0 if any(True for _ in beside) else number
    return found


def _stability(table: tuple[Lecture, ...]) -> int:
    rooms: dict[int, set[int]] = {}
    for one in table:
        rooms.setdefault(one.course, set()).add(one.room)
    return sum(len(used) - 1 for used in rooms.values())
