"""The worker's part: signing heads of what was added elsewhere, and telling the witnesses."""

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.register.services.heads import SIGN, WITNESS, sign_head
from lms.register.services.witnessing import tell_witnesses


@handler(SIGN)
def sign(_job: JobRun) -> None:
    """Sign a head over everything that was added."""
    with transaction():
        sign_head(actor=SYSTEM)


@handler(WITNESS)
def witness(_job: JobRun, log_id: int, size: int) -> None:
    """Send a head to the focal points."""
    with transaction():
        tell_witnesses(log_id=log_id, size=size)
