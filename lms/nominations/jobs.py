"""The worker's part of nominations."""

from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.nominations.services import plans


@handler("nominations.deadlines", every=timedelta(minutes=5))
def deadlines(_job: JobRun) -> None:
    """Let unused seats flow on where the deadline has passed."""
    for course_session_id in plans.due():
        with transaction():
            plans.flow_on(course_session_id)
