"""What the worker tidies up each hour, and each day."""

from datetime import timedelta

from lms.core import api, files, throttle
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler, sweep_jobs


@handler("core.tidy", every=timedelta(hours=1))
def tidy(_job: JobRun) -> None:
    """Delete expired throttles, kept answers of the machine interface, and old finished jobs."""
    with transaction():
        throttle.sweep()
        api.sweep_keys()
        sweep_jobs()


@handler("core.sweep_files", every=timedelta(days=1))
def sweep_files(_job: JobRun) -> None:
    """Delete bytes that no record names."""
    with transaction():
        files.sweep_unnamed()
