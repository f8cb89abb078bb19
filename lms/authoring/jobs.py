"""Background work of authoring."""

from datetime import timedelta

from lms.authoring.services.sweeping import sweep_waiting
from lms.core import files
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler


@handler("authoring.sweep", every=timedelta(hours=1))
def sweep(_job: JobRun) -> None:
    """Remove uploaded files of questions that nobody takes any more."""
    with transaction():
        digests = sweep_waiting()
    files.sweep(digests)
