"""The worker's part of accounts."""

import uuid
from datetime import timedelta

from lms.accounts import services
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler


@handler("accounts.send_reset")
def send_reset(job: JobRun, *, account_id: str) -> None:
    with transaction():
        services.send_reset(account_id=uuid.UUID(account_id))


@handler("accounts.tidy", every=timedelta(days=1))
def tidy(job: JobRun) -> None:
    """Forget links and sign-ins that ended a month ago: the audit trail keeps what matters."""
    with transaction():
        services.tidy()
