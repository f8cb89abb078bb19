"""Serials for people: PREFIX-YEAR-NNNN, without gaps per installation and year."""

import re
from dataclasses import dataclass

from lms.engines.credentials.typed import LOOKALIKES, fold

PREFIX = re.compile(r"[A-Z0-9]{2,12}")
_FORMS = [
    re.compile(r"(?P<prefix>[A-Z0-9]{2,12})-?(?P<year>[0-9]{4})-(?P<number>[0-9]{1,9})"),
    # without its hyphens, and with letters that look like digits
    re.compile(r"(?P<prefix>[A-Z0-9]{2,12}?)(?P<year>[0-9]{4})(?P<number>[0-9]{1,9})"),
    re.compile(r"(?P<prefix>[A-Z0-9]{2,12})-(?P<year>[0-9OIL]{4})-(?P<number>[0-9OIL]{1,9})"),
]
NUMBER_WIDTH = 4


@dataclass(frozen=True, order=True)
class Serial:
    """One certificate's number. The number starts at 1 each year and is never used twice."""

    prefix: str
    year: int
    number: int

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise ValueError(
                f"A serial's prefix has 2 to 12 letters A-Z or digits: {self.prefix!r}"
            )
        if not 1000 <= self.year <= 9999 or self.number < 1:
            raise ValueError(f"A serial needs a year of four digits and a number from 1: {self!r}")

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.number:0{NUMBER_WIDTH}d}"


def parse_serial(typed: str) -> Serial | None:
    """The serial that was typed, or None where it cannot be one.

    Case, spaces, any dash, digits of any script and missing leading zeros do not matter, nor that
    dashes are left out or letters stand for digits that look like them: O for zero, I or L for one.
    """
    folded = fold(typed, keep_hyphens=True)
    match = next(filter(None, (form.fullmatch(folded) for form in _FORMS)), None)
    if match is None:
        return None
    number = int(match["number"].translate(LOOKALIKES))
    year = int(match["year"].translate(LOOKALIKES))
    if number < 1 or year < 1000:
        return None
    return Serial(match["prefix"], year, number)
