"""The worker's part: checking, signing and filing papers; the print file; the preview.

Every step may be repeated: what is reserved keeps its serial, what is filed is passed over.
"""

from collections.abc import Callable
from uuid import UUID

from lms.accounts.identity import identity_of
from lms.certificates import queries
from lms.certificates.printing.render import PaperProblem, prepare, preview_pdf
from lms.certificates.rows import STEPS
from lms.certificates.services import batches, papers, plans, writing
from lms.core import files
from lms.core.access import SYSTEM, Identity
from lms.core.db import transaction
from lms.core.jobs import JobRun, handler
from lms.core.messages import Message

Progress = Callable[[int, int], None]


@handler(batches.JOB)
def issue(job: JobRun, batch_id: str) -> None:
    """Make all papers of one issue action."""
    run_batch(UUID(batch_id), progress=job.progress, actor=_actor(job))


@handler(papers.PRINT_JOB)
def print_file(job: JobRun, course_session_id: str) -> None:
    """Make the print file of a session."""
    make_print(UUID(course_session_id), actor=_actor(job))


@handler(papers.PREVIEW_JOB)
def preview(job: JobRun, course_session_id: str) -> None:
    """Check and draw every paper that would be issued now."""
    make_preview(UUID(course_session_id), progress=job.progress)


def run_batch(batch_id: UUID, *, progress: Progress, actor: Identity) -> None:
    """Bring a batch to its end: check all papers, reserve serials, sign and file, print.

    The progress counts two steps for each paper, checking and filing, so that it never runs back.
    """
    work = batches.open_work(batch_id)
    if work is None:
        return
    unfiled = work.unfiled
    if work.planned:
        problems = _check(work.planned, progress)
        if problems:
            with transaction():
                batches.refuse(batch_id=batch_id, problems=problems)
            return
        checked = frozenset(one.candidate.enrolment_id for one in work.planned)
        with transaction():
            unfiled = batches.reserve(batch_id=batch_id, checked=checked)
    steps = STEPS * (len(work.planned) or batches.size(batch_id))
    for left, certificate_id in zip(range(len(unfiled), 0, -1), unfiled, strict=True):
        progress(steps - left, steps)
        data = writing.make_file(certificate_id)
        if data is None:
            continue
        with transaction():
            writing.file(certificate_id=certificate_id, data=data, actor=actor)
    make_print(batches.session_of(batch_id), actor=actor)
    with transaction():
        batches.finish(batch_id=batch_id)
    progress(steps, steps)


def make_print(course_session_id: UUID, *, actor: Identity) -> None:
    """The print file of what is in force now, in calling order."""
    head = papers.head_of(course_session_id, SYSTEM)
    printed = queries.in_calling_order(head.id)
    if not printed:
        return
    data = papers.merged([files.read(row.file_id) for row in printed], head.code)
    with transaction():
        papers.keep_print(head=head, data=data, printed=printed, actor=actor)


def make_preview(course_session_id: UUID, *, progress: Progress) -> None:
    """One PDF of all papers that would be issued, and the reasons for those that cannot be."""
    head = papers.head_of(course_session_id, SYSTEM)
    planned = plans.plan(head, issued_at=None)
    drawn: list[bytes] = []
    pages: dict[UUID, int] = {}
    problems: dict[UUID, Message] = {}
    for done, one in enumerate(planned):
        progress(done, len(planned))
        try:
            drawn.append(preview_pdf(plans.specimen(one)))
            pages[one.candidate.enrolment_id] = len(drawn)
        except PaperProblem as problem:
            problems[one.candidate.enrolment_id] = problem.message
    data = papers.merged(drawn, head.code) if drawn else None
    with transaction():
        papers.keep_preview(course_session_id=head.id, data=data, pages=pages, problems=problems)
    progress(len(planned), len(planned))


def _check(planned: batches.Plan, progress: Progress) -> dict[UUID, Message]:
    problems = {}
    for done, one in enumerate(planned):
        progress(done, STEPS * len(planned))
        try:
            prepare(plans.specimen(one))
        except PaperProblem as problem:
            problems[one.candidate.enrolment_id] = problem.message
    return problems


def _actor(job: JobRun) -> Identity:
    return identity_of(job.requested_by) if job.requested_by else SYSTEM
