"""Papers by mail: the signed file and the holder's own page, once to each."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates.models import SessionPapers
from lms.core import files
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_
from lms.core.settings import settings
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.outbox import services as outbox
from lms.pack.enums import Whom
from lms.pack.models import PaperMail
from lms.pack.policies import Permission
from lms.pack.queries.mailing import mail_page
from lms.pack.rows import MailLine


def mail_papers(*, actor: Identity, slug: str, whom: Whom, with_file: bool) -> int:
    """Write to everybody of `whom` who was not written to yet; returns how many.

    A second click finds nobody. Raises Refused where papers are being made or there are none.
    """
    head = _head(actor, slug)
    due = mail_page(slug, actor=actor).due(away=whom is Whom.AWAY)
    _write(head, due, with_file=with_file, actor=actor)
    return len(due)


def mail_again(*, actor: Identity, slug: str, certificate_id: UUID, with_file: bool) -> None:
    """Write to one holder, also once more. Raises NotFound, Refused without an address."""
    head = _head(actor, slug)
    page = mail_page(slug, actor=actor)
    line = next((one for one in page.lines if one.paper.id == certificate_id), None)
    if line is None:
        raise NotFound
    if not line.can_be_sent:
        raise Refused(N_("No address is known for %(name)s.", name=line.paper.name))
    _write(head, [line], with_file=with_file, actor=actor)


def _head(actor: Identity, slug: str) -> SessionHead:
    """The session, held until the transaction ends: two clicks write one after the other."""
    head = session_head(slug, actor)
    require(actor, Permission.MAIL_PAPERS, head)
    mine = SessionPapers.course_session_id == head.id
    db.session.execute(lock_row(sa.select(SessionPapers).where(mine)))
    return head


def _write(
    head: SessionHead, lines: Iterable[MailLine], *, with_file: bool, actor: Identity
) -> None:
    here = settings()
    serials = []
    for line in lines:
        to, paper = line.addressee, line.paper
        assert to is not None  # lines that can be sent have one
        message = outbox.send(
            template="pack/paper",
            language=to.language if to.language in here.languages else here.languages[0],
            address=to.address,
            person_id=paper.person_id,
            course_session_id=head.id,
            files=[files.find(paper.file_id)] if with_file else (),
            requested_by=actor,
            values={
                "name": to.name,
                "head": head,
                "serial": paper.serial,
                "with_file": with_file,
                "url": f"{here.base_url.rstrip('/')}/me/certificates",
            },
        )
        db.session.add(
            PaperMail(
                certificate_id=paper.id,
                number=line.times + 1,
                message_id=message.id,
                with_file=with_file,
                asked_at=utcnow(),
                asked_by=actor.person_id,
            )
        )
        serials.append(paper.serial)
    db.session.flush()
    if serials:
        record(
            actor,
            "pack.mailed",
            object_type="course_session",
            object_id=head.id,
            summary=N_("Wrote %(n)s mails with certificates.", n=len(serials)),
            course_session_id=head.id,
            after={"serials": serials, "with_file": with_file},
        )
