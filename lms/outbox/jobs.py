"""The worker's part of the outbox.

Each mail is three steps: noted as being sent and committed; handed to the mail server outside any
transaction; settled. See `services/delivery.py` for what that is good for.
"""

import uuid
from datetime import timedelta

from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.core.settings import settings
from lms.outbox.services import delivery
from lms.outbox.services.transport import hand_to_server


@handler("outbox.deliver")
def deliver(_job: JobRun, *, message_id: str) -> None:
    """Send one message."""
    _send(uuid.UUID(message_id))


@handler("outbox.retry", every=timedelta(minutes=2))
def send_due(job: JobRun) -> None:
    """Send what is due: digests whose time has come, and what the mail server did not take at
    first. Where the server is down, the rest waits for the next round."""
    with transaction():
        delivery.doubt_lost()
    if not settings().mail_server:
        return
    due = delivery.due_messages()
    for done, message_id in enumerate(due, start=1):
        if not _send(message_id):
            break
        job.progress(done, len(due))


def _send(message_id: uuid.UUID) -> bool:
    """Try one message; False where there is no talking with the mail server."""
    with transaction():
        attempt = delivery.begin(message_id=message_id)
    if attempt is None:
        return True
    answer = hand_to_server(attempt.envelope)
    with transaction():
        delivery.settle(attempt=attempt, answer=answer)
    return not answer.down
