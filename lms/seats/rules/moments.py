"""A moment as a form's field of date and time writes it, on the clock of the session."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lms.core.days import day_fault
from lms.core.messages import N_, Message


def asked(text: str, zone: str) -> tuple[datetime | None, Message | None]:
    """The end of the minute (or second) typed, in UTC; or the fault, where there is one.

    An hour that the clocks repeat is taken the second time, so that nothing of it is left out.
    """
    if not text.strip():
        return None, None
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        return None, N_("Write date and time as in 2026-03-02T14:30.")
    fault = day_fault(typed.date())
    if fault is not None:
        return None, fault
    if typed.tzinfo is None:
        typed = typed.replace(tzinfo=ZoneInfo(zone), fold=1)
    whole = timedelta(seconds=1) if typed.second else timedelta(minutes=1)
    return typed.astimezone(UTC) + whole - timedelta(microseconds=1), None


def written(at: datetime | None, zone: str) -> str:
    """A moment for the field, to the minute; empty for none."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if at else ""
