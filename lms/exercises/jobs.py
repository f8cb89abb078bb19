"""Background work of exercises."""

from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.exercises import services


@handler("exercises.close_overdue", every=timedelta(minutes=1))
def close_overdue(_job: JobRun) -> None:
    """Hand in attempts whose time is up."""
    with transaction():
        services.close_overdue()
