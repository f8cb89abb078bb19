"""Until when a test before the course is worth being offered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.courses.enums import SessionState

_ENDED = frozenset({SessionState.COMPLETED, SessionState.CLOSED})


def offers_pre_test(state: SessionState, starts_on: date, zone: str, now: datetime) -> bool:
    """Whether a test before the course is still a next thing: up to the end of the first day.

    Later it measures nothing any more; it may still be taken while the session's state allows.
    """
    return state not in _ENDED and now.astimezone(ZoneInfo(zone)).date() <= starts_on
