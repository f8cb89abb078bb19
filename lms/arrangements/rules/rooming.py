"""Who sleeps where: a suggestion by stated rules, and what is wrong with a plan as it stands.

The rules: women and men never share a room; no room holds more than its beds; a room that is
kept for women or men is; whoever has a room stays there. Whoever said neither female nor male is
left to be placed by hand, because only a person can ask them.

How many find a bed is exact: which of the rooms that are for nobody in particular go to women is
a question of sums of beds, answered over all sums that can be made. Who shares with whom is then
chosen greedily, the largest agency first, into as few rooms as it goes (together) or into as many
(mixed): good, not proven best.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from lms.accounts.enums import Gender

APART = (Gender.FEMALE, Gender.MALE)


class Mixing(StrEnum):
    TOGETHER = "together"
    MIXED = "mixed"


@dataclass(frozen=True)
class Bedroom:
    """A room: for whom it is kept, None for either, but never both."""

    id: UUID
    beds: int
    gender: Gender | None = None


@dataclass(frozen=True)
class Sleeper:
    """Somebody who wants a bed, in calling order; `room_id` where they have one."""

    id: UUID
    gender: Gender
    agency_id: UUID
    room_id: UUID | None = None


@dataclass(frozen=True)
class Suggestion:
    """New places by person, and who finds none: for want of beds, or to be placed by hand."""

    places: Mapping[UUID, UUID]
    without_bed: Sequence[UUID]
    by_hand: Sequence[UUID]


@dataclass
class _Room:
    id: UUID
    free: int
    agencies: Counter[UUID] = field(default_factory=Counter)


def suggest(
    rooms: Sequence[Bedroom], people: Sequence[Sleeper], mixing: Mixing = Mixing.MIXED
) -> Suggestion:
    """Beds for all who have none, as many as can be. The same question gives the same answer."""
    placed: dict[UUID, list[Sleeper]] = {room.id: [] for room in rooms}
    for one in people:
        if one.room_id in placed:
            placed[one.room_id].append(one)
    waiting = [one for one in people if one.room_id is None]
    shares = _shares(rooms, placed, waiting)
    places: dict[UUID, UUID] = {}
    for gender in APART:
        group = [one for one in waiting if one.gender is gender]
        beds = sum(room.free for room in shares[gender])
        places |= _fill(shares[gender], group[:beds], mixing)
    return Suggestion(
        places,
        [one.id for one in waiting if one.gender in APART and one.id not in places],
        [one.id for one in waiting if one.gender not in APART],
    )


def _shares(
    rooms: Sequence[Bedroom],
    placed: Mapping[UUID, Sequence[Sleeper]],
    waiting: Sequence[Sleeper],
) -> dict[Gender, list[_Room]]:
    """The rooms with free beds that women and men get."""
    shares: dict[Gender, list[_Room]] = {gender: [] for gender in APART}
    either: list[_Room] = []
    for room in rooms:
        inside = placed[room.id]
        one = _Room(room.id, room.beds - len(inside), Counter(who.agency_id for who in inside))
        kept_for = {who.gender for who in inside} | ({room.gender} if room.gender else set())
        if one.free <= 0 or len(kept_for) > 1 or not kept_for <= set(APART):
            continue
        if kept_for:
            shares[kept_for.pop()].append(one)
        else:
            either.append(one)
    women, men = (sum(who.gender is gender for who in waiting) for gender in APART)
    for_women = _choose(
        [room.free for room in either],
        women - sum(room.free for room in shares[Gender.FEMALE]),
        men - sum(room.free for room in shares[Gender.MALE]),
    )
    for place, one in enumerate(either):
        shares[Gender.FEMALE if place in for_women else Gender.MALE].append(one)
    return shares


def _choose(beds: Sequence[int], women: int, men: int) -> frozenset[int]:
    """Which of these rooms women get, so that most people sleep. `women` and `men` still lack a
    bed. Every sum of beds that some choice of rooms makes is looked at."""
    made: dict[int, frozenset[int]] = {0: frozenset()}
    for place, size in enumerate(beds):
        for total, chosen in sorted(made.items()):
            made.setdefault(total + size, chosen | {place})
    whole, women, men = sum(beds), max(women, 0), max(men, 0)
    best = max(made, key=lambda total: (min(women, total) + min(men, whole - total), -total))
    return made[best]


def _fill(rooms: list[_Room], people: Sequence[Sleeper], mixing: Mixing) -> dict[UUID, UUID]:
    return _together(rooms, people) if mixing is Mixing.TOGETHER else _spread(rooms, people)


def _together(rooms: list[_Room], people: Sequence[Sleeper]) -> dict[UUID, UUID]:
    """The largest agency first, each into the smallest room that takes all of it."""
    places: dict[UUID, UUID] = {}
    for group in _by_agency(people):
        left = group
        while left:
            room = _best_for(rooms, left[0].agency_id, len(left))
            inside, left = left[: room.free], left[room.free :]
            _move_in(room, inside, places)
    return places


def _best_for(rooms: Iterable[_Room], agency_id: UUID, count: int) -> _Room:
    with_beds = [room for room in rooms if room.free]
    own = [room for room in with_beds if room.agencies[agency_id]]
    empty = [room for room in with_beds if not room.agencies]
    for some in (own, empty, with_beds):
        large = [room for room in some if room.free >= count]
        if large:
            return min(large, key=lambda room: room.free)
    return max(own or empty or with_beds, key=lambda room: room.free)


def _spread(rooms: list[_Room], people: Sequence[Sleeper]) -> dict[UUID, UUID]:
    """The largest agency first, each to where fewest of the own agency and most free beds are."""
    places: dict[UUID, UUID] = {}
    for one in (one for group in _by_agency(people) for one in group):
        room = min(
            (room for room in rooms if room.free),
            key=lambda room: (room.agencies[one.agency_id], -room.free),
        )
        _move_in(room, [one], places)
    return places


def _by_agency(people: Sequence[Sleeper]) -> list[list[Sleeper]]:
    """People by agency, the largest first, in calling order."""
    sizes = Counter(one.agency_id for one in people)
    return [
        [one for one in people if one.agency_id == agency_id]
        for agency_id, _count in sizes.most_common()
    ]


def _move_in(room: _Room, people: Sequence[Sleeper], places: dict[UUID, UUID]) -> None:
    for one in people:
        places[one.id] = room.id
        room.agencies[one.agency_id] += 1
        room.free -= 1
