"""A timetable laid open for the checker: who and what lies where, in plain sets."""

from collections.abc import Iterable, Iterator

from lms.engines.timetable.within.answers import Broken
from lms.engines.timetable.within.types import Item, Placed, Problem, Wish


class Table:
    """The placed items, with what is known of them."""

    def __init__(self, problem: Problem, placed: tuple[Placed, ...]) -> None:
        self.problem = problem
        self.items = {item.key: item for item in problem.items}
        self.days = {day.index: day for day in problem.days}
        self.rooms = {room.key: room for room in problem.rooms}
        self.trainers = {one.key: one for one in problem.trainers}
        self.placed = placed
        self.at = {one.item: one for one in placed}
        for one in placed:
            known = one.item in self.items and one.day in self.days
            known = known and (one.room is None or one.room in self.rooms)
            if not known or not set(one.trainers) <= self.trainers.keys():
                raise ValueError(f"{one} names something that the problem does not have.")
            if one.end - one.start != self.items[one.item].quarters:
                raise ValueError(f"{one} is not as long as the item.")
        if len(self.at) != len(placed):
            raise ValueError("An item is placed twice.")

    def item(self, one: Placed) -> Item:
        return self.items[one.item]

    def of_track(self, track: str) -> list[Placed]:
        return [one for one in self.placed if track in self.problem.tracks_of(self.item(one))]

    def taught(self, track: str, day: int) -> list[Placed]:
        """What the track learns on the day, by start."""
        found = [one for one in self.of_track(track) if one.day == day and self.item(one).teaches]
        return sorted(found, key=lambda one: one.start)

    def track_days(self) -> Iterator[tuple[str, int, list[Placed]]]:
        for track in self.problem.tracks:
            for day in self.days:
                yield track, day, self.taught(track, day)

    def broken(self, wish: Wish, amount: int, **where: object) -> Broken:
        cost = amount * self.problem.weights.get(wish, 0)
        return Broken(wish, amount, cost, **where)  # type: ignore[arg-type]


def taught_by(table: Table, trainer: str, day: int | None = None) -> list[Placed]:
    """What a trainer teaches, on one day or on all."""
    return [
        one
        for one in table.placed
        if trainer in one.trainers and table.item(one).teaches and day in {None, one.day}
    ]


def quarters(placed: Iterable[Placed]) -> set[int]:
    """The quarters of a day that are covered."""
    return {quarter for one in placed for quarter in range(one.start, one.end)}


def closed(table: Table, day: int) -> set[int]:
    """The quarters of a day that lie in a hard window."""
    windows = [one for one in table.days[day].windows if one.hard]
    return {quarter for one in windows for quarter in range(one.start, one.end)}


def runs(quarters: set[int]) -> list[tuple[int, int]]:
    """The quarters as (start, end) of unbroken stretches."""
    found: list[tuple[int, int]] = []
    for quarter in sorted(quarters):
        if found and found[-1][1] == quarter:
            found[-1] = (found[-1][0], quarter + 1)
        else:
            found.append((quarter, quarter + 1))
    return found


def total(placed: Iterable[Placed]) -> int:
    """Quarters in all."""
    return sum(one.end - one.start for one in placed)
