"""The closing checklist's point on attendance."""

from collections.abc import Sequence

from lms.attendance.overview import open_half_days
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.messages import N_
from lms.courses.closing import ClosingPoint
from lms.courses.rows import SessionHead


def attendance_taken(head: SessionHead, actor: Identity) -> Sequence[ClosingPoint]:
    """Everybody has a mark in every half-day that has begun."""
    still_open = open_half_days([head.id], utcnow())
    missing = sum(half.people - half.marked for half in still_open)
    return [
        ClosingPoint(
            N_("Attendance is taken"),
            missing == 0,
            N_("%(n)s marks are missing.", n=missing),
            "attendance.register",
        )
    ]


CHECKS = (attendance_taken,)
