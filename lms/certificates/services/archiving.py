"""Archive files: made of the delivered files, which never change, and renewed in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates.enums import CertificateState, EventKind
from lms.certificates.models import Certificate, CertificateArchive
from lms.certificates.policies import Permission
from lms.certificates.queries.archive import JOB, Due
from lms.certificates.queries.printing import in_calling_order
from lms.certificates.services import registering, sealing
from lms.core import files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import Refused, Unavailable
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.queries import session_head
from lms.register.queries import require_unlocked
from lms.signing import archiving, authority, stamping
from lms.signing.archiving import Archivist, Material
from lms.signing.offices import opened_for_stamps
from lms.signing.signer.problems import SignerProblem
from lms.signing.validate import check_archive

OWNER = "certificates.archive"


def ask(*, actor: Identity, slug: str) -> None:
    """Let the worker make the archive files of a session that are due.

    Raises Refused where there is no certificate, or nobody gives time stamps.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    stamping.require()
    require_unlocked()
    if not in_calling_order(head.id):
        raise Refused(N_("There is no certificate yet. Issue certificates first."))
    enqueue(JOB, requested_by=actor, course_session_id=head.id)


@contextmanager
def archivist(*, at_terminal: bool = False) -> Iterator[Archivist]:
    """Who makes archive files, with stamps of whom this installation asks.

    Raises Refused where nobody gives time stamps, Unavailable where they cannot be had now.
    """
    stamping.require()
    here = settings()
    material = Material(
        roots=[*sealing.roots(), *stamping.stamp_roots()],
        lists=archiving.read_lists(authority.lists(here.data)),
    )
    try:
        if here.time_stamp_url is not None:
            outside = stamping.OutsideStamp(here.time_stamp_url, here.time_stamp_seconds)
            yield Archivist(outside, material)
        else:
            with opened_for_stamps(at_terminal=at_terminal) as keys:
                yield Archivist(stamping.OwnStamp(keys, here), material)
    except SignerProblem as problem:
        raise Unavailable(problem.message) from problem


def make(maker: Archivist, one: Due) -> bytes:
    """The archive file of a certificate, judged. Nothing is written. Raises Unavailable."""
    source = files.read(one.source_id)
    made = maker.archived(source)
    report = check_archive(made, sealing.roots(), stamping.stamp_roots())
    if report.fault is not None:
        raise Unavailable(report.fault)
    if not made.startswith(source):
        raise Unavailable(N_("The archive file does not begin with the delivered file."))
    return made


def keep(maker: Archivist, one: Due, data: bytes, *, actor: Identity) -> None:
    """Keep an archive file, and enter it. Where another worker was first, that one's stays."""
    chosen = lock_row(sa.select(Certificate).where(Certificate.id == one.certificate_id))
    row = db.session.scalars(unscoped(chosen, because="the worker archives every paper")).one()
    known = sa.exists().where(
        CertificateArchive.certificate_id == row.id, CertificateArchive.stamps == one.stamps
    )
    if row.state is not CertificateState.VALID or db.session.scalar(sa.select(known)):
        return
    stored = files.put(
        data,
        media_type="application/pdf",
        owner=f"{OWNER}:{row.id}",
        name=f"{row.serial}-archive.pdf",
    )
    db.session.add(
        CertificateArchive(
            certificate_id=row.id,
            stamps=one.stamps,
            file_id=stored.id,
            file_hash=stored.sha256,
            made_at=utcnow(),
            stamped_until=maker.until,
        )
    )
    registering.happened(row, EventKind.ARCHIVED, actor, {"sha256": stored.sha256})


def note(course_session_id: UUID, made: int, *, actor: Identity) -> None:
    """Put on record that archive files of a session were made."""
    record(
        actor,
        "certificates.archived",
        object_type="course_session",
        object_id=course_session_id,
        summary=N_("Made the archive files of %(n)s certificates.", n=made),
        course_session_id=course_session_id,
    )
