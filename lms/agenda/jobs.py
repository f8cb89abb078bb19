"""Work of the agenda outside the request."""

from uuid import UUID

from lms.agenda.services.solving import solve
from lms.core.jobs import JobRun, handler


@handler("agenda.propose")
def propose(job: JobRun, proposal_id: str) -> None:
    """Look for timetables of a session."""
    solve(UUID(proposal_id), progress=job.progress)
