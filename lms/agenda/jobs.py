"""Work of the agenda outside the request."""

from uuid import UUID

from lms.accounts.identity import identity_of
from lms.agenda.printing.prints import from_text
from lms.agenda.services.prints import make_asked
from lms.agenda.services.solving import solve
from lms.agenda.services.year_solving import solve_year
from lms.core.access import SYSTEM
from lms.core.jobs import JobRun, handler


@handler("agenda.propose")
def propose(job: JobRun, proposal_id: str) -> None:
    """Look for timetables of a session."""
    solve(UUID(proposal_id), progress=job.progress)


@handler("agenda.plan_year")
def plan_year(job: JobRun, plan_id: str) -> None:
    """Look for dates, venues and trainers of a year's sessions."""
    solve_year(UUID(plan_id), progress=job.progress)


@handler("agenda.print")
def print_agenda(job: JobRun, slug: str, wanted: str) -> None:
    """Make a long print of an agenda for whoever asked for it."""
    actor = identity_of(job.requested_by) if job.requested_by else SYSTEM
    make_asked(actor=actor, slug=slug, wanted=from_text(wanted), progress=job.progress)
