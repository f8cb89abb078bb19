"""Timetable problems as trainings have them."""

from lms.engines.timetable.within import (
    Day,
    Item,
    ItemClass,
    Lock,
    Problem,
    Room,
    Span,
    Trainer,
    Window,
)

TRAINERS = ("kasi", "ludin", "wazir", "ridi")


def clock(text: str) -> int:
    """Quarters from midnight of a time such as "9:15"."""
    hours, minutes = text.split(":")
    return int(hours) * 4 + int(minutes) // 15


def make_day(index: int, opens: str = "8:30", closes: str = "17:00") -> Day:
    """A working day with lunch and the midday prayer closed."""
    windows = (
        Window("lunch", clock("12:30"), clock("13:15")),
        Window("prayer", clock("13:15"), clock("13:45")),
    )
    return Day(index, clock(opens), clock(closes), windows)


def make_rooms() -> tuple[Room, ...]:
    return (
        Room("hall", 60, tags=frozenset({"projector"})),
        Room("lab-1", 20, tags=frozenset({"computers", "projector"})),
        Room("lab-2", 20, closed=(Span(1, clock("8:00"), clock("10:00")),)),
    )


def make_trainers(days: int = 3) -> tuple[Trainer, ...]:
    away = tuple(Span(day, clock("14:00"), clock("17:00")) for day in range(0, days, 3))
    return (
        Trainer("kasi"),
        Trainer("ludin", away=away),
        Trainer("wazir", most_per_day=20),
        Trainer("ridi"),
    )


def make_training(blocks: int = 1) -> Problem:
    """Three days with two tracks, about 40 items, four trainers and three rooms, so many times.

    Each block of three days is a course of its own, so that the work grows and its kind stays.
    """
    items: list[Item] = []
    days = range(3 * blocks)
    for block in range(blocks):
        items += _block(block, frozenset(range(3 * block, 3 * block + 3)))
    return Problem(
        days=tuple(make_day(day) for day in days),
        rooms=make_rooms(),
        trainers=make_trainers(3 * blocks),
        items=tuple(items),
        tracks=("A", "B"),
    )


def _block(block: int, days: frozenset[int]) -> list[Item]:
    first, last = min(days), max(days)
    formal = ItemClass.FORMAL
    found = [
        _whole(f"{block}-registration", 2, formal, days, lock=Lock(first, clock("8:30"))),
        _whole(f"{block}-opening", 2, formal, days, lock=Lock(first, clock("9:00"), "hall")),
        _whole(f"{block}-pre-test", 2, formal, days, days_only=first),
    ]
    found += [
        _whole(f"{block}-lecture-{number}", 3, ItemClass.LECTURE, days, trainers=1)
        for number in range(1, 6)
    ]
    for number in range(1, 7):
        before = f"{block}-lecture-{min(number, 5)}"
        for track in "AB":
            module = f"{block}-module-{number}-{track}"
            found.append(_track(module, track, 3, ItemClass.LECTURE, days, before))
            practical = f"{block}-practical-{number}-{track}"
            found.append(_track(practical, track, 4, ItemClass.PRACTICAL, days, module))
    for day in sorted(days):
        found.append(_tea(f"{block}-tea-{day}", day, "10:00", "11:30"))
        found.append(_tea(f"{block}-late-tea-{day}", day, "14:45", "16:00"))
    found.append(_whole(f"{block}-post-test", 2, formal, days, days_only=last, trainers=1))
    close = Lock(last, clock("16:00"), "hall")
    found.append(_whole(f"{block}-ceremony", 4, formal, days, lock=close))
    return found


def _tea(key: str, day: int, earliest: str, latest: str) -> Item:
    return Item(
        key,
        1,
        ItemClass.PAUSE,
        needs_room=False,
        days=frozenset({day}),
        earliest=clock(earliest),
        latest=clock(latest),
    )


def _whole(
    key: str,
    quarters: int,
    kind: ItemClass,
    days: frozenset[int],
    *,
    lock: Lock = Lock(),  # noqa: B008 - frozen
    days_only: int | None = None,
    trainers: int = 0,
) -> Item:
    on = days if days_only is None else frozenset({days_only})
    return Item(key, quarters, kind, seats=30, days=on, lock=lock, trainers_needed=trainers)


def _track(
    key: str, track: str, quarters: int, kind: ItemClass, days: frozenset[int], after: str
) -> Item:
    return Item(
        key,
        quarters,
        kind,
        tracks=frozenset({track}),
        seats=15,
        days=days,
        trainers_needed=1,
        after=frozenset({after}),
    )
