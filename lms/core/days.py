"""Days that can be meant: dates far outside a working life are slips of the keyboard.

Pure. They also lie where calendars, time zones and databases end.
"""

from datetime import date

from lms.core.messages import N_, Message

FIRST_YEAR, LAST_YEAR = 1990, 2200


def day_fault(day: date) -> Message | None:
    """Why a day is not taken, None for one that can be meant."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return N_(
        "Write a day between the years %(first)s and %(last)s.",
        first=str(FIRST_YEAR),
        last=str(LAST_YEAR),
    )
