"""Dates in the writing of others, read by a form such as "DD/MM/YYYY hh:mm".

YYYY YY MM DD MON hh mm ss AP stand for year, month, day, month's name, hour, minute, second and
AM or PM; other signs stand for themselves. The form may be anywhere in the cell.
"""

import re
from datetime import time
from functools import lru_cache

from lms.engines.linkchart.parts import is_date

FORMS = (
    "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD hh:mm", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DD", "YYYY/MM/DD",
    "DD/MM/YYYY hh:mm:ss", "DD/MM/YYYY hh:mm", "DD/MM/YYYY", "DD.MM.YYYY hh:mm", "DD.MM.YYYY",
    "DD-MM-YYYY", "DD MON YYYY", "MON DD, YYYY", "MM/DD/YYYY hh:mm AP", "MM/DD/YYYY", "DD/MM/YY",
    "YYYYMMDD", "hh:mm:ss", "hh:mm",
)  # fmt: skip
MOST_SIGNS = 40
_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MON": r"(?P<name>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "hh": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})(?:\.\d+)?",
    "AP": r"(?P<half>[AaPp])\.?[Mm]\.?",
}
_TOKEN = re.compile("|".join(_PARTS))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONE = re.compile(r"Z|[+-]\d{2}:\d{2}")


class Unfit(ValueError):
    """A form that says the same twice, or nothing of a date or a time."""


@lru_cache(maxsize=256)
def pattern(form: str) -> re.Pattern[str]:
    """The expression of a form. Raises Unfit."""
    tokens = _TOKEN.findall(form)
    if not tokens or len(set(tokens)) != len(tokens) or len(form) > MOST_SIGNS:
        raise Unfit(form)
    if {"YYYY", "YY"} <= set(tokens) or {"MM", "MON"} <= set(tokens):
        raise Unfit(form)
    written, at = "", 0
    for found in _TOKEN.finditer(form):
        written += re.escape(form[at : found.start()]).replace(r"\ ", r"\s+") + _PARTS[found[0]]
        at = found.end()
    written += re.escape(form[at:]).replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\d){written}(?!\d)")


def is_zone(text: str) -> bool:
    """Whether this is a distance from UTC: Z, or +05:00."""
    return bool(_ZONE.fullmatch(text))


def read_date(text: str, form: str, zone: str = "") -> str:
    """The date (ISO 8601, as far as it goes) in a cell, or a time of day as hh:mm:ss. Empty where
    the cell has none. `zone` is the distance from UTC of times, if it is known."""
    found = pattern(form).search(text)
    if found is None:
        return ""
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    day = _day(parts)
    clock = _clock(parts)
    if day is None or clock is None:
        return ""
    if not day:
        return clock
    whole = f"{day}T{clock}{zone}" if clock and len(day) == 10 else day
    return whole if is_date(whole) else ""


def _day(parts: dict[str, str]) -> str | None:
    """The day as far as it is known; None where there is no such day."""
    year = parts.get("year") or _century(parts.get("short"))
    month = parts.get("month")
    if "name" in parts:
        short = parts["name"][:3].lower()
        month = str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"
    if not year:
        return "" if not month and "day" not in parts else None
    day = "-".join(
        [year, *(one.zfill(2) for one in (month, parts.get("day") if month else None) if one)]
    )
    return day if is_date(day) and (len(day) != 7 or 1 <= int(day[5:]) <= 12) else None


def _century(short: str | None) -> str:
    """Two figures are a year of this century up to 68, as POSIX has it."""
    if short is None:
        return ""
    return f"20{short}" if int(short) <= 68 else f"19{short}"


def _clock(parts: dict[str, str]) -> str | None:
    """The time of day; empty where there is none, None where there is no such time."""
    if "hour" not in parts:
        return ""
    hour = int(parts["hour"])
    if "half" in parts:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    text = f"{hour:02}:{parts.get('minute', '00')}:{parts.get('second', '00')}"
    try:
        time.fromisoformat(text)
    except ValueError:
        return None
    return text


def likely_form(samples: list[str]) -> str:
    """The first form that reads all of these cells; empty where none does."""
    filled = [one for one in samples if one.strip()]
    if not filled:
        return ""
    for form in FORMS:
        whole = pattern(form)
        if all(whole.fullmatch(one.strip()) and read_date(one, form) for one in filled):
            return form
    return ""
