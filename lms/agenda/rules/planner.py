"""Sessions as bars on the rows of a calendar: weeks of a month, or months of a year.

Pure. A row is a run of days; bars that overlap lie on lanes below each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar


class Dated(Protocol):
    """Anything with a first and a last day."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


T = TypeVar("T", bound=Dated)


@dataclass(frozen=True)
class Bar(Generic[T]):
    """A part of something on one row: `column` from 1, `span` days, `lane` from 1.

    `begins` and `ends` say whether its first and last day lie on this row.
    """

    of: T
    column: int
    span: int
    lane: int
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Row(Generic[T]):
    """A run of days with the bars on it."""

    days: tuple[date, ...]
    bars: tuple[Bar[T], ...]

    @property
    def lanes(self) -> int:
        return max((bar.lane for bar in self.bars), default=0)


def month_days(month: date) -> tuple[date, date]:
    """The first and the last day of the month that a day lies in."""
    first = month.replace(day=1)
    return first, next_month(first) - timedelta(days=1)


def next_month(month: date, by: int = 1) -> date:
    """The first day of a month `by` months later (earlier where negative)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def weeks_of(month: date) -> list[tuple[date, ...]]:
    """The weeks that touch a month, from Monday to Sunday."""
    first, last = month_days(month)
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    return [
        tuple(monday + timedelta(days=7 * week + day) for day in range(7)) for week in range(count)
    ]


def months_of(year: int) -> list[tuple[date, ...]]:
    """The days of each month of a year."""
    found = []
    for month in range(1, 13):
        first, last = month_days(date(year, month, 1))
        found.append(tuple(first + timedelta(days=day) for day in range((last - first).days + 1)))
    return found


def laid_out(days: Sequence[date], things: Sequence[T]) -> Row[T]:
    """One row: each thing that touches it as a bar on the first lane that is free."""
    first, last = days[0], days[-1]
    touching = [one for one in things if one.starts_on <= last and one.ends_on >= first]
    free: list[date] = []  # the first free day of each lane
    bars = []
    for one in sorted(touching, key=lambda thing: (thing.starts_on, -thing.ends_on.toordinal())):
        begin, end = max(one.starts_on, first), min(one.ends_on, last)
        lane = next((at for at, day in enumerate(free) if day <= begin), len(free))
        free[lane : lane + 1] = [end + timedelta(days=1)]
        bars.append(
            Bar(
                of=one,
                column=(begin - first).days + 1,
                span=(end - begin).days + 1,
                lane=lane + 1,
                begins=one.starts_on >= first,
                ends=one.ends_on <= last,
            )
        )
    return Row(tuple(days), tuple(bars))
