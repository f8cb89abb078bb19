"""The validator on timetables counted by hand, and the solver against the validator."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.timetable.itc2007 import Course, Instance, Lecture, Room, solve, validate
from lms.engines.timetable.running import Effort
from tests.engines.timetable.instances import instance_of


def small(**changes: object) -> Instance:
    """Two days of three periods, two rooms, three courses; the first two share a curriculum."""
    usual: dict[str, object] = {
        "name": "small",
        "days": 2,
        "periods_per_day": 3,
        "courses": (
            Course("one", "t1", 3, 2, 30),
            Course("two", "t2", 2, 1, 10),
            Course("three", "t1", 1, 1, 10),
        ),
        "rooms": (Room("hall", 25), Room("lab", 12)),
        "curricula": (("q", frozenset({0, 1})),),
        "unavailable": frozenset({(2, 0)}),
    }
    return Instance(**{**usual, **changes})  # type: ignore[arg-type]


GOOD = (
    Lecture(0, 0, 0),
    Lecture(0, 1, 0),
    Lecture(0, 3, 0),
    Lecture(1, 2, 1),
    Lecture(1, 4, 1),
    Lecture(2, 5, 1),
)


def test_a_timetable_counted_by_hand() -> None:
    """Course one has 30 people in a hall for 25, three times: 15. Nothing else is amiss."""
    costs = validate(small(), GOOD)
    assert (costs.violations, costs.capacity, costs.total) == (0, 15, 15)


def moved(**places: tuple[int, int]) -> tuple[Lecture, ...]:
    """The good timetable with lectures, by their place `n0`..`n5`, at another (period, room)."""
    table = list(GOOD)
    for name, (period, room) in places.items():
        table[int(name[1:])] = Lecture(table[int(name[1:])].course, period, room)
    return tuple(table)


@pytest.mark.parametrize(
    ("table", "costs"),
    [
        (GOOD[1:], {"lectures": 1}),  # one is missing; the other two are still on two days
        ((*GOOD, Lecture(1, 5, 0)), {"lectures": 1, "stability": 1}),  # one too many
        (moved(n1=(0, 1)), {"lectures": 1, "stability": 1, "compactness": 6}),  # twice at once
        (moved(n3=(1, 1)), {"conflicts": 1}),  # of one curriculum at once
        (moved(n5=(3, 1)), {"conflicts": 1}),  # of one teacher at once
        (moved(n5=(0, 1)), {"conflicts": 1, "availability": 1}),
        (moved(n3=(1, 0)), {"conflicts": 1, "occupancy": 1, "stability": 1}),
        (moved(n5=(4, 1)), {"occupancy": 1}),
        (moved(n2=(2, 0), n3=(3, 1)), {"working_days": 5}),
        (moved(n4=(5, 1), n5=(4, 1)), {"compactness": 4}),  # 3 and 5 on day two, each alone
        (moved(n4=(4, 0)), {"stability": 1}),
        (moved(n5=(5, 0)), {}),
    ],
)
def test_each_cost_is_counted(table: tuple[Lecture, ...], costs: dict[str, int]) -> None:
    found = validate(small(), table)
    told = {name: getattr(found, name) for name in found.__dataclass_fields__}
    expected = {**dict.fromkeys(told, 0), "capacity": told["capacity"], **costs}
    assert told == expected


def test_equal_curricula_count_twice() -> None:
    twice = small(curricula=(("q", frozenset({0, 1})), ("r", frozenset({0, 1}))))
    table = moved(n4=(5, 1), n5=(4, 1))
    assert validate(twice, table).compactness == 8
    assert validate(twice, moved(n3=(1, 1))).conflicts == 1  # the pair counts once


def test_the_toy_instance_is_solved_without_cost() -> None:
    toy = instance_of("toy")
    found = solve(toy, Effort(20, 1, 1))
    assert found.lectures is not None
    costs = validate(toy, found.lectures)
    assert (costs.violations, costs.total, found.bound) == (0, 0, 0)


def test_what_cannot_be_is_said_to_be_impossible() -> None:
    packed = small(unavailable=frozenset({(0, 0), (0, 1), (0, 2), (0, 3)}))
    found = solve(packed, Effort(10, 1, 1))
    assert (found.lectures, found.feasible) == (None, False)


def test_stopped_it_gives_the_best_so_far() -> None:
    heard: list[int] = []
    found = solve(
        instance_of("comp01"),
        Effort(60, 2, 1),
        stop=lambda: bool(heard),
        on_better=lambda cost, _: heard.append(cost),
    )
    assert found.stopped
    assert found.lectures is not None
    assert validate(instance_of("comp01"), found.lectures).violations == 0


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    days, per_day = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    count = draw(st.integers(1, 4))
    courses = tuple(
        Course(
            f"c{number}",
            f"t{draw(st.integers(0, 2))}",
            draw(st.integers(0, 3)),
            draw(st.integers(0, 3)),
            draw(st.integers(0, 40)),
        )
        for number in range(count)
    )
    rooms = tuple(
        Room(f"r{number}", draw(st.integers(0, 40))) for number in range(draw(st.integers(1, 2)))
    )
    members = st.frozensets(st.integers(0, count - 1))
    curricula = tuple((f"q{n}", one) for n, one in enumerate(draw(st.lists(members, max_size=3))))
    times = st.tuples(st.integers(0, count - 1), st.integers(0, days * per_day - 1))
    return Instance("x", days, per_day, courses, rooms, curricula, draw(st.frozensets(times)))


@given(instances())
@settings(max_examples=25)
def test_what_the_solver_gives_has_no_violation_and_the_best_cost(instance: Instance) -> None:
    found = solve(instance, Effort(5, 1, 1))
    if found.lectures is None:
        assert found.feasible is False
        return
    costs = validate(instance, found.lectures)
    assert costs.violations == 0
    assert found.bound <= costs.total
    given = Counter(one.course for one in found.lectures)
    assert [given[n] for n in range(len(instance.courses))] == [
        course.lectures for course in instance.courses
    ]
