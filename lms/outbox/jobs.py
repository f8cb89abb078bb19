"""The worker's part of the outbox."""

import uuid
from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.outbox import services


@handler("outbox.deliver")
def deliver(job: JobRun, *, message_id: str) -> None:
    with transaction():
        services.deliver(uuid.UUID(message_id))


@handler("outbox.retry", every=timedelta(minutes=2))
def retry(_job: JobRun) -> None:
    """Try again what the mail server refused, each when its time has come."""
    for message_id in services.due_messages():
        with transaction():
            services.deliver(message_id)
