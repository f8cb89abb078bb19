"""Background work of exercises."""

from datetime import timedelta
from uuid import UUID

from lms.core import files
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.exercises import services
from lms.exercises.services.importing import sweep_chart_files
from lms.exercises.services.mends import left_to_mark, mark_some_again

CHUNK = 100


@handler("exercises.close_overdue", every=timedelta(minutes=1))
def close_overdue(_job: JobRun) -> None:
    """Hand in attempts whose time is up."""
    with transaction():
        services.close_overdue()


@handler("exercises.sweep_chart_files", every=timedelta(hours=1))
def sweep_imports(_job: JobRun) -> None:
    """Remove files of charts that nobody took in."""
    with transaction():
        digests = sweep_chart_files()
    files.sweep(digests)


@handler("exercises.mark_again")
def mark_again(job: JobRun, mend_id: str) -> None:
    """Mark a large room again under a mended key, some at a time."""
    left = left_to_mark(UUID(mend_id))
    for at in range(0, len(left), CHUNK):
        with transaction():
            mark_some_again(UUID(mend_id), left[at : at + CHUNK])
        job.progress(min(at + CHUNK, len(left)), len(left))
