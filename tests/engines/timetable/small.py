"""Small timetable problems at random, and what trying everything says of them."""

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from lms.engines.timetable.within import (
    Day,
    Item,
    ItemClass,
    Lock,
    Placed,
    Problem,
    Room,
    Rule,
    Span,
    Trainer,
    Window,
    check,
)

ROOMS = ("hall", "lab")
TRAINERS = ("kasi", "ridi")
GRAIN = 8  # items start at 0:00, 2:00, 4:00 ...


@st.composite
def spans(draw: st.DrawFn, days: int) -> tuple[Span, ...]:
    found = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        start = draw(st.sampled_from((32, 40, 44, 52)))
        day, length = draw(st.integers(0, days - 1)), draw(st.sampled_from((4, 4, 8, 30)))
        found.append(Span(day, start, start + length))
    return tuple(found)


@st.composite
def day(draw: st.DrawFn, index: int) -> Day:
    windows = [
        Window("prayer", 52, 55, draw(st.booleans())),
        Window("lunch", 48, 52, draw(st.booleans())),
    ]
    kept = tuple(windows[: draw(st.integers(0, 2))])
    return Day(index, 32, draw(st.sampled_from((48, 60, 68, 72))), kept)


def some(draw: st.DrawFn, of: tuple[str, ...]) -> frozenset[str] | None:
    every = st.none()
    return draw(st.one_of(every, every, every, st.frozensets(st.sampled_from(of), min_size=1)))


@st.composite
def item(draw: st.DrawFn, number: int, days: int, tracks: tuple[str, ...]) -> Item:
    key = f"item-{number}"
    before = [f"item-{other}" for other in range(number)]
    others = st.frozensets(st.sampled_from(before), max_size=1) if before else st.just(frozenset())
    kind = draw(st.sampled_from(ItemClass))
    rest = kind is ItemClass.PAUSE
    room = None if rest else draw(st.sampled_from((None,) * 6 + ROOMS))
    lock = Lock(
        draw(st.sampled_from((None, None, None, *range(days)))),
        draw(st.sampled_from((None,) * 8 + (32, 40, 43))),
        room,
        draw(st.sampled_from((None,) * 7 + (("kasi",),))),
    )
    relation = draw(st.sampled_from(("after", "together", "apart", "none")))
    return Item(
        key,
        draw(st.sampled_from((2, 4, 6, 8, 12))),
        kind,
        tracks=draw(st.sampled_from((frozenset(), *(frozenset({one}) for one in tracks)))),
        needs_room=not rest,
        seats=draw(st.sampled_from((0, 10, 30))),
        rooms=some(draw, ROOMS),
        tags=draw(st.sampled_from((frozenset(),) * 3 + (frozenset({"computers"}),))),
        trainers_needed=draw(st.sampled_from((0, 0, 1, 1, 1, 2))),
        trainers=some(draw, TRAINERS),
        days=draw(st.sampled_from((None, None, None, frozenset({0})))),
        earliest=draw(st.sampled_from((0, 0, 0, 40))),
        latest=draw(st.sampled_from((96, 96, 96, 60))),
        lock=lock,
        **({relation: draw(others)} if relation != "none" else {}),
    )


@st.composite
def problems(
    draw: st.DrawFn, most_items: int = 5, most_days: int = 2, grain: int = GRAIN
) -> Problem:
    days = draw(st.integers(1, most_days))
    tracks = draw(st.sampled_from((("",), ("A", "B"))))
    count = draw(st.integers(1, most_items))
    return Problem(
        days=tuple(draw(day(index)) for index in range(days)),
        rooms=(
            Room("hall", 40, draw(spans(days))),
            Room("lab", 15, draw(spans(days)), frozenset({"computers"})),
        ),
        trainers=(
            Trainer("kasi", draw(spans(days)), draw(st.sampled_from((None, 8)))),
            Trainer("ridi", draw(spans(days))),
        ),
        items=tuple(draw(item(number, days, tracks)) for number in range(count)),
        tracks=tracks,
        grain=grain,
    )


def placements(problem: Problem, one: Item) -> Iterator[Placed]:
    """Every way in which one item can lie, rules or no rules. That it has as many trainers as it
    needs is no rule, unless the rule is about which."""
    starts = {*range(0, 97 - one.quarters, problem.grain), one.lock.start} - {None}
    rooms = [room.key for room in problem.rooms] if one.needs_room else [None]
    staff: list[tuple[str, ...]] = [()]
    if one.trainers_needed or one.lock.trainers is not None:
        keys = [trainer.key for trainer in problem.trainers]
        staff = [some for size in range(len(keys) + 1) for some in combinations(keys, size)]
    if one.trainers is None and one.trainers_needed <= len(problem.trainers):
        staff = [some for some in staff if len(some) == one.trainers_needed]
    for on, start, room, trainers in product(problem.days, sorted(starts), rooms, staff):
        yield Placed(one.key, on.index, start, start + one.quarters, room, trainers)


def ways(problem: Problem) -> Iterator[tuple[Placed, ...]]:
    """Every timetable, right or wrong."""
    yield from product(*(list(placements(problem, one)) for one in problem.items))


def broken_sets(problem: Problem) -> set[frozenset[Rule]]:
    """What each timetable violates; only the smallest of these sets are kept."""
    alone = {}
    for one in problem.items:
        for placed in placements(problem, one):
            alone[placed] = frozenset(check(problem, [placed]).violations)
    found: set[frozenset[Rule]] = set()
    for way in ways(problem):
        hopeless = frozenset().union(*(alone[placed] for placed in way))
        if any(known <= hopeless for known in found):
            continue
        broken = frozenset(check(problem, way).violations)
        if not any(known <= broken for known in found):
            found = {known for known in found if not broken <= known} | {broken}
    return found


def smallest_hitting_set(sets: set[frozenset[Rule]]) -> int:
    """The size of a smallest set of rules that has a rule of each, by trying all."""
    rules = sorted(frozenset().union(*sets), key=repr)
    for size in range(len(rules) + 1):
        for some in combinations(rules, size):
            if all(one & set(some) for one in sets):
                return size
    raise AssertionError("one of the sets is empty")
