"""Papers for the whole session: the print file in calling order, and the preview before issue."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.models import SessionPapers
from lms.certificates.policies import Permission
from lms.certificates.services.faults import Fault
from lms.core import files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.queries import session_head, session_head_by_id
from lms.courses.rows import SessionHead
from lms.engines import press

PRINT_JOB, PREVIEW_JOB = "certificates.print", "certificates.preview"


def ask_for_print(*, actor: Identity, slug: str) -> None:
    """Let the worker make the print file of a session anew. Raises Refused without certificates."""
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    if not make_print_anew(actor=actor, course_session_id=head.id):
        raise Refused(N_("There is no certificate to print yet. Issue certificates first."))


def make_print_anew(*, actor: Identity, course_session_id: UUID) -> bool:
    """Let the worker make the print file of what is in force. False where nothing is."""
    if not queries.in_calling_order(course_session_id):
        return False
    papers = _papers(course_session_id)
    job = enqueue(PRINT_JOB, requested_by=actor, course_session_id=course_session_id)
    papers.print_job_id = job.id
    db.session.flush()
    return True


def ask_for_preview(*, actor: Identity, slug: str) -> None:
    """Let the worker check and draw every paper that would be issued now."""
    head = session_head(slug, actor)
    require(actor, Permission.PREVIEW_PAPERS, head)
    papers = _papers(head.id)
    job = enqueue(PREVIEW_JOB, requested_by=actor, course_session_id=head.id)
    papers.preview_job_id = job.id
    db.session.flush()


def merged(papers: Iterable[bytes], title: str) -> bytes:
    """One PDF of many papers, without their seals, which hold for the single files only. What
    papers have in common is stored once."""
    about = press.About(title=title, author=settings().installation_name, created=utcnow())
    return b"".join(press.bind(map(press.Sheet, papers), {}, press.Finish(), about))


def keep_print(
    *, head: SessionHead, data: bytes, printed: Sequence[queries.Printable], actor: Identity
) -> None:
    """Keep the print file of a session, made of these certificates, in place of the one before.

    Where certificates came or went while it was made, it is dropped: whoever changed them makes it
    anew. The row is locked first, so that nobody revokes between the look and the keeping.
    """
    papers = _locked(head.id)
    if queries.in_calling_order(head.id) != list(printed):
        return
    count = len(printed)
    stored = files.put(
        data,
        media_type="application/pdf",
        owner=f"certificates.print:{head.id}",
        name=f"{head.slug}-print.pdf",
    )
    papers.print_file_id, papers.printed_at, papers.print_count = stored.id, utcnow(), count
    db.session.flush()
    record(
        actor,
        "certificates.print_made",
        object_type="course_session",
        object_id=head.id,
        summary=N_("Made the print file of %(n)s certificates.", n=count),
        course_session_id=head.id,
    )


def keep_preview(
    *,
    course_session_id: UUID,
    data: bytes | None,
    pages: Mapping[UUID, int],
    problems: Mapping[UUID, Fault],
) -> None:
    """Keep the preview, which page is whose, and the papers that cannot be printed."""
    papers = _papers(course_session_id)
    papers.preview_file_id = None
    if data is not None:
        stored = files.put(
            data,
            media_type="application/pdf",
            owner=f"certificates.preview:{course_session_id}",
            name="preview.pdf",
        )
        papers.preview_file_id = stored.id
    papers.previewed_at = utcnow()
    papers.preview_pages = {str(key): page for key, page in pages.items()}
    papers.preview_problems = {str(key): fault.as_json() for key, fault in problems.items()}
    db.session.flush()


def head_of(course_session_id: UUID, actor: Identity) -> SessionHead:
    """The head of a session, for the worker."""
    return session_head_by_id(course_session_id, actor)


def _locked(course_session_id: UUID) -> SessionPapers:
    _papers(course_session_id)
    mine = SessionPapers.course_session_id == course_session_id
    statement = lock_row(sa.select(SessionPapers).where(mine))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _papers(course_session_id: UUID) -> SessionPapers:
    found = db.session.get(SessionPapers, course_session_id, populate_existing=True)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.add(SessionPapers(course_session_id=course_session_id))
    except sa.exc.IntegrityError:
        pass  # made by another process at the same moment
    return db.session.get_one(SessionPapers, course_session_id)
