"""Moments as the solver counts them: days by index, quarter-hours on the session's clock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from lms.agenda.rules.times import QUARTER, day_of, local_moment, minutes_of
from lms.core.messages import Message
from lms.engines.timetable.within import Span

QUARTERS = 24 * 60 // QUARTER
MOMENT = timedelta(microseconds=1)


def quarters(length: timedelta) -> int:
    """A length of time in quarter-hours, rounded up; at least one."""
    return max(1, -(-int(length.total_seconds()) // (QUARTER * 60)))


def first_quarter(moment: datetime, zone: str) -> int:
    """The quarter-hour in which a moment lies, counted from midnight."""
    return minutes_of(moment, zone) // QUARTER


def last_quarter(moment: datetime, zone: str) -> int:
    """The end of the quarter-hour up to which a time runs that ends at a moment."""
    before = moment - MOMENT
    return minutes_of(before, zone) // QUARTER + 1


def spans(busy: Iterable[tuple[datetime, datetime]], days: Sequence[date], zone: str) -> list[Span]:
    """Times as spans of the days that they touch, rounded outwards; others are left out."""
    found: list[Span] = []
    for begin, end in busy:
        first, last = day_of(begin, zone), day_of(end - MOMENT, zone)
        for index, day in enumerate(days):
            if first <= day <= last:
                start = first_quarter(begin, zone) if day == first else 0
                stop = last_quarter(end, zone) if day == last else QUARTERS
                found.append(Span(index, start, stop))
    return found


def odd_quarters(day: date, zone: str) -> list[tuple[int, int]]:
    """Stretches of a day that the clock leaves out or shows twice, as (start, end)."""
    found: list[tuple[int, int]] = []
    for quarter in range(QUARTERS):
        if isinstance(local_moment(day, clock(quarter), zone), Message):
            if found and found[-1][1] == quarter:
                found[-1] = (found[-1][0], quarter + 1)
            else:
                found.append((quarter, quarter + 1))
    return found


def clock(quarter: int) -> time:
    """The time of day at which a quarter-hour begins; 96 is shown as midnight."""
    return time(*divmod(quarter % QUARTERS * QUARTER, 60))


def clock_text(quarter: int) -> str:
    """As it is written, e.g. `09:15`; the end of the day is `24:00`."""
    return "24:00" if quarter == QUARTERS else f"{clock(quarter):%H:%M}"


def clock_value(quarter: int) -> time | str:
    """For a sentence: the time of day, which is written in the reader's digits; `24:00` at its
    end."""
    return "24:00" if quarter == QUARTERS else clock(quarter)


def ceil_quarter(minutes: int) -> int:
    """Minutes from midnight in quarters, rounded up: hours that begin at 8:05 begin at 8:15."""
    return -(-minutes // QUARTER)
