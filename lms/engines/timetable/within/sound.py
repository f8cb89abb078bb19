"""Whether a problem makes sense in itself: every name stands for something, every size is one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lms.engines.timetable.within.types import Item, Problem

_DAY = 96


def assert_sound(problem: "Problem") -> None:
    """Raises ValueError that names the first fault."""
    _once("day", (str(day.index) for day in problem.days))
    _once("room", (room.key for room in problem.rooms))
    _once("trainer", (trainer.key for trainer in problem.trainers))
    _once("item", (item.key for item in problem.items))
    _once("track", problem.tracks)
    if not problem.tracks or problem.grain < 1 or problem.stretch < 1:
        raise ValueError("A problem needs a track, a grain and a stretch.")
    for day in problem.days:
        _order(f"day {day.index}", day.opens, day.closes)
        _once(f"window of day {day.index}", (window.key for window in day.windows))
        for window in day.windows:
            _order(f"window {window.key}", window.start, window.end)
    names = _Names(problem)
    for item in problem.items:
        names.check(item)


def _once(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"There are two of {what} {key!r}.")
        seen.add(key)


def _order(what: str, start: int, end: int) -> None:
    if not 0 <= start < end <= _DAY:
        raise ValueError(f"The times of {what} are not in order within a day.")


class _Names:
    def __init__(self, problem: "Problem") -> None:
        self.tracks = frozenset(problem.tracks)
        self.rooms = frozenset(room.key for room in problem.rooms)
        self.trainers = frozenset(trainer.key for trainer in problem.trainers)
        self.items = frozenset(item.key for item in problem.items)
        self.days = frozenset(day.index for day in problem.days)

    def check(self, item: "Item") -> None:
        if not 1 <= item.quarters <= _DAY or item.trainers_needed < 0:
            raise ValueError(f"Item {item.key!r} has no possible length or number of trainers.")
        lock = item.lock
        if (item.needs_room and not self.rooms) or (lock.room and not item.needs_room):
            raise ValueError(f"Item {item.key!r} needs a room and there is none, or the reverse.")
        asked = {
            "track": item.tracks - self.tracks,
            "room": (item.rooms or frozenset()) - self.rooms,
            "trainer": (item.trainers or frozenset()) - self.trainers,
            "item": (item.after | item.together | item.apart) - (self.items - {item.key}),
            "locked room": {lock.room} - self.rooms - {None},
            "locked trainer": frozenset(lock.trainers or ()) - self.trainers,
            "locked day": {lock.day} - self.days - {None},
        }
        for what, unknown in asked.items():
            if unknown:
                raise ValueError(f"Item {item.key!r} names an unknown {what}: {unknown}.")
        if lock.start is not None and not 0 <= lock.start <= _DAY - item.quarters:
            raise ValueError(f"Item {item.key!r} is locked over the end of the day.")
