"""When calls are made: by hour and day, the busiest hours, and the day on which habits change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from lms.engines.casework.calls.listing import Call, Listing

HOURS, WEEKDAYS = 24, 7


@dataclass(frozen=True)
class Pattern:
    """Counts by weekday (0 is Monday) and hour, and by day from the first to the last."""

    grid: tuple[tuple[int, ...], ...]
    days: tuple[tuple[date, int], ...]

    @property
    def hours(self) -> tuple[int, ...]:
        """Counts by hour over all days."""
        return tuple(sum(row[hour] for row in self.grid) for hour in range(HOURS))


def pattern(listing: Listing, calls: Sequence[Call], *, local: bool) -> Pattern:
    """The pattern of some calls over the whole span of the listing."""
    cells: Counter[tuple[int, int]] = Counter()
    for call in calls:
        at = listing.clock(call.start, local=local)
        cells[at.weekday(), at.hour] += 1
    grid = tuple(tuple(cells[day, hour] for hour in range(HOURS)) for day in range(WEEKDAYS))
    return Pattern(grid, tuple(by_day(listing, calls, local=local)))


def by_day(listing: Listing, calls: Iterable[Call], *, local: bool) -> list[tuple[date, int]]:
    """How many of the calls began on each day of the listing, days without one included."""
    if not listing.calls:
        return []
    counts = Counter(listing.day(call, local=local) for call in calls)
    first, last = (listing.day(listing.calls[at], local=local) for at in (0, -1))
    span = range((last - first).days + 1)
    return [(day, counts[day]) for day in (first + timedelta(days=step) for step in span)]


def busiest_hours(hours: Sequence[int], length: int) -> int:
    """The hour at which the busiest stretch of `length` hours begins (it may pass midnight); the
    earliest one where several are level."""
    sums = [sum(hours[(begin + step) % HOURS] for step in range(length)) for begin in range(HOURS)]
    return sums.index(max(sums))


def change_of_pattern(days: Sequence[tuple[date, int]]) -> date | None:
    """The first day of the new habit: where cutting the days in two leaves the least unexplained.

    The cut that lowers the sum of squared differences from the means most (least squares with one
    change), worked out exactly; the earliest one where several are level. None where every day
    is like the others.
    """
    counts = [count for _day, count in days]
    total, size = sum(counts), len(counts)
    best, at, before = Fraction(0), None, 0
    for place in range(1, size):
        before += counts[place - 1]
        mean_before, mean_after = Fraction(before, place), Fraction(total - before, size - place)
        gain = Fraction(place * (size - place), size) * (mean_before - mean_after) ** 2
        if gain > best:
            best, at = gain, place
    return days[at][0] if at is not None else None
