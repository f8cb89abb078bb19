"""Background work of learning."""

from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.learning.services.reminders import remind_all


@handler("learning.remind", every=timedelta(minutes=30))
def remind(_job: JobRun) -> None:
    """Write the reminders that are due."""
    with transaction():
        remind_all()
