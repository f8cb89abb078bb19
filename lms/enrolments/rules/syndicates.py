"""What tables are called, and by what the people at them are told apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from string import ascii_uppercase
from uuid import UUID

from lms.accounts.enums import Gender

MOST_TABLES = 60
LONGEST_NAME = 60
LONGEST_LETTER = 2
HEAVIEST = 20
BANDS = ((10, "BS 1-10"), (15, "BS 11-15"), (17, "BS 16-17"), (19, "BS 18-19"), (22, "BS 20-22"))
_SCALE = re.compile(r"BS-(\d{1,2})")


def letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on: without end."""
    for length in count(1):
        for signs in product(ascii_uppercase, repeat=length):
            yield "".join(signs)


def rank_band(rank: str) -> str:
    """The band of a rank: neighbours of the basic scale together, other ranks by their word.

    `BS-16` and `BS-17` are one band; "Inspector" and "inspector" are one; an empty rank has none.
    """
    found = _SCALE.fullmatch(rank.strip())
    if not found:
        return " ".join(rank.split()).casefold()
    return next((band for most, band in BANDS if int(found[1]) <= most), "")


def features_of(agency_id: UUID, rank: str, gender: Gender) -> dict[str, str]:
    """What the grouping mixes; a gender that is not said or other than two is not counted."""
    known = {Gender.FEMALE, Gender.MALE}
    return {
        "agency": str(agency_id),
        "rank": rank_band(rank),
        "gender": gender.value if gender in known else "",
    }


@dataclass(frozen=True)
class Wish:
    """How much each rule counts when tables are suggested, from 0 (off) to 20.

    `stay`: how much it counts that people stay where they sit.
    """

    agency: int = 5
    rank: int = 3
    gender: int = 4
    alone: int = 10
    stay: int = 1
    apart: tuple[tuple[UUID, UUID], ...] = field(default=())
    together: tuple[tuple[UUID, UUID], ...] = field(default=())
