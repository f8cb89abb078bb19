"""What a mark counts for, and how a training ended for somebody. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from lms.attendance.enums import Presence
from lms.enrolments.enums import EnrolmentState

COUNTS = frozenset({Presence.PRESENT, Presence.LATE})
"""Who was late was there; who is excused was not."""

SCHEMA = 1


class Kind(StrEnum):
    """The kinds of attendance events."""

    MARKED = "marked"
    CLEARED = "cleared"


def attended(marks: Iterable[Presence]) -> int:
    """How many of these marks say that somebody was there."""
    return sum(mark in COUNTS for mark in marks)


def outcome(
    *, attended_half_days: int, half_days: int, percent_needed: int, marked: int
) -> EnrolmentState:
    """How the training ended: by half-days attended of all, in whole percent rounded down.

    Nothing marked at all says nothing yet: the enrolment stays confirmed.
    """
    if half_days == 0 or marked == 0:
        return EnrolmentState.CONFIRMED
    if attended_half_days == 0:
        return EnrolmentState.NO_SHOW
    if attended_half_days * 100 >= percent_needed * half_days:
        return EnrolmentState.ATTENDED
    return EnrolmentState.PARTLY_ATTENDED
