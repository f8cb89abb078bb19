"""The time grid of the poster: lanes for what goes on side by side, and a time axis that stretches.

Pure. A quarter of an hour is as high as any other where there is room; where an item's text needs
more, its stretch of the axis grows and the rest shrinks, for all days alike. So no text is cut,
and what happens at the same time stays at the same height.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

_IDLE_MM = 5.0  # height of a time in which nothing is on, on any day
_ROUNDS = 40


class Placed(Protocol):
    """Anything with two moments and a track."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def track(self) -> str: ...


T = TypeVar("T", bound=Placed)


@dataclass(frozen=True)
class Lane:
    """Which part of a day's width an item has: lane `at` (from 0) of `of`."""

    at: int
    of: int


def lanes(items: Sequence[T]) -> list[tuple[T, Lane]]:
    """The items of one day by time with their lanes.

    Tracks keep their lane over the day; what is for everybody has the whole width. Where items
    that are in each other's way say nothing of tracks, they stand side by side as they come.
    """
    order = sorted(items, key=lambda one: (one.starts_at, one.track, one.ends_at))
    tracks = sorted({item.track for item in items if item.track})
    found: list[tuple[T, Lane]] = []
    for group in _groups(order):
        found += _by_tracks(group, tracks) or _side_by_side(group)
    return found


def _groups(order: Sequence[T]) -> list[list[T]]:
    """Items cut where nobody is busy: inside a group each overlaps another."""
    groups: list[list[T]] = []
    until: datetime | None = None
    for item in order:
        if until is None or item.starts_at >= until:
            groups.append([])
        groups[-1].append(item)
        until = max(until or item.ends_at, item.ends_at)
    return groups


def _by_tracks(group: Sequence[T], tracks: Sequence[str]) -> list[tuple[T, Lane]] | None:
    if len(group) == 1 and not group[0].track:
        return [(group[0], Lane(0, 1))]
    if not all(item.track for item in group) or _in_the_way(group):
        return None
    return [(item, Lane(tracks.index(item.track), len(tracks))) for item in group]


def _in_the_way(group: Sequence[T]) -> bool:
    """Whether a track has two items at once."""
    busy: dict[str, datetime] = {}
    for item in group:
        if item.track in busy and item.starts_at < busy[item.track]:
            return True
        busy[item.track] = item.ends_at
    return False


def _side_by_side(group: Sequence[T]) -> list[tuple[T, Lane]]:
    free: list[datetime] = []
    at: list[int] = []
    for item in group:
        place = next((n for n, until in enumerate(free) if until <= item.starts_at), len(free))
        free[place : place + 1] = [item.ends_at]
        at.append(place)
    return [(item, Lane(place, len(free))) for item, place in zip(group, at, strict=True)]


@dataclass(frozen=True)
class Need:
    """That an item from `begin` to `end`, in minutes of the day, needs `height` mm."""

    begin: int
    end: int
    height: float


@dataclass(frozen=True)
class Axis:
    """Where each minute stands: heights grow evenly between the `marks` (minutes, mm)."""

    marks: tuple[tuple[int, float], ...]

    def at(self, minute: float) -> float:
        """The place of a minute, in mm from the top."""
        for (begin, top), (end, bottom) in itertools.pairwise(self.marks):
            if begin <= minute <= end:
                return top + (bottom - top) * (minute - begin) / (end - begin)
        return self.marks[-1][1]

    @property
    def height(self) -> float:
        return self.marks[-1][1]


def stretch(needs: Sequence[Need], begin: int, end: int, height: float) -> Axis:
    """The axis from `begin` to `end` in which every item has what it needs.

    It is `height` mm high, or higher where the needs alone are more than that.
    """
    marks = sorted({begin, end, *(m for need in needs for m in (need.begin, need.end))})
    low, high = 0.0, height / (end - begin) * 4
    for _round in range(_ROUNDS):
        middle = (low + high) / 2
        if sum(_heights(marks, needs, middle)) > height:
            high = middle
        else:
            low = middle
    places = [0.0]
    for part in _heights(marks, needs, low):
        places.append(places[-1] + part)
    return Axis(tuple(zip(marks, places, strict=True)))


def _heights(marks: Sequence[int], needs: Sequence[Need], per_minute: float) -> list[float]:
    """The height of each stretch between marks, at a height for each minute and as needs ask."""
    index = {minute: place for place, minute in enumerate(marks)}
    lengths = [after - before for before, after in itertools.pairwise(marks)]
    spans = [(index[need.begin], index[need.end], need.height) for need in needs]
    busy = {place for first, last, _height in spans for place in range(first, last)}
    found = [
        length * per_minute if place in busy else min(length * per_minute, _IDLE_MM)
        for place, length in enumerate(lengths)
    ]
    for first, last, wanted in sorted(spans, key=lambda span: (span[1] - span[0], span)):
        missing = wanted - sum(found[first:last])
        if missing > 0:
            minutes = sum(lengths[first:last])
            for place in range(first, last):
                found[place] += missing * lengths[place] / minutes
    return found
