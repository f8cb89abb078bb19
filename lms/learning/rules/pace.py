"""How lessons are named in rows, and who is stuck or silent. `now` is handed in."""

from datetime import datetime, timedelta

from lms.learning.rows import Completion, Pace

SILENT_AFTER = timedelta(minutes=15)
# as often below the pass mark as this, and somebody should come over
STUCK_AFTER = 2


def lesson_key(module: str, lesson: str) -> str:
    """How a lesson is named in rows."""
    return f"{module}/{lesson}"


def pace(completion: Completion, last_at: datetime | None, failures: int, now: datetime) -> Pace:
    """How somebody is getting on.

    `failures` is how often the most difficult activity was handed in below its pass mark
    without having been passed since.
    """
    if (
        completion.modules_done == completion.modules
        and completion.exercises_done == completion.exercises
    ):
        return Pace.DONE
    if failures >= STUCK_AFTER:
        return Pace.STUCK
    if last_at is None:
        return Pace.NOT_BEGUN
    return Pace.SILENT if now - last_at > SILENT_AFTER else Pace.WORKING
