"""What the worker tidies up each hour."""

from datetime import timedelta

from lms.core import api, throttle
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler, sweep_jobs


@handler("core.tidy", every=timedelta(hours=1))
def tidy(_job: JobRun) -> None:
    """Delete expired throttles, kept answers of the machine interface, and old finished jobs."""
    with transaction():
        throttle.sweep()
        api.sweep_keys()
        sweep_jobs()
