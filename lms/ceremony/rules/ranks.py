"""Grades of ranks, so that ranks of several services stand in one order.

The grades are the Basic Pay Scales of Pakistan (1 to 22), as the services' own rules give them;
they are a default that the organiser overrides for each rank. Pure.
"""

import re
from collections.abc import Mapping

from lms.engines.folding import fold

HIGHEST = 22
_SCALE = re.compile(r"\bb(?:p)?s\s?(\d{1,2})\b")
_GRADES: Mapping[str, int] = {
    "constable": 7, "sepoy": 5, "lance naik": 6, "naik": 7, "head constable": 9, "havildar": 8,
    "assistant sub inspector": 11, "asi": 11, "naib subedar": 13, "sub inspector": 14, "si": 14,
    "subedar": 15, "inspector": 16, "subedar major": 16, "superintendent": 17,
    "deputy superintendent": 17, "deputy superintendent of police": 17, "dsp": 17,
    "assistant superintendent of police": 17, "asp": 17, "second lieutenant": 17,
    "lieutenant": 17, "captain": 17, "assistant director": 17, "assistant collector": 17,
    "superintendent of police": 18, "sp": 18, "major": 18, "deputy director": 18,
    "deputy collector": 18, "senior superintendent of police": 19, "ssp": 19,
    "lieutenant colonel": 19, "additional director": 19, "additional collector": 19,
    "deputy inspector general": 20, "dig": 20, "colonel": 20, "brigadier": 20, "director": 20,
    "collector": 20, "additional inspector general": 21, "major general": 21,
    "director general": 21, "chief collector": 21, "inspector general": 22,
    "lieutenant general": 22,
}  # fmt: skip


def rank_key(rank: str) -> str:
    """What two ways to write one rank have in common."""
    return fold(rank)


def grade_of(rank: str, own: Mapping[str, int]) -> int | None:
    """The grade of a rank, 1 to 22, higher first: the session's own grade by `rank_key`, else the
    scale that the rank names, else the shipped one; None where nobody knows."""
    key = rank_key(rank)
    if key in own:
        return own[key]
    scale = _SCALE.search(key)
    if scale:
        return min(int(scale[1]), HIGHEST)
    return _GRADES.get(key)
