"""The named hard rules of a problem, and what each forbids to one item: in plain terms."""

from collections.abc import Callable, Iterator

from lms.engines.timetable.within.types import (
    QUARTERS_OF_A_DAY,
    Day,
    Item,
    Problem,
    Room,
    Rule,
    RuleKind,
    Trainer,
)

LAST = QUARTERS_OF_A_DAY - 1
Bounds = list[tuple[int, int]]  # times of day, each from the first up to and with the last
RoomAllowed = Callable[[Room], bool]
TrainerAllowed = Callable[[Trainer], bool]


def rules_of(problem: Problem) -> tuple[Rule, ...]:
    """Every hard rule that can bind in this problem, those first that bind most."""
    return tuple(dict.fromkeys((*_of_days(problem), *_of_staff(problem), *_of_items(problem))))


def _of_items(problem: Problem) -> Iterator[Rule]:
    for item in problem.items:
        yield from (rule for rule, _ in item_start_rules(item))
        yield from (rule for rule, _ in room_rules(item))
        yield from (rule for rule, _ in trainer_rules(item, problem))
        yield from pair_rules(item)


def _of_days(problem: Problem) -> Iterator[Rule]:
    yield from (Rule(RuleKind.TRACK_ONCE, track=track) for track in problem.tracks)
    for day in problem.days:
        yield Rule(RuleKind.HOURS, day=day.index)
        for window in day.windows:
            if window.hard:
                yield Rule(RuleKind.WINDOW, day=day.index, window=window.key)


def _of_staff(problem: Problem) -> Iterator[Rule]:
    days = {day.index for day in problem.days}
    for room in problem.rooms:
        closed = [one.day for one in room.closed if one.day in days]
        yield from (Rule(RuleKind.ROOM_OPEN, room=room.key, day=day) for day in closed)
    for trainer in problem.trainers:
        key, away = trainer.key, [one.day for one in trainer.away if one.day in days]
        yield from (Rule(RuleKind.TRAINER_FREE, trainer=key, day=day) for day in away)
        if trainer.most_per_day is not None:
            for day in problem.days:
                yield Rule(RuleKind.TRAINER_LOAD, trainer=key, day=day.index)
    yield from (Rule(RuleKind.ROOM_ONCE, room=room.key) for room in problem.rooms)
    yield from (Rule(RuleKind.TRAINER_ONCE, trainer=one.key) for one in problem.trainers)


def item_start_rules(item: Item) -> Iterator[tuple[Rule, Callable[[int], Bounds]]]:
    """Rules of the item's own time: (rule, the starts that it allows on a day)."""
    if item.days is not None or item.earliest > 0 or item.latest < QUARTERS_OF_A_DAY:

        def when(day: int) -> Bounds:
            on_day = item.days is None or day in item.days
            return _from_to(item.earliest, item.latest - item.quarters) if on_day else []

        yield Rule(RuleKind.WHEN, item=item.key), when
    lock = item.lock
    if lock.day is not None or lock.start is not None:

        def locked(day: int) -> Bounds:
            if lock.day not in {None, day}:
                return []
            return _from_to(lock.start, lock.start) if lock.start is not None else [(0, LAST)]

        yield Rule(RuleKind.LOCKED_TIME, item=item.key), locked


def day_start_rules(day: Day, item: Item) -> Iterator[tuple[Rule, Bounds]]:
    """Rules of the day for an item on it: (rule, the starts that it allows)."""
    yield Rule(RuleKind.HOURS, day=day.index), _from_to(day.opens, day.closes - item.quarters)
    for window in day.windows:
        if window.hard and item.teaches:
            rule = Rule(RuleKind.WINDOW, day=day.index, window=window.key)
            yield rule, _from_to(0, window.start - item.quarters) + _from_to(window.end, LAST)


def _from_to(first: int, last: int) -> Bounds:
    return [(first, last)] if first <= last else []


def room_rules(item: Item) -> Iterator[tuple[Rule, RoomAllowed]]:
    """Rules of the item's room: (rule, whether it allows a room)."""
    if not item.needs_room:
        return
    if item.seats:
        yield (
            Rule(RuleKind.ROOM_LARGE, item=item.key),
            lambda room: item.seats <= room.capacity,
        )
    if item.rooms is not None or item.tags:
        yield (
            Rule(RuleKind.ROOM_FIT, item=item.key),
            lambda room: (item.rooms is None or room.key in item.rooms) and item.tags <= room.tags,
        )
    if item.lock.room is not None:
        yield Rule(RuleKind.LOCKED_ROOM, item=item.key), lambda room: room.key == item.lock.room


def trainer_rules(item: Item, problem: Problem) -> Iterator[tuple[Rule, TrainerAllowed]]:
    """Rules of who may teach an item: (rule, whether it allows a trainer).

    That it needs so many is no rule to be named, unless nobody could ever fulfil it.
    """
    locked = item.lock.trainers
    if item.trainers is not None or item.trainers_needed > len(problem.trainers):
        yield (
            Rule(RuleKind.TRAINERS_OF, item=item.key),
            lambda one: item.trainers is None or one.key in item.trainers,
        )
    if locked is not None:
        yield Rule(RuleKind.LOCKED_TRAINERS, item=item.key), lambda one: one.key in locked


def pair_rules(item: Item) -> Iterator[Rule]:
    """Rules between the item and another."""
    for kind, others in (
        (RuleKind.ORDER, item.after),
        (RuleKind.TOGETHER, item.together),
        (RuleKind.APART, item.apart),
    ):
        yield from (Rule(kind, item=item.key, other=other) for other in sorted(others))
