"""A plain checker of timetables. It knows the rules in words and nothing of the solver's model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from lms.engines.timetable.within.types import (
    Broken,
    Item,
    ItemClass,
    Placed,
    Problem,
    Rule,
    RuleKind,
    Wish,
)


@dataclass(frozen=True)
class Check:
    """What a timetable breaks. `missing` are items that it does not place."""

    violations: tuple[Rule, ...]
    missing: tuple[str, ...]
    amounts: dict[Wish, int]
    broken: tuple[Broken, ...]
    cost: int


def check(problem: Problem, placed: Iterable[Placed]) -> Check:
    """Every hard rule that the timetable violates and every wish it misses.

    Raises ValueError for an item, day, room or trainer that the problem does not have and for an
    item placed twice.
    """
    table = _Table(problem, tuple(placed))
    violations = tuple(dict.fromkeys(_violations(table)))
    broken = tuple(one for wish in _WISHES for one in wish(table))
    amounts = dict.fromkeys(Wish, 0)
    for one in broken:
        amounts[one.wish] += one.amount
    missing = tuple(item.key for item in problem.items if item.key not in table.at)
    return Check(violations, missing, amounts, broken, sum(one.cost for one in broken))


class _Table:
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


def _meet(one: Placed, day: int, start: int, end: int) -> bool:
    return one.day == day and one.start < end and start < one.end


def _violations(table: _Table) -> Iterator[Rule]:
    for one in table.placed:
        item = table.item(one)
        yield from _time_violations(table, one, item)
        yield from _room_violations(table, one, item)
        yield from _trainer_violations(table, one, item)
        yield from _pair_violations(table, one, item)
    for one, two in combinations(table.placed, 2):
        if _meet(one, two.day, two.start, two.end):
            yield from _meeting_violations(table, one, two)
    yield from _load_violations(table)


def _time_violations(table: _Table, one: Placed, item: Item) -> Iterator[Rule]:
    day = table.days[one.day]
    if one.start < day.opens or one.end > day.closes:
        yield Rule(RuleKind.HOURS, day=day.index)
    for window in day.windows:
        if window.hard and item.teaches and _meet(one, day.index, window.start, window.end):
            yield Rule(RuleKind.WINDOW, day=day.index, window=window.key)
    wrong_day = item.days is not None and one.day not in item.days
    if wrong_day or one.start < item.earliest or one.end > item.latest:
        yield Rule(RuleKind.WHEN, item=item.key)
    if item.lock.day not in {None, one.day} or item.lock.start not in {None, one.start}:
        yield Rule(RuleKind.LOCKED_TIME, item=item.key)


def _room_violations(table: _Table, one: Placed, item: Item) -> Iterator[Rule]:
    if one.room is None:
        if item.needs_room:
            yield Rule(RuleKind.ROOM_FIT, item=item.key)
        return
    room = table.rooms[one.room]
    if room.capacity < item.seats:
        yield Rule(RuleKind.ROOM_LARGE, item=item.key)
    if (item.rooms is not None and room.key not in item.rooms) or item.tags - room.tags:
        yield Rule(RuleKind.ROOM_FIT, item=item.key)
    if item.lock.room not in {None, room.key}:
        yield Rule(RuleKind.LOCKED_ROOM, item=item.key)
    for span in room.closed:
        if _meet(one, span.day, span.start, span.end):
            yield Rule(RuleKind.ROOM_OPEN, room=room.key, day=span.day)


def _trainer_violations(table: _Table, one: Placed, item: Item) -> Iterator[Rule]:
    allowed = table.trainers.keys() if item.trainers is None else item.trainers
    if len(set(one.trainers)) != item.trainers_needed or set(one.trainers) - allowed:
        yield Rule(RuleKind.TRAINERS_OF, item=item.key)
    if item.lock.trainers is not None and set(item.lock.trainers) != set(one.trainers):
        yield Rule(RuleKind.LOCKED_TRAINERS, item=item.key)
    for key in one.trainers:
        for span in table.trainers[key].away:
            if _meet(one, span.day, span.start, span.end):
                yield Rule(RuleKind.TRAINER_FREE, trainer=key, day=span.day)


def _pair_violations(table: _Table, one: Placed, item: Item) -> Iterator[Rule]:
    order = {day: place for place, day in enumerate(table.days)}
    for other in item.after | item.together | item.apart:
        two = table.at.get(other)
        if two is None:
            continue
        ours, theirs = (order[one.day], one.start), (order[two.day], two.start)
        if other in item.after and ours < (order[two.day], two.end):
            yield Rule(RuleKind.ORDER, item=item.key, other=other)
        if other in item.together and ours != theirs:
            yield Rule(RuleKind.TOGETHER, item=item.key, other=other)
        if other in item.apart and one.day == two.day:
            yield Rule(RuleKind.APART, item=item.key, other=other)


def _meeting_violations(table: _Table, one: Placed, two: Placed) -> Iterator[Rule]:
    if one.room is not None and one.room == two.room:
        yield Rule(RuleKind.ROOM_ONCE, room=one.room)
    for key in sorted(set(one.trainers) & set(two.trainers)):
        yield Rule(RuleKind.TRAINER_ONCE, trainer=key)
    theirs = table.problem.tracks_of(table.item(two))
    for track in table.problem.tracks_of(table.item(one)):
        if track in theirs:
            yield Rule(RuleKind.TRACK_ONCE, track=track)


def _load_violations(table: _Table) -> Iterator[Rule]:
    for trainer in table.problem.trainers:
        for day in table.days:
            load = sum(one.end - one.start for one in _teaching(table, trainer.key, day))
            if trainer.most_per_day is not None and load > trainer.most_per_day:
                yield Rule(RuleKind.TRAINER_LOAD, trainer=trainer.key, day=day)


def _teaching(table: _Table, trainer: str, day: int | None = None) -> list[Placed]:
    return [
        one
        for one in table.placed
        if trainer in one.trainers and table.item(one).teaches and day in {None, one.day}
    ]


def _quarters(placed: Iterable[Placed]) -> set[int]:
    return {quarter for one in placed for quarter in range(one.start, one.end)}


def _closed(table: _Table, day: int) -> set[int]:
    windows = [one for one in table.days[day].windows if one.hard]
    return {quarter for one in windows for quarter in range(one.start, one.end)}


def _runs(quarters: set[int]) -> list[tuple[int, int]]:
    """The quarters as (start, end) of unbroken stretches."""
    runs: list[tuple[int, int]] = []
    for quarter in sorted(quarters):
        if runs and runs[-1][1] == quarter:
            runs[-1] = (runs[-1][0], quarter + 1)
        else:
            runs.append((quarter, quarter + 1))
    return runs


def _order(table: _Table) -> Iterator[Broken]:
    place = {day: number for number, day in enumerate(table.days)}
    seen: set[tuple[str, str]] = set()
    for track in table.problem.tracks:
        of_track = {one.item for one in table.of_track(track) if table.item(one).teaches}
        listed = [item.key for item in table.problem.items if item.key in of_track]
        for pair in pairwise(listed):
            first, second = table.at[pair[0]], table.at[pair[1]]
            turned = (place[second.day], second.start) < (place[first.day], first.start)
            if turned and pair not in seen:
                seen.add(pair)
                yield table.broken(Wish.ORDER, 1, item=pair[0], other=pair[1])


def _practical_last(table: _Table) -> Iterator[Broken]:
    seen: set[str] = set()
    for track, day, taught in table.track_days():
        end = max((one.end for one in taught), default=0)
        for one in taught:
            practical = table.item(one).kind is ItemClass.PRACTICAL
            if practical and one.end == end and one.item not in seen:
                seen.add(one.item)
                yield table.broken(Wish.PRACTICAL_LAST, 1, item=one.item, track=track, day=day)


def _long_stretch(table: _Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        for start, end in _runs(_quarters(taught)):
            over = end - start - table.problem.stretch
            if over > 0:
                where = {"track": track, "day": day, "start": start, "end": end}
                yield table.broken(Wish.LONG_STRETCH, over, **where)


def _trainer_gap(table: _Table) -> Iterator[Broken]:
    for trainer in table.problem.trainers:
        for day in table.days:
            busy = _quarters(_teaching(table, trainer.key, day))
            if not busy:
                continue
            start, end = min(busy), max(busy) + 1
            gap = len(set(range(start, end)) - busy - _closed(table, day))
            if gap:
                where = {"trainer": trainer.key, "day": day, "start": start, "end": end}
                yield table.broken(Wish.TRAINER_GAP, gap, **where)


def _room_change(table: _Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        rooms = tuple(dict.fromkeys(one.room for one in taught if one.room is not None))
        if len(rooms) > 1:
            yield table.broken(Wish.ROOM_CHANGE, len(rooms) - 1, track=track, day=day, rooms=rooms)


def _uneven_load(table: _Table) -> Iterator[Broken]:
    asked = [one for one in table.problem.items if one.teaches and one.trainers_needed]
    loads = {
        trainer.key: len_of(_teaching(table, trainer.key))
        for trainer in table.problem.trainers
        if any(one.trainers is None or trainer.key in one.trainers for one in asked)
    }
    if loads:
        most, least = max(loads, key=loads.__getitem__), min(loads, key=loads.__getitem__)
        if loads[most] > loads[least]:
            amount = loads[most] - loads[least]
            yield table.broken(Wish.UNEVEN_LOAD, amount, trainer=most, other=least)


def len_of(placed: Iterable[Placed]) -> int:
    """Quarters in all."""
    return sum(one.end - one.start for one in placed)


def _idle(table: _Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        end = max((one.end for one in taught), default=0)
        covered = _quarters(one for one in table.of_track(track) if one.day == day)
        empty = set(range(table.days[day].opens, end)) - covered - _closed(table, day)
        for start, stop in _runs(empty):
            where = {"track": track, "day": day, "start": start, "end": stop}
            yield table.broken(Wish.IDLE, stop - start, **where)


def _late_end(table: _Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        closes = table.days[day].closes
        late = len([quarter for quarter in _quarters(taught) if closes - 4 <= quarter < closes])
        if late:
            yield table.broken(Wish.LATE_END, late, track=track, day=day)


def _soft_window(table: _Table) -> Iterator[Broken]:
    for track, day, taught in table.track_days():
        for window in table.days[day].windows:
            inside = set() if window.hard else set(range(window.start, window.end))
            for one in taught:
                met = len(inside & _quarters([one]))
                if met:
                    where = {"track": track, "day": day, "window": window.key, "item": one.item}
                    yield table.broken(Wish.SOFT_WINDOW, met, **where)


_WISHES = (
    _order,
    _practical_last,
    _long_stretch,
    _trainer_gap,
    _room_change,
    _uneven_load,
    _idle,
    _late_end,
    _soft_window,
)
