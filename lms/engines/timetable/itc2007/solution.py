"""The solution format: one line per lecture with course, room, day and period, from 0."""

from collections.abc import Iterable

from lms.core.messages import N_
from lms.engines.timetable.itc2007.instance import Instance, Lecture
from lms.engines.timetable.itc2007.text import LONGEST_KEY, Faults, Read, Words, lines_of, number


def write_solution(instance: Instance, lectures: Iterable[Lecture]) -> bytes:
    """The lectures in the order of their courses and periods."""
    lines = []
    for lecture in sorted(lectures):
        day, period = divmod(lecture.period, instance.periods_per_day)
        course, room = instance.courses[lecture.course], instance.rooms[lecture.room]
        lines.append(f"{course.key} {room.key} {day} {period}\n")
    return "".join(lines).encode()


def read_solution(instance: Instance, data: bytes) -> Read[tuple[Lecture, ...]]:
    """The lectures of a solution file, or everything that is wrong with its form.

    Whether the timetable is any good is for `validate` to say.
    """
    faults = Faults()
    rooms = {room.key: place for place, room in enumerate(instance.rooms)}
    found = [
        lecture
        for line in lines_of(data, faults)
        if (lecture := _lecture(instance, rooms, line, faults)) is not None
    ]
    if faults.found:
        return Read(None, faults.in_order())
    return Read(tuple(found))


def _lecture(
    instance: Instance, rooms: dict[str, int], line: Words, faults: Faults
) -> Lecture | None:
    if len(line.words) != 4:
        faults.add(
            line.line,
            N_(
                "Write 4 columns: course, room, day, period. Here are %(found)s.",
                found=len(line.words),
            ),
        )
        return None
    course, room = instance.places.get(line.words[0]), rooms.get(line.words[1])
    if course is None:
        name = line.words[0][:LONGEST_KEY]
        faults.add(line.line, N_("The instance has no course %(name)s.", name=name))
    if room is None:
        name = line.words[1][:LONGEST_KEY]
        faults.add(line.line, N_("The instance has no room %(name)s.", name=name))
    day = number(line.words[2], line.line, faults, low=0, high=instance.days - 1)
    last = instance.periods_per_day - 1
    period = number(line.words[3], line.line, faults, low=0, high=last)
    if course is None or room is None or day is None or period is None:
        return None
    return Lecture(course, day * instance.periods_per_day + period, room)
