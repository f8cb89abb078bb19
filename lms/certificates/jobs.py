"""The worker's part: checking, signing and filing papers; the print file; the preview.

Every step may be repeated: what is reserved keeps its serial, what is filed is passed over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lms.accounts.identity import identity_of
from lms.certificates import queries
from lms.certificates.enums import Hold
from lms.certificates.printing.render import PaperProblem, preview_pdf
from lms.certificates.queries import archive as archived
from lms.certificates.rows import STEPS
from lms.certificates.services import (
    archiving,
    batches,
    credentials,
    filing,
    lists,
    making,
    papers,
    parts,
    plans,
)
from lms.certificates.services.faults import Fault, fault_of
from lms.certificates.services.plans import Plan
from lms.core import files
from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Unavailable
from lms.core.jobs import JobRun, handler
from lms.core.messages import N_
from lms.courses.rows import SessionHead
from lms.register import services as register
from lms.register.queries import size as register_size
from lms.signing.offices import KeysOf, opened
from lms.signing.signer.problems import SignerProblem, not_approved

Progress = Callable[[int, int], None]
LARGEST_CHUNK = 64
STRICT_EVERY = 100  # papers: the first and each 100th go before the strict validator, too


@handler(lists.JOB)
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


@handler(credentials.JOB, every=timedelta(hours=1))
def sign_status(_job: JobRun) -> None:
    """Sign the status lists of credentials anew where they changed or age."""
    with transaction():
        credentials.sign_lists()


@handler(parts.JOB, every=timedelta(minutes=15))
def make_parts(_job: JobRun) -> None:
    """Make the certificates that their holders asked to show in parts. Where the signer does not
    sign, they wait for the next turn."""
    for certificate_id in parts.asked():
        made = parts.make(certificate_id)
        with transaction():
            parts.keep(made)


@handler(archived.JOB)
def archive(job: JobRun, course_session_id: str) -> None:
    """Make the archive files of a session that are due."""
    make_archive(UUID(course_session_id), progress=job.progress, actor=_actor(job))


@handler("certificates.renew_archives", every=timedelta(days=1))
def renew_archives(_job: JobRun) -> None:
    """Renew archive files whose stamp's certificate ends within a year, if a new one lasts longer;
    else the page says that a new time-stamp authority is due."""
    for course_session_id in archived.sessions_to_renew(utcnow()):
        make_archive(course_session_id, progress=lambda _done, _of: None, actor=SYSTEM)


def make_archive(
    course_session_id: UUID, *, progress: Progress, actor: Identity, at_terminal: bool = False
) -> int:
    """Make the archive files of a session that are due, one by one; returns how many.

    Each is kept and entered by itself: what is made stays made. Raises Refused, Unavailable.
    """
    with archiving.archivist(at_terminal=at_terminal) as maker:
        due = archived.due(course_session_id, now=utcnow(), lasts_until=maker.until)
        for done, one in enumerate(due):
            progress(done, len(due))
            data = archiving.make(maker, one)
            with transaction():
                archiving.keep(maker, one, data, actor=actor)
    if due:
        with transaction():
            archiving.note(course_session_id, len(due), actor=actor)
            _sign_head(actor)
    progress(len(due), len(due))
    return len(due)


def run_batch(
    batch_id: UUID, *, progress: Progress, actor: Identity, keys_of: KeysOf = opened
) -> None:
    """Bring a batch to its end: check all papers, reserve serials, sign and file, print.

    Where people have to sign the list, only the check is done, and the list opens.

    The progress counts two steps for each paper, checking and filing, so that it never runs back.
    Where the signer does not sign, the batch keeps why for the organiser's page, and Unavailable
    is raised so that the job is tried again.
    """
    _open_list(batch_id, progress)
    work = batches.open_work(batch_id)
    if work is None:
        return
    with making.helpers(len(work.planned) or len(work.unfiled)) as helpers:
        if not _make_papers(work, helpers, progress=progress, actor=actor, keys_of=keys_of):
            return
    make_print(batches.session_of(batch_id), actor=actor)
    with transaction():
        _sign_head(actor)
        batches.finish(batch_id=batch_id)
    steps = STEPS * batches.size(batch_id)
    progress(steps, steps)


def _open_list(batch_id: UUID, progress: Progress) -> None:
    """Check every paper of a list that people are to sign; then open it, or refuse the batch."""
    while (planned := batches.to_check(batch_id)) is not None:
        problems = _check(planned, progress, steps=len(planned))
        with transaction():
            if problems:
                batches.refuse(batch_id=batch_id, problems=problems)
            else:
                batches.open_list(batch_id=batch_id, checked=planned)
        progress(len(planned), len(planned))


def _make_papers(
    work: batches.Open,
    helpers: making.Helpers | None,
    *,
    progress: Progress,
    actor: Identity,
    keys_of: KeysOf,
) -> bool:
    """Check, number and file the papers of a batch; whether it was not refused."""
    batch_id, unfiled = work.batch_id, work.unfiled
    if work.planned or work.stale:
        stale = {key: Fault(message) for key, message in work.stale.items()}
        problems = stale or _check(work.planned, progress, steps=STEPS * len(work.planned))
        if problems:
            with transaction():
                batches.refuse(batch_id=batch_id, problems=problems)
            return False
        checked = frozenset(one.candidate.enrolment_id for one in work.planned)
        with _holding(batch_id), transaction():
            unfiled = batches.reserve(batch_id=batch_id, checked=checked)
    with transaction():
        _sign_head(actor)
    steps = STEPS * (len(work.planned) or batches.size(batch_id))
    with _holding(batch_id):
        _file_all(
            batch_id, unfiled, steps, helpers, progress=progress, actor=actor, keys_of=keys_of
        )
    return True


@contextmanager
def _holding(batch_id: UUID) -> Iterator[None]:
    """Where the signer does not sign, the batch keeps why, and Unavailable is raised."""
    try:
        yield
    except SignerProblem as problem:
        with transaction():
            batches.hold(batch_id=batch_id, why=Hold(problem.failure.value))
        raise Unavailable(problem.message) from problem


def _file_all(
    batch_id: UUID,
    unfiled: Sequence[UUID],
    steps: int,
    helpers: making.Helpers | None,
    *,
    progress: Progress,
    actor: Identity,
    keys_of: KeysOf,
) -> None:
    list_id = batches.list_of(batch_id)
    if not unfiled:
        return
    if list_id is None:
        raise not_approved(N_("This action began before lists were signed. Give it up."))
    done = steps - len(unfiled)
    with keys_of(list_id) as keys:
        maker = making.Maker(keys, helpers)
        progress(done, steps)
        made = maker.make(_chunks(unfiled), strictly=frozenset(unfiled[::STRICT_EVERY]))
        for settled in _filed(made, batch_id, actor):
            done += settled
            if done < steps:  # the last step is over when the print file is there
                progress(done, steps)


def _filed(chunks: Iterator[making.Made], batch_id: UUID, actor: Identity) -> Iterator[int]:
    """File each chunk, or void its numbers, and give how many that were. The files of a chunk go to
    the disk, and samples of them through the strict validator, while the next is made."""
    before: tuple[making.Made, Mapping[UUID, files.Written]] | None = None

    def file_before() -> int:
        nonlocal before
        due, before = before, None
        if due is None:
            return 0
        made, written = due
        made.require_sound()
        if written:
            with transaction():
                filing.file(written, actor=actor)
        return len(written)

    try:
        for made in chunks:
            for certificate_id, why in made.problems.items():
                with transaction():
                    batches.void(
                        batch_id=batch_id, certificate_id=certificate_id, why=why, actor=actor
                    )
            begun = filing.begin(made.files)
            settled = file_before() + len(made.problems)
            before = made, begun
            if settled:
                yield settled
    except (SignerProblem, Unavailable):
        file_before()  # what was made before the signer, the validator or the disk refused
        raise
    yield file_before()


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """So many papers for each transaction: one, then twice as many, up to 64. The first are seen
    early; a kill costs no more than the making of two chunks and the drawing of the next."""
    begin, size = 0, 1
    while begin < len(ids):
        yield ids[begin : begin + size]
        begin, size = begin + size, min(2 * size, LARGEST_CHUNK)


def make_print(course_session_id: UUID, *, actor: Identity) -> None:
    """The print file of what is in force now, in calling order."""
    head = papers.head_of(course_session_id, SYSTEM)
    printed = queries.in_calling_order(head.id)
    if not printed:
        return
    data = papers.merged((files.read(row.file_id) for row in printed), head.code)
    with transaction():
        papers.keep_print(head=head, data=data, printed=printed, actor=actor)


@dataclass(frozen=True)
class Drawn:
    """Previews: what is due, the PDF of each paper, on which page whose stands, and why others
    have none."""

    planned: Plan
    papers: list[bytes]
    pages: dict[UUID, int]
    problems: dict[UUID, Fault]


def draw(head: SessionHead, *, progress: Progress) -> Drawn:
    """The previews of all papers that would be issued now. Nothing is kept."""
    with transaction():  # the plan may be the first thing to need the installation's own row
        planned = plans.plan(head, issued_at=None)
    made = Drawn(planned, [], {}, {})
    for done, one in enumerate(planned):
        progress(done, len(planned))
        try:
            made.papers.append(preview_pdf(plans.specimen(one, preview=True)))
            made.pages[one.candidate.enrolment_id] = len(made.papers)
        except PaperProblem as problem:
            made.problems[one.candidate.enrolment_id] = fault_of(problem, one)
    return made


def make_preview(course_session_id: UUID, *, progress: Progress) -> None:
    """One PDF of all papers that would be issued, and the reasons for those that cannot be."""
    head = papers.head_of(course_session_id, SYSTEM)
    made = draw(head, progress=progress)
    data = papers.merged(made.papers, head.code) if made.papers else None
    with transaction():
        papers.keep_preview(
            course_session_id=head.id, data=data, pages=made.pages, problems=made.problems
        )
    progress(len(made.planned), len(made.planned))


def _check(planned: Plan, progress: Progress, *, steps: int) -> dict[UUID, Fault]:
    problems = {}
    for done, one in enumerate(planned):
        progress(done, steps)
        try:
            making.press_of_thread().check(plans.specimen(one, preview=False))
        except PaperProblem as problem:
            problems[one.candidate.enrolment_id] = fault_of(problem, one)
    return problems


def _sign_head(actor: Identity) -> None:
    if register_size():
        register.sign_head(actor=actor)


def _actor(job: JobRun) -> Identity:
    return identity_of(job.requested_by) if job.requested_by else SYSTEM
