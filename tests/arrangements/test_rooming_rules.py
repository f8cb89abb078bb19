"""The suggestion of rooms: its rules hold always, and as many sleep as can be."""

import itertools
from collections import Counter
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.accounts.enums import Gender
from lms.arrangements.rules.rooming import APART, Bedroom, Mixing, Sleeper, suggest

F, M = APART


def key(number: int) -> UUID:
    return UUID(int=number)


AGENCIES = [key(900 + n) for n in range(3)]
ROOMS = st.lists(st.tuples(st.integers(1, 4), st.sampled_from([None, None, F, M])), max_size=6)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from([F, M, F, M, Gender.OTHER, Gender.NOT_SAID]),
        st.sampled_from(AGENCIES),
        st.integers(0, 9),  # the room slept in already, where there is such a one with a bed left
    ),
    max_size=14,
)


def build(
    rooms: list[tuple[int, Gender | None]], people: list[tuple[Gender, UUID, int]]
) -> tuple[list[Bedroom], list[Sleeper]]:
    bedrooms = [Bedroom(key(n), beds, gender) for n, (beds, gender) in enumerate(rooms, 1)]
    taken: Counter[UUID] = Counter()
    sleepers = []
    for number, (gender, agency, wish) in enumerate(people, 100):
        room = bedrooms[wish] if wish < len(bedrooms) else None
        kept = room is not None and taken[room.id] < room.beds
        if room is not None and kept:
            taken[room.id] += 1
        place = room.id if room is not None and kept else None
        sleepers.append(Sleeper(key(number), gender, agency, place))
    return bedrooms, sleepers


def most_that_can_sleep(rooms: list[Bedroom], people: list[Sleeper]) -> int:
    """By trying every way to give the rooms to women and men."""
    inside = {room.id: [one for one in people if one.room_id == room.id] for room in rooms}
    ways = []
    for room in rooms:
        kept = {one.gender for one in inside[room.id]} | ({room.gender} - {None})
        ways.append([gender for gender in APART if kept <= {gender}] or [None])
    waiting = Counter(one.gender for one in people if one.room_id is None)
    best = 0
    for given_to in itertools.product(*ways):
        beds: Counter[Gender | None] = Counter()
        for room, gender in zip(rooms, given_to, strict=True):
            beds[gender] += room.beds - len(inside[room.id])
        best = max(best, sum(min(beds[gender], waiting[gender]) for gender in APART))
    return best


@settings(max_examples=30)
@given(ROOMS, PEOPLE, st.sampled_from(list(Mixing)))
def test_rules_hold_and_as_many_sleep_as_can_be(
    rooms: list[tuple[int, Gender | None]],
    people: list[tuple[Gender, UUID, int]],
    mixing: Mixing,
) -> None:
    bedrooms, sleepers = build(rooms, people)
    found = suggest(bedrooms, sleepers, mixing)
    gender = {one.id: one.gender for one in sleepers}
    before = {one.id: one.room_id for one in sleepers if one.room_id}
    assert not set(found.places) & set(before)  # whoever has a bed keeps it
    after = before | dict(found.places)
    for room in bedrooms:
        inside = [who for who, where in after.items() if where == room.id]
        fresh = [who for who in inside if who in found.places]
        assert len(inside) <= room.beds
        if fresh:
            assert {gender[who] for who in inside} | ({room.gender} - {None}) <= {gender[fresh[0]]}
    assert len(found.places) == most_that_can_sleep(bedrooms, sleepers)
    waiting = {one.id for one in sleepers if one.room_id is None}
    assert set(found.places) | set(found.without_bed) | set(found.by_hand) == waiting
    assert {gender[who] for who in found.by_hand} <= {Gender.OTHER, Gender.NOT_SAID}
    assert suggest(bedrooms, sleepers, mixing) == found


def test_agencies_together_or_mixed() -> None:
    rooms = [Bedroom(key(n), 2) for n in (1, 2, 3)]
    a, b, c = AGENCIES
    people = [Sleeper(key(100 + n), M, agency) for n, agency in enumerate((a, a, b, b, c, c))]

    def shares(mixing: Mixing) -> list[int]:
        places = suggest(rooms, people, mixing).places
        by_room = {room.id: set[UUID]() for room in rooms}
        for one in people:
            by_room[places[one.id]].add(one.agency_id)
        return sorted(len(found) for found in by_room.values())

    assert shares(Mixing.TOGETHER) == [1, 1, 1]
    assert shares(Mixing.MIXED) == [2, 2, 2]


def test_rooms_for_nobody_in_particular_go_where_most_sleep() -> None:
    """Greedy from the largest room would leave one of seven without a bed."""
    rooms = [Bedroom(key(n), beds) for n, beds in enumerate((4, 3), 1)]
    people = [Sleeper(key(100 + n), F if n < 3 else M, AGENCIES[0]) for n in range(7)]
    assert len(suggest(rooms, people).places) == 7
