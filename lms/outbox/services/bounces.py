"""Mail that came back: the reports of mail servers, read and put to the messages they are about."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from lms.core.access import Identity, can
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.outbox.formats import read_report
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.policies import Permission
from lms.outbox.rules import MAY_BOUNCE
from lms.outbox.services.acts import note

CAME_BACK = N_("Message came back: %(subject)s")
log = structlog.get_logger()


@dataclass(frozen=True)
class Returned:
    """A mail that came back: one message, or several that went together."""

    messages: int
    subject: str
    address: str
    reason: str


def take_report(*, actor: Identity, data: bytes) -> Returned:
    """Read a delivery report (a raw mail, RFC 3464) and mark its messages as bounced.

    Raises Refused, saying why, where it is no such report, reports no failure, or is about no
    message that the actor may see and that can still come back.
    """
    report = read_report(data)
    if report is None:
        raise Refused(
            N_("This is no report of a mail server. Save the whole mail that came back as a file.")
        )
    if not report.failed:
        raise Refused(N_("This report tells of a delay or an arrival, not of a failure."))
    rows = _messages_in(report.mail_id) if report.mail_id else ()
    own = [row for row in rows if can(actor, Permission.READ_OUTBOX, row)]
    if not own:
        raise Refused(N_("This report is about no message of this outbox."))
    fresh = [row for row in rows if row.state in MAY_BOUNCE]
    if not fresh:
        raise Refused(N_("This message is known to have come back, or was passed on by hand."))
    for row in fresh:
        before = row.state
        row.state, row.bounced_at, row.bounce = MailState.BOUNCED, utcnow(), report.words
        note(actor, "outbox.bounced", row, before, CAME_BACK)
    log.info("mail.bounced", mail=str(report.mail_id), messages=len(fresh))
    return Returned(len(fresh), own[0].subject, own[0].address or "", report.words)


def _messages_in(mail_id: uuid.UUID) -> Sequence[OutboxMessage]:
    """The messages that went in this mail, locked."""
    statement = sa.select(OutboxMessage).where(
        sa.or_(OutboxMessage.id == mail_id, OutboxMessage.sent_with_id == mail_id)
    )
    return db.session.scalars(lock_row(statement.order_by(OutboxMessage.id))).all()
