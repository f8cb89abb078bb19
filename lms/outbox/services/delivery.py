"""Getting mail out, so that nothing is ever sent twice.

`begin` notes that a mail is being sent and is committed before the mail server hears of it;
`settle` writes what the server said. Whoever dies in between leaves the mail SENDING, which later
becomes UNSURE: only a person sends that again.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import DomainError
from lms.core.settings import settings
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.rules import PATIENCE, next_try
from lms.outbox.services.composing import Part, compose, loaded
from lms.outbox.services.transport import Answer, Envelope, Result

MOST_AT_ONCE = 100  # between rounds, what is urgent gets its turn
log = structlog.get_logger()


@dataclass(frozen=True)
class Attempt:
    """One try of one mail: the messages in it, and the time until which it is ours alone."""

    message_ids: tuple[uuid.UUID, ...]
    until: datetime
    envelope: Envelope


def due_messages() -> list[uuid.UUID]:
    """Waiting messages whose next try has come, the longest due first."""
    return list(
        db.session.scalars(
            sa.select(OutboxMessage.id)
            .where(
                OutboxMessage.state == MailState.WAITING,
                OutboxMessage.address.is_not(None),
                OutboxMessage.send_after <= utcnow(),
            )
            .order_by(OutboxMessage.send_after, OutboxMessage.id)
            .limit(MOST_AT_ONCE)
        )
    )


def doubt_lost() -> None:
    """What somebody began to send and never settled may have left, or not: UNSURE."""
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.state == MailState.SENDING, OutboxMessage.send_after < utcnow())
        .values(state=MailState.UNSURE, last_error="WorkerLost")
        .execution_options(synchronize_session=False)
    )


def begin(*, message_id: uuid.UUID) -> Attempt | None:
    """Note that a message, with all that goes in one mail with it, is being sent now.

    Returns None where it is not waiting (any more), or cannot be made into a mail.
    """
    server = settings().mail_server
    rows = _together_with(message_id) if server else []
    parts = [part for part in map(_loaded, rows) if part is not None]
    if not parts:
        return None
    mail_id = parts[0].row.sent_with_id or parts[0].row.id
    until = utcnow() + PATIENCE
    for row in (part.row for part in parts):
        row.state, row.tries, row.send_after = MailState.SENDING, row.tries + 1, until
        row.sent_with_id = mail_id if row.digest else None
    try:
        mail = compose(parts)
    except (ValueError, LookupError) as error:
        for part in parts:
            _fail(part.row, error)
        return None
    ids = tuple(part.row.id for part in parts)
    return Attempt(ids, until, Envelope(mail_id, mail, parts[0].row.address or "", server or ""))


def settle(*, attempt: Attempt, answer: Answer) -> None:
    """Write what the mail server said to an attempt. Nothing happens to messages that have been
    taken up again, or have come back, in the meantime."""
    rows = db.session.scalars(
        lock_row(
            sa.select(OutboxMessage)
            .where(
                OutboxMessage.id.in_(attempt.message_ids),
                OutboxMessage.send_after == attempt.until,
                OutboxMessage.state.in_((MailState.SENDING, MailState.UNSURE)),
            )
            .order_by(OutboxMessage.id)
        )
    ).all()
    for row in rows:
        _write(row, answer)
    if answer.result is not Result.ACCEPTED:
        log.info("mail.not_sent", mail=str(attempt.envelope.mail_id), error=answer.error)


def forget(row: OutboxMessage) -> None:
    """What has left is not kept: it may hold a sign-in link, or somebody's calendar."""
    row.body, row.attachments, row.files = "", None, None


def _write(row: OutboxMessage, answer: Answer) -> None:
    now = utcnow()
    row.last_error = answer.error
    match answer.result:
        case Result.ACCEPTED:
            row.state, row.sent_at = MailState.SENT, now
            forget(row)
        case Result.REFUSED:
            row.state, row.bounced_at, row.bounce = MailState.BOUNCED, now, answer.words
            row.sent_with_id = None
        case Result.UNKNOWN:
            row.state = MailState.UNSURE
        case Result.LATER:
            again = next_try(row.tries, now)
            row.state = MailState.WAITING if again else MailState.FAILED
            row.send_after, row.sent_with_id = again or now, None


def _together_with(message_id: uuid.UUID) -> Sequence[OutboxMessage]:
    """The waiting message and what leaves with it, locked; nothing where it does not wait.

    A mail that may have arrived once is sent again as it was. Else a digest takes along whatever
    else waits for the address. All are locked in one go and in one order, so that two workers
    cannot block each other.
    """
    row = db.session.get(OutboxMessage, message_id, populate_existing=True)
    if row is None or not row.address or row.state is not MailState.WAITING:
        return []
    wanted = OutboxMessage.id == message_id
    if row.sent_with_id is not None:
        wanted = OutboxMessage.sent_with_id == row.sent_with_id
    elif row.digest:
        wanted = sa.and_(
            OutboxMessage.digest,
            OutboxMessage.sent_with_id.is_(None),
            sa.func.lower(OutboxMessage.address) == row.address.lower(),
            OutboxMessage.language == row.language,
        )
    rows = db.session.scalars(
        lock_row(
            sa.select(OutboxMessage)
            .where(OutboxMessage.state == MailState.WAITING, wanted)
            .order_by(OutboxMessage.id)
        )
    ).all()
    return rows if any(one.id == message_id for one in rows) else []


def _loaded(row: OutboxMessage) -> Part | None:
    try:
        return loaded(row)
    except (DomainError, OSError) as error:
        _fail(row, error)
        return None


def _fail(row: OutboxMessage, error: Exception) -> None:
    row.state, row.last_error = MailState.FAILED, type(error).__name__
    row.sent_with_id = None
