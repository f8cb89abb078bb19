"""Clock times of a run sheet. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def spans(starts_at: datetime, minutes: Sequence[int]) -> list[tuple[datetime, datetime]]:
    """From when to when each item goes, one after the other. Aware, in UTC: a change of the clock
    at the place moves no item."""
    found, at = [], starts_at
    for length in minutes:
        ends = at + timedelta(minutes=length)
        found.append((at, ends))
        at = ends
    return found


def at_place(day: str, clock: str, zone: str) -> datetime | None:
    """The moment of a day like 2026-03-04 and a clock time like 15:00 at a place, in UTC; None
    where they are none."""
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
