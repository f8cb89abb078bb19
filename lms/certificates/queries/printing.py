"""What of a session's papers may be handed out as a whole: never a dead one, never some of them."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.certificates.enums import BatchState, CertificateState
from lms.certificates.models import Certificate, CertificateBatch, SessionPapers
from lms.certificates.policies import Permission
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_called_order as ordered


class Printable(NamedTuple):
    """An issued file in its place."""

    id: UUID
    serial: str
    file_id: UUID


def in_calling_order(course_session_id: UUID) -> list[Printable]:
    """The valid, filed certificates of a session in the order in which people are called, then whom
    the session thanks."""
    statement = ordered(
        sa.select(Certificate.id, Certificate.serial, Certificate.file_id)
        .select_from(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
    ).where(
        Certificate.course_session_id == course_session_id,
        Certificate.state == CertificateState.VALID,
        Certificate.file_id.is_not(None),
    )
    thanks = (
        sa.select(Certificate.id, Certificate.serial, Certificate.file_id)
        .where(
            Certificate.course_session_id == course_session_id,
            Certificate.thanks_id.is_not(None),
            Certificate.state == CertificateState.VALID,
            Certificate.file_id.is_not(None),
        )
        .order_by(Certificate.thanks_id)
    )
    found = []
    for one in (statement, thanks):
        rows = db.session.execute(unscoped(one, because="the print file of a whole session"))
        found += [Printable(*row) for row in rows]
    return found


@dataclass(frozen=True)
class Making:
    """How far the papers of a session are: `made` are valid and filed, `unfiled` have a serial."""

    made: int
    unfiled: int
    running: bool

    @property
    def complete(self) -> bool:
        """Nothing is being made."""
        return not self.unfiled and not self.running

    @property
    def issued(self) -> int:
        """Certificates in force, made or still to be made."""
        return self.made + self.unfiled


def making(course_session_id: UUID) -> Making:
    """How far the papers of a session are. 2 queries."""
    counts = sa.select(
        sa.func.count().filter(Certificate.state == CertificateState.VALID),
        sa.func.count().filter(Certificate.state == CertificateState.RESERVED),
    ).where(Certificate.course_session_id == course_session_id)
    made, unfiled = db.session.execute(
        unscoped(counts, because="the files of a whole session")
    ).one()
    running = sa.exists().where(
        CertificateBatch.course_session_id == course_session_id,
        CertificateBatch.state == BatchState.RUNNING,
    )
    return Making(made, unfiled, bool(db.session.scalar(sa.select(running))))


def all_made(slug: str, *, actor: Identity) -> tuple[SessionHead, list[Printable]]:
    """The valid certificates of a session in calling order, once none is still being made.

    Raises Refused before that: some of the files are not all of them; and where there are none.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    _ensure_complete(making(head.id))
    rows = in_calling_order(head.id)
    if not rows:
        raise Refused(N_("There is no certificate to print yet. Issue certificates first."))
    return head, rows


def print_file(slug: str, *, actor: Identity) -> UUID | None:
    """The print file of exactly what is in force now; None where there is nothing to print.

    Raises Refused while papers are being made, and where it was made before the last change.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PRINT, head)
    now = making(head.id)
    _ensure_complete(now)
    row = db.session.get(SessionPapers, head.id, populate_existing=True)
    if not now.made:
        return None
    if row is None or row.print_file_id is None or row.print_count != now.made:
        raise Refused(
            N_(
                "The print file was made before the last change, so it is not handed out. "
                "Make the print file again, or wait until that is done."
            )
        )
    return row.print_file_id


def _ensure_complete(now: Making) -> None:
    if now.unfiled:
        raise Refused(
            N_(
                "%(made)s of %(all)s certificates are made, %(unfiled)s are still being made. "
                "Wait until that is done.",
                made=now.made,
                all=now.issued,
                unfiled=now.unfiled,
            )
        )
    if now.running:
        raise Refused(N_("Certificates are being made just now. Wait until that is done."))
