"""The worker's part of what comes after the ceremony."""

from datetime import timedelta

from lms.aftercare.services import reminding
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler


@handler("aftercare.expiry", every=timedelta(hours=6))
def expiry(_job: JobRun) -> None:
    """Tell holders and focal points whose certificates end."""
    with transaction():
        reminding.remind()
