"""The worker's part of accounts."""

import uuid

from lms.accounts import services
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler


@handler("accounts.send_reset")
def send_reset(job: JobRun, *, account_id: str) -> None:
    with transaction():
        services.send_reset(account_id=uuid.UUID(account_id))
