"""Contact hours: the minutes in which teaching goes on, parallel tracks counted once.

Pure. Which kinds count stands here alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from lms.agenda.enums import ItemKind
from lms.agenda.rules.times import day_of
from lms.courses.enums import DayPart

COUNTING = frozenset(
    {ItemKind.MODULE, ItemKind.EXERCISE, ItemKind.RECAP, ItemKind.TEST, ItemKind.GROUP_WORK}
)
NOON = 12 * 60
EVENING = 18 * 60


class Timed(Protocol):
    """Anything with a kind and two moments."""

    @property
    def kind(self) -> ItemKind: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


T = TypeVar("T", bound=Timed)


def contact_minutes(items: Iterable[Timed]) -> int:
    """Minutes covered by items that count; what lies side by side counts once."""
    spans = sorted((item.starts_at, item.ends_at) for item in items if item.kind in COUNTING)
    total = 0
    until: datetime | None = None
    for begin, end in spans:
        start = begin if until is None or begin > until else until
        if end > start:
            total += int((end - start).total_seconds() // 60)
            until = end
    return total


def by_day(items: Iterable[T], zone: str) -> dict[date, list[T]]:
    """Items by the day at the place, in the order of time."""
    days: dict[date, list[T]] = {}
    for item in sorted(items, key=lambda one: (one.starts_at, one.ends_at)):
        days.setdefault(day_of(item.starts_at, zone), []).append(item)
    return days


def half_day_spans(
    items: Sequence[Timed], zone: str
) -> list[tuple[date, DayPart, datetime, datetime, int]]:
    """The half-days that an agenda makes: day, part, begin, end, contact minutes.

    A day is cut at its lunch (else at noon) and at 18:00; parts without contact are left out.
    """
    found = []
    for day, entries in by_day(items, zone).items():
        noon = next((one.starts_at for one in entries if one.kind is ItemKind.LUNCH), None)
        parts: dict[DayPart, list[Timed]] = {}
        for entry in entries:
            parts.setdefault(_part(entry, noon, zone), []).append(entry)
        for part in DayPart:
            counted = [one for one in parts.get(part, []) if one.kind in COUNTING]
            if counted:
                begin = min(one.starts_at for one in counted)
                end = max(one.ends_at for one in counted)
                found.append((day, part, begin, end, contact_minutes(counted)))
    return found


def _part(item: Timed, lunch: datetime | None, zone: str) -> DayPart:
    local = item.starts_at.astimezone(ZoneInfo(zone))
    minutes = local.hour * 60 + local.minute
    if minutes >= EVENING:
        return DayPart.EVENING
    if lunch is not None:
        return DayPart.MORNING if item.starts_at < lunch else DayPart.AFTERNOON
    return DayPart.MORNING if minutes < NOON else DayPart.AFTERNOON
