"""Windows of time in whole steps: days, hours of a day, or moments, on one clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

DAY = 24 * 60
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_EPOCH = datetime.fromisoformat("1970-01-01")  # without zone: the question says which


class Form(StrEnum):
    """What a window is made of: days (both included), hours of a day, dates with hours."""

    DAYS = "days"
    HOURS = "hours"
    MOMENTS = "moments"


@dataclass(frozen=True)
class Window:
    """From `begin` to `end`: days since year 1, minutes of a day, or minutes since 1970.

    Hours may pass midnight: then the end is smaller than the beginning.
    """

    form: Form
    begin: int
    end: int

    @property
    def stretch(self) -> tuple[int, int]:
        """Beginning and end (excluded), the end behind the beginning."""
        if self.form is Form.DAYS:
            return self.begin, self.end + 1
        if self.form is Form.HOURS and self.end <= self.begin:
            return self.begin, self.end + DAY
        return self.begin, max(self.end, self.begin + 1)

    def off_by(self, other: "Window") -> int:
        """The larger of the distances of the two ends, in steps of the form."""
        one = abs(self.begin - other.begin), abs(self.end - other.end)
        if self.form is Form.HOURS:
            one = min(one[0], DAY - one[0]), min(one[1], DAY - one[1])
        return max(one)

    def overlap(self, other: "Window") -> Fraction:
        """What both have in common as a share of all that either has, 0 to 1."""
        turns = (-DAY, 0, DAY) if self.form is Form.HOURS else (0,)
        begin, end = self.stretch
        first, last = other.stretch
        common = max(max(0, min(end, last + by) - max(begin, first + by)) for by in turns)
        return Fraction(common, (end - begin) + (last - first) - common)

    @property
    def words(self) -> tuple[str, str]:
        """Both ends as `read_end` reads them."""
        return write_end(self.form, self.begin), write_end(self.form, self.end)

    def __str__(self) -> str:
        begin, end = self.words
        return begin if self.form is Form.DAYS and begin == end else f"{begin} - {end}"


def day_window(first: date, last: date) -> Window:
    """The days from the first to the last, both included."""
    return Window(Form.DAYS, first.toordinal(), last.toordinal())


def moment_window(begin: datetime, end: datetime) -> Window:
    """From one moment to another of one clock, to the minute."""
    return Window(Form.MOMENTS, _minutes(begin), _minutes(end))


def _minutes(at: datetime) -> int:
    return (at.replace(tzinfo=None) - _EPOCH) // timedelta(minutes=1)


def read_end(form: Form, text: str) -> int | None:
    """One end as typed or as a browser's field sends it; None if it is none."""
    text = text.strip()
    if form is Form.HOURS:
        match = _HOUR.fullmatch(text)
        if match is None:
            return None
        return 0 if match[1] is None else int(match[1]) * 60 + int(match[2])
    try:
        if form is Form.DAYS:
            return date.fromisoformat(text).toordinal()
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _minutes(at) if at.tzinfo is None and len(text) > 10 else None


def write_end(form: Form, value: int) -> str:
    """One end as text: 2019-03-08, 22:00, or 2019-03-08 22:04."""
    if form is Form.DAYS:
        return date.fromordinal(value).isoformat()
    if form is Form.HOURS:
        return f"{value // 60:02d}:{value % 60:02d}"
    return f"{_EPOCH + timedelta(minutes=value):%Y-%m-%d %H:%M}"
