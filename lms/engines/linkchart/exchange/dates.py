"""Dates of a chart (ISO 8601, perhaps partial) as i2 files hold them, and back.

i2 has one moment with two flags, whether its day and its time are known. What is not a whole day
or moment in UTC is written into the description beside it, which is read first.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from lms.engines.linkchart.parts import is_date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_MIDNIGHT = "00:00:00"


def moment(value: str) -> str:
    """A date with a time as YYYY-MM-DDTHH:MM:SS in UTC; one without a zone is taken as UTC.

    Empty for a date without a time, and where the time in UTC would be before the first year or
    after the last.
    """
    if "T" not in value or not is_date(value):
        return ""
    try:
        found = datetime.fromisoformat(value)
        found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        return ""
    return found.replace(tzinfo=None, microsecond=0).isoformat()


def is_moment(value: str) -> bool:
    """Whether this is a whole moment in UTC as we write it, to the second."""
    return bool(_MOMENT.fullmatch(value)) and is_date(value)


def to_i2(value: str) -> dict[str, str]:
    """The attributes of an item or card that hold this date; none for no date."""
    if not value:
        return {}
    stamp = moment(value)
    if stamp:
        found = {"DateTime": f"{stamp}.000", "DateSet": "true", "TimeSet": "true"}
        return found if is_moment(value) else {**found, "DateTimeDescription": value}
    if _DAY.fullmatch(value):
        return {"DateTime": f"{value}T{_MIDNIGHT}.000", "DateSet": "true", "TimeSet": "false"}
    return {"DateSet": "false", "TimeSet": "false", "DateTimeDescription": value}


def from_i2(attributes: Mapping[str, str]) -> tuple[str, str]:
    """The date in these attributes, and the words that are none (to be told and kept)."""
    told = attributes.get("DateTimeDescription", "").strip()
    if told and is_date(told):
        return told, ""
    stamp = attributes.get("DateTime", "").strip()
    day_set = attributes.get("DateSet", "").lower()
    time_set = attributes.get("TimeSet", "").lower()
    if not stamp or (day_set in ("false", "0") and time_set in ("", "false", "0")):
        return "", told
    found = _STAMP.fullmatch(stamp)
    if not found or not is_date(found[1]):
        return "", _both(stamp, told)
    if day_set in ("false", "0"):
        return "", _both(found[2] or "", told)
    clock = found[2] or _MIDNIGHT
    known = time_set in ("true", "1") or (time_set == "" and day_set == "" and clock != _MIDNIGHT)
    if not known:
        return found[1], told
    return _in_utc(found[1], clock, found[4] or ""), told


def _both(one: str, other: str) -> str:
    return f"{one} ({other})" if one and other else one or other


def _in_utc(day: str, clock: str, zone: str) -> str:
    clock = clock if len(clock) == 8 else f"{clock}:00"
    if zone in ("", "Z"):
        return f"{day}T{clock}Z" if is_date(f"{day}T{clock}Z") else day
    stamp = moment(f"{day}T{clock}{zone if ':' in zone else zone[:3] + ':' + zone[3:]}")
    return f"{stamp}Z" if stamp else day
