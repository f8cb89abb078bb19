"""An instance: courses, rooms, curricula, the periods of a week; a lecture of a timetable."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Course:
    key: str
    teacher: str
    lectures: int
    least_days: int
    students: int


@dataclass(frozen=True)
class Room:
    key: str
    capacity: int


@dataclass(frozen=True)
class Instance:
    """Curricula and unavailable times name courses by their place in `courses`.

    A period is counted through the week: day times `periods_per_day` plus period of the day.
    """

    name: str
    days: int
    periods_per_day: int
    courses: tuple[Course, ...]
    rooms: tuple[Room, ...]
    curricula: tuple[tuple[str, frozenset[int]], ...]
    unavailable: frozenset[tuple[int, int]]

    @property
    def periods(self) -> int:
        return self.days * self.periods_per_day

    def day(self, period: int) -> int:
        return period // self.periods_per_day

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of a course by its key."""
        return {course.key: place for place, course in enumerate(self.courses)}

    @cached_property
    def groups(self) -> tuple[frozenset[int], ...]:
        """Courses of which no two may lie at once: each curriculum, and each teacher's."""
        by_teacher: dict[str, set[int]] = {}
        for place, course in enumerate(self.courses):
            by_teacher.setdefault(course.teacher, set()).add(place)
        found = [members for _, members in self.curricula]
        found += [frozenset(members) for members in by_teacher.values()]
        return tuple(dict.fromkeys(group for group in found if len(group) > 1))


@dataclass(frozen=True, order=True)
class Lecture:
    """One lecture of a timetable: places of course and room, and the period of the week."""

    course: int
    period: int
    room: int
