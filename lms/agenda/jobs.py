"""Work of the agenda outside the request."""

from uuid import UUID

from lms.agenda.services.solving import solve
from lms.agenda.services.year_solving import solve_year
from lms.core.jobs import JobRun, handler


@handler("agenda.propose")
def propose(job: JobRun, proposal_id: str) -> None:
    """Look for timetables of a session."""
    solve(UUID(proposal_id), progress=job.progress)


@handler("agenda.plan_year")
def plan_year(job: JobRun, plan_id: str) -> None:
    """Look for dates, venues and trainers of a year's sessions."""
    solve_year(UUID(plan_id), progress=job.progress)
