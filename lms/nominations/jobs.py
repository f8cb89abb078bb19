"""The worker's part of nominations."""

from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.nominations.services import deadlines as services
from lms.nominations.services import verdicts


@handler("nominations.deadlines", every=timedelta(minutes=5))
def deadlines(_job: JobRun) -> None:
    """Let unused seats flow on where the deadline has passed."""
    for course_session_id in services.due():
        with transaction():
            services.flow_on(course_session_id)


@handler("nominations.settle", every=timedelta(minutes=5))
def settle(_job: JobRun) -> None:
    """Hand names on that no step holds any more: somebody may have been nominated in the very
    moment in which a step was archived."""
    with transaction():
        verdicts.settle(because="no step in force")
