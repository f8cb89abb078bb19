"""The worker's part: a fresh revocation pack soon after each revocation, and each hour."""

from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.verification import services


@handler("verification.pack", every=timedelta(minutes=5))
def pack(_job: JobRun) -> None:
    """Sign what no longer stands, where this installation signs statements at all, and the newest
    pack is old or says something else."""
    if services.can_sign() and not services.is_current():
        with transaction():
            services.sign_pack()
