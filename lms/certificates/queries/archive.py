"""Archive files: which certificates have one, which are due, and for whom they may be fetched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate, CertificateArchive
from lms.certificates.policies import Permission
from lms.certificates.queries.printing import Printable, in_calling_order
from lms.certificates.rows import Work
from lms.core import files
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.jobs import Job
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead

JOB = "certificates.archive"
RENEW_BEFORE = timedelta(days=365)
_BECAUSE = "the archive of whole sessions"
_RECENT = 50  # jobs of this kind, newest first, among which a session's own is looked for


class Newest(NamedTuple):
    """The newest archive file of a certificate."""

    certificate_id: UUID
    stamps: int
    file_id: UUID
    made_at: datetime
    stamped_until: datetime


class Due(NamedTuple):
    """A certificate that needs an archive file, or a newer one: made of this file."""

    certificate_id: UUID
    source_id: UUID
    stamps: int
    """How many stamps the new archive file will bear."""


@dataclass(frozen=True)
class ArchivePage:
    """A session's archive files. `until` is when the first of them ought to be renewed by."""

    head: SessionHead
    valid: int
    archived: int
    made_at: datetime | None
    until: datetime | None
    work: Work | None


def newest(ids: Sequence[UUID]) -> dict[UUID, Newest]:
    """The newest archive file of each of these certificates that has one. 1 query."""
    statement = (
        sa.select(
            CertificateArchive.certificate_id,
            CertificateArchive.stamps,
            CertificateArchive.file_id,
            CertificateArchive.made_at,
            CertificateArchive.stamped_until,
        )
        .where(CertificateArchive.certificate_id.in_(ids))
        .order_by(CertificateArchive.stamps)
    )
    return {row[0]: Newest(*row) for row in db.session.execute(statement)}


def due(course_session_id: UUID, *, now: datetime, lasts_until: datetime) -> list[Due]:
    """The valid certificates of a session without archive file, and those whose stamp's certificate
    ends within a year while a stamp of today lasts longer."""
    rows = in_calling_order(course_session_id)
    kept = newest([row.id for row in rows])
    found = []
    for row in rows:
        last = kept.get(row.id)
        if last is None:
            found.append(Due(row.id, row.file_id, 1))
        elif last.stamped_until < min(now + RENEW_BEFORE, lasts_until):
            found.append(Due(row.id, last.file_id, last.stamps + 1))
    return found


def sessions_to_renew(now: datetime) -> Sequence[UUID]:
    """The sessions with archive files whose last stamp's certificate ends within a year."""
    last = (
        sa.select(
            CertificateArchive.certificate_id,
            sa.func.max(CertificateArchive.stamped_until).label("until"),
        )
        .group_by(CertificateArchive.certificate_id)
        .subquery()
    )
    statement = (
        sa.select(Certificate.course_session_id)
        .join(last, last.c.certificate_id == Certificate.id)
        .where(last.c.until < now + RENEW_BEFORE, Certificate.state == CertificateState.VALID)
        .distinct()
    )
    return db.session.scalars(unscoped(statement, because=_BECAUSE)).all()


def archive_page(slug: str, *, actor: Identity) -> ArchivePage:
    """How far a session's archive files are, to its organisers."""
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    rows = in_calling_order(head.id)
    kept = newest([row.id for row in rows]).values()
    return ArchivePage(
        head=head,
        valid=len(rows),
        archived=len(kept),
        made_at=max((one.made_at for one in kept), default=None),
        until=min((one.stamped_until for one in kept), default=None),
        work=_work(head.id),
    )


def archive_files(slug: str, *, actor: Identity) -> tuple[SessionHead, Iterator[tuple[str, bytes]]]:
    """The newest archive files with names that sort in calling order; each is read when it is
    asked for, without the database. Raises NotFound where there is none."""
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    rows = files_of(head.id)
    width = len(str(len(rows)))
    paths = [
        (f"{place:0{width}d}-{row.serial}.pdf", files.path_of(files.find(row.file_id)))
        for place, row in enumerate(rows, start=1)
    ]
    return head, ((name, path.read_bytes()) for name, path in paths)


def files_of(course_session_id: UUID) -> list[Printable]:
    """The newest archive files of a session's valid certificates. Raises NotFound for none."""
    rows = in_calling_order(course_session_id)
    kept = newest([row.id for row in rows])
    found = [
        Printable(row.id, f"{row.serial}-archive", kept[row.id].file_id)
        for row in rows
        if row.id in kept
    ]
    if not found:
        raise NotFound
    return found


def _work(course_session_id: UUID) -> Work | None:
    """The newest archive job of a session, if it is one of the recent ones."""
    recent = sa.select(Job).where(Job.kind == JOB).order_by(Job.id.desc()).limit(_RECENT)
    for job in db.session.scalars(recent.execution_options(populate_existing=True)):
        if job.arguments.get("course_session_id") == str(course_session_id):
            return Work(job.kind, job.state.value, job.done, job.total)
    return None
