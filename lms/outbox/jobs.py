"""The worker's part of the outbox."""

import uuid

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.outbox import services


@handler("outbox.deliver")
def deliver(job: JobRun, *, message_id: str) -> None:
    with transaction():
        services.deliver(uuid.UUID(message_id))
