"""How many places rooms can lack, told from the sizes of classes and rooms alone.

With the larger class in the larger room, a period lacks at each size the classes larger than it
less the rooms larger than it (Lach and Luebbecke, Annals of Operations Research 194, 2012).
"""

from itertools import pairwise

from lms.engines.timetable.itc2007.instance import Instance


def sizes_that_can_lack(instance: Instance) -> list[tuple[int, int, int]]:
    """(low, high, rooms): from `low` up to `high` people all classes and rooms are alike larger
    or not. There are so many rooms of at least `high`, and more courses."""
    sizes = {0} | {one.capacity for one in instance.rooms}
    sizes |= {one.students for one in instance.courses}
    found = []
    for low, high in pairwise(sorted(sizes)):
        rooms = sum(room.capacity >= high for room in instance.rooms)
        if sum(course.students >= high for course in instance.courses) > rooms:
            found.append((low, high, rooms))
    return found
