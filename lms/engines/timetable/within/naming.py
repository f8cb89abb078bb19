"""The named hard rules of a problem, and what each forbids to one item: plain predicates."""

from collections.abc import Callable, Iterator

from lms.engines.timetable.within.types import Day, Item, Problem, Room, Rule, RuleKind, Trainer

StartAllowed = Callable[[int], bool]
RoomAllowed = Callable[[Room], bool]
TrainerAllowed = Callable[[Trainer], bool]


def rules_of(problem: Problem) -> tuple[Rule, ...]:
    """Every hard rule that can bind in this problem, those first that are best to name."""
    return tuple(dict.fromkeys((*_of_items(problem), *_of_places(problem))))


def _of_items(problem: Problem) -> Iterator[Rule]:
    for item in problem.items:
        yield from (rule for rule, _ in item_start_rules(item))
        yield from (rule for rule, _ in room_rules(item))
        yield from (rule for rule, _ in trainer_rules(item))
        yield from pair_rules(item)


def _of_places(problem: Problem) -> Iterator[Rule]:
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
    for day in problem.days:
        yield Rule(RuleKind.HOURS, day=day.index)
        for window in day.windows:
            if window.hard:
                yield Rule(RuleKind.WINDOW, day=day.index, window=window.key)
    yield from (Rule(RuleKind.ROOM_ONCE, room=room.key) for room in problem.rooms)
    yield from (Rule(RuleKind.TRAINER_ONCE, trainer=one.key) for one in problem.trainers)
    yield from (Rule(RuleKind.TRACK_ONCE, track=track) for track in problem.tracks)


def item_start_rules(item: Item) -> Iterator[tuple[Rule, Callable[[int, int], bool]]]:
    """Rules of the item's own time: (rule, whether it allows a start on a day)."""
    if item.days is not None or item.earliest > 0 or item.latest < 96:

        def when(day: int, start: int) -> bool:
            on_day = item.days is None or day in item.days
            return on_day and item.earliest <= start and start + item.quarters <= item.latest

        yield Rule(RuleKind.WHEN, item=item.key), when
    lock = item.lock
    if lock.day is not None or lock.start is not None:

        def locked(day: int, start: int) -> bool:
            return lock.day in {None, day} and lock.start in {None, start}

        yield Rule(RuleKind.LOCKED_TIME, item=item.key), locked


def day_start_rules(day: Day, item: Item) -> Iterator[tuple[Rule, StartAllowed]]:
    """Rules of the day for an item on it: (rule, whether it allows a start)."""
    yield (
        Rule(RuleKind.HOURS, day=day.index),
        lambda start: day.opens <= start and start + item.quarters <= day.closes,
    )
    for window in day.windows:
        if window.hard and item.teaches:
            yield (
                Rule(RuleKind.WINDOW, day=day.index, window=window.key),
                lambda start, window=window: (  # type: ignore[misc]
                    start + item.quarters <= window.start or window.end <= start
                ),
            )


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


def trainer_rules(item: Item) -> Iterator[tuple[Rule, TrainerAllowed]]:
    """Rules of who may teach an item: (rule, whether it allows a trainer)."""
    locked = item.lock.trainers
    if item.trainers_needed or locked is not None:
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
