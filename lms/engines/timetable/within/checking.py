"""A plain checker of timetables. It knows the rules in words and nothing of the solver's model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from lms.engines.timetable.within.answers import Broken
from lms.engines.timetable.within.missed import missed
from lms.engines.timetable.within.table import Table, taught_by, total
from lms.engines.timetable.within.types import Item, Placed, Problem, Rule, RuleKind, Wish


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
    table = Table(problem, tuple(placed))
    violations = tuple(dict.fromkeys(_violations(table)))
    broken = tuple(missed(table))
    amounts = dict.fromkeys(Wish, 0)
    for one in broken:
        amounts[one.wish] += one.amount
    missing = tuple(item.key for item in problem.items if item.key not in table.at)
    return Check(violations, missing, amounts, broken, sum(one.cost for one in broken))


def _meet(one: Placed, day: int, start: int, end: int) -> bool:
    return one.day == day and one.start < end and start < one.end


def _violations(table: Table) -> Iterator[Rule]:
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


def _time_violations(table: Table, one: Placed, item: Item) -> Iterator[Rule]:
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


def _room_violations(table: Table, one: Placed, item: Item) -> Iterator[Rule]:
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


def _trainer_violations(table: Table, one: Placed, item: Item) -> Iterator[Rule]:
    allowed = table.trainers.keys() if item.trainers is None else item.trainers
    if len(set(one.trainers)) != item.trainers_needed or set(one.trainers) - allowed:
        yield Rule(RuleKind.TRAINERS_OF, item=item.key)
    if item.lock.trainers is not None and set(item.lock.trainers) != set(one.trainers):
        yield Rule(RuleKind.LOCKED_TRAINERS, item=item.key)
    for key in one.trainers:
        for span in table.trainers[key].away:
            if _meet(one, span.day, span.start, span.end):
                yield Rule(RuleKind.TRAINER_FREE, trainer=key, day=span.day)


def _pair_violations(table: Table, one: Placed, item: Item) -> Iterator[Rule]:
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


def _meeting_violations(table: Table, one: Placed, two: Placed) -> Iterator[Rule]:
    if one.room is not None and one.room == two.room:
        yield Rule(RuleKind.ROOM_ONCE, room=one.room)
    for key in sorted(set(one.trainers) & set(two.trainers)):
        yield Rule(RuleKind.TRAINER_ONCE, trainer=key)
    theirs = table.problem.tracks_of(table.item(two))
    for track in table.problem.tracks_of(table.item(one)):
        if track in theirs:
            yield Rule(RuleKind.TRACK_ONCE, track=track)


def _load_violations(table: Table) -> Iterator[Rule]:
    for trainer in table.problem.trainers:
        for day in table.days:
            load = total(taught_by(table, trainer.key, day))
            if trainer.most_per_day is not None and load > trainer.most_per_day:
                yield Rule(RuleKind.TRAINER_LOAD, trainer=trainer.key, day=day)
