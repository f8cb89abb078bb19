"""Work of letters outside the request."""

from uuid import UUID

from lms.core.jobs import JobRun, handler
from lms.letters.services.making import make


@handler("letters.make")
def make_letter(_job: JobRun, letter_id: str) -> None:
    """Make the PDF of a letter and hand its message to the outbox."""
    make(UUID(letter_id))
