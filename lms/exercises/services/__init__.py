"""Writing attempts: start, join, save steps, hand in, mark, release."""

from lms.exercises.services.events import append_events
from lms.exercises.services.handing_in import close_overdue, hand_in, release, remark
from lms.exercises.services.joining import add_member, join_by_code
from lms.exercises.services.packages import (
    open_package,
    package_address,
    package_behind,
    unpacked,
)
from lms.exercises.services.starting import start_attempt

__all__ = [
    "add_member",
    "append_events",
    "close_overdue",
    "hand_in",
    "join_by_code",
    "open_package",
    "package_address",
    "package_behind",
    "release",
    "remark",
    "start_attempt",
    "unpacked",
]
