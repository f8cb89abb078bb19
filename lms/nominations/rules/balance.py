"""What a choice would do to the room: seats, agencies, and the stated aims."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from lms.engines.selection.types import NOT_SAID, Aim, AimKind
from lms.nominations.rules.features import Feature

# Counted always, because every session asks for it; there is no wanted number.
WOMEN = Aim(AimKind.PREFER, Feature.GENDER, frozenset({"female"}))
LIMITS = frozenset({AimKind.AT_MOST, AimKind.SHARE_AT_MOST})
OF_ALL = frozenset({AimKind.SHARE_AT_LEAST, AimKind.SHARE_AT_MOST, AimKind.PREFER})


class Chosen(NamedTuple):
    """Somebody who would get a seat."""

    agency_id: UUID
    features: Mapping[str, str]


@dataclass(frozen=True)
class Room:
    """Who has a seat now, by agency and by features, and how many seats there are.

    `quotas`: how many seats each agency has; of one without a quota, those of no agency too.
    """

    capacity: int
    used: Mapping[UUID, int]
    quotas: Mapping[UUID, int]
    values: Mapping[str, Counter[str]]  # feature -> value -> people with a seat
    aims: tuple[Aim, ...]

    @property
    def seated(self) -> int:
        return sum(self.used.values())

    @property
    def measures(self) -> tuple[Aim, ...]:
        """The aims, and women where no aim speaks of them."""
        spoken = any(aim.feature == Feature.GENDER for aim in self.aims)
        return self.aims if spoken else (WOMEN, *self.aims)

    def count(self, aim: Aim, more: Iterable[Chosen] = ()) -> int:
        """The people, or different values, of whom the aim speaks, with `more` in the room."""
        values = Counter(self.values.get(aim.feature, Counter()))
        values.update(one.features.get(aim.feature, NOT_SAID) for one in more)
        if aim.kind is AimKind.SPREAD:
            return sum(bool(value) and number > 0 for value, number in values.items())
        return sum(values[value] for value in aim.values)


@dataclass(frozen=True)
class Effect:
    """From `before` to `after`, of so many. One of agency and aim; neither: all seats.

    `met` says whether the aim is reached after it, None where nothing is wanted. `over` says
    that it goes beyond the seats of the agency, or of all.
    """

    before: int
    after: int
    of: int
    agency_id: UUID | None = None
    aim: Aim | None = None
    met: bool | None = None

    @property
    def over(self) -> bool:
        return self.aim is None and self.after > max(self.before, self.of)


def room_of(
    people: Iterable[Chosen],
    *,
    capacity: int,
    used: Mapping[UUID, int],
    quotas: Mapping[UUID, int],
    aims: tuple[Aim, ...],
) -> Room:
    """The room with these people in it."""
    values: dict[str, Counter[str]] = {feature.value: Counter() for feature in Feature}
    for one in people:
        for feature, value in one.features.items():
            values[feature][value] += 1
    return Room(capacity, used, quotas, values, aims)


def effects(room: Room, chosen: Sequence[Chosen]) -> list[Effect]:
    """What the choice would do: each agency concerned, all seats, and each measure."""
    more = Counter(one.agency_id for one in chosen)
    found = [
        Effect(
            room.used.get(agency_id, 0),
            room.used.get(agency_id, 0) + number,
            room.quotas.get(agency_id, 0),
            agency_id=agency_id,
        )
        for agency_id, number in more.items()
    ]
    after = room.seated + len(chosen)
    found.append(Effect(room.seated, after, room.capacity))
    return found + [effect_on(room, aim, chosen) for aim in room.measures]


def effect_on(room: Room, aim: Aim, chosen: Sequence[Chosen]) -> Effect:
    """What the choice would do to one aim."""
    total = room.seated + len(chosen)
    before, after = room.count(aim), room.count(aim, chosen)
    of = total if aim.kind in OF_ALL else aim.amount
    return Effect(before, after, of, aim=aim, met=is_met(aim, after, total))


def is_met(aim: Aim, count: int, total: int) -> bool | None:
    """Whether the aim is reached with `count` of `total` people; None where it has no number."""
    if aim.kind is AimKind.PREFER:
        return None
    shares = aim.kind in OF_ALL
    have, want = (count * 100, aim.amount * total) if shares else (count, aim.amount)
    return have <= want if aim.kind in LIMITS else have >= want
