"""What people do with messages that have not left, or about which nobody knows."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import NotFound, Refused
from lms.core.jobs import enqueue
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.policies import Permission
from lms.outbox.rules import KEPT
from lms.outbox.services.delivery import forget

PASSED_ON = N_("Message passed on by hand: %(subject)s")
TRIED_AGAIN = N_("Message sent again: %(subject)s")
ARRIVED = N_("Message marked as arrived: %(subject)s")


def hand_over(*, actor: Identity, message_id: uuid.UUID) -> None:
    """Note that somebody copied the message and passes it on by hand. Its text is forgotten:
    it may hold a sign-in link. Raises NotFound, or Refused where its text is gone already."""
    row = _one(actor, message_id)
    if not _has_text(row):
        raise Refused(N_("This message has left already."))
    before = row.state
    row.state, row.sent_at = MailState.HANDED_OVER, utcnow()
    row.sent_with_id = None
    forget(row)
    note(actor, "outbox.handed_over", row, before, PASSED_ON)


def arrived(*, actor: Identity, message_id: uuid.UUID) -> None:
    """Note that a mail of which nobody knew whether it left has arrived, with all messages in
    it. Raises NotFound, or Refused for a message that is not in doubt."""
    row = _one(actor, message_id)
    if row.state is not MailState.UNSURE:
        raise Refused(N_("Nobody doubts this message (any more). Look at what stands there now."))
    for one in _same_mail(row):
        one.state, one.sent_at, one.last_error = MailState.SENT, utcnow(), ""
        forget(one)
        note(actor, "outbox.arrived", one, MailState.UNSURE, ARRIVED)


def try_again(*, actor: Identity, message_id: uuid.UUID) -> None:
    """Let a message that did not leave, or may not have left, be sent once more; one in doubt
    with all that went in the same mail. Raises NotFound, or Refused where there is no address,
    no mail server or no text."""
    row = _one(actor, message_id)
    _refuse_without_server()
    if not row.address:
        raise Refused(N_("This message has no address. Copy it and pass it on."))
    if not _has_text(row):
        raise Refused(N_("The text of this message is not kept. Write it anew where it came from."))
    for one in _same_mail(row):
        _wait_again(actor, one)
    enqueue("outbox.retry", requested_by=actor)


def try_many_again(*, actor: Identity, message_ids: Collection[uuid.UUID]) -> int:
    """Send several messages again that did not leave; returns how many.

    What has left, has no address or is in doubt stays as it is: each doubt is decided by itself.
    Raises NotFound where one is not there for the actor, Refused without a mail server.
    """
    rows = _lock(OutboxMessage.id.in_(message_ids))
    if len(rows) < len(set(message_ids)):
        raise NotFound
    for row in rows:
        require(actor, Permission.READ_OUTBOX, row)
    _refuse_without_server()
    chosen = [
        row for row in rows if row.address and _has_text(row) and row.state is not MailState.UNSURE
    ]
    for row in chosen:
        _wait_again(actor, row)
    if chosen:
        enqueue("outbox.retry", requested_by=actor)
    return len(chosen)


def note(
    actor: Identity, act: str, row: OutboxMessage, before: MailState, summary: Message
) -> None:
    """Write to the audit trail what happened to a message; `before` is the state it had."""
    record(
        actor,
        act,
        object_type="outbox_message",
        object_id=row.id,
        summary=Message(summary.text, {"subject": row.subject}),
        course_session_id=row.course_session_id,
        before={"state": before.value},
        after={"state": row.state.value, "address": row.address or ""},
    )


def _wait_again(actor: Identity, row: OutboxMessage) -> None:
    before = row.state
    row.state, row.tries, row.send_after = MailState.WAITING, 0, utcnow()
    row.last_error, row.bounce, row.bounced_at = "", None, None
    note(actor, "outbox.tried_again", row, before, TRIED_AGAIN)


def _one(actor: Identity, message_id: uuid.UUID) -> OutboxMessage:
    """The message, locked. Raises NotFound where it is not the actor's to see."""
    rows = _lock(OutboxMessage.id == message_id)
    if not rows:
        raise NotFound
    require(actor, Permission.READ_OUTBOX, rows[0])
    return rows[0]


def _same_mail(row: OutboxMessage) -> Sequence[OutboxMessage]:
    """The messages in the same mail and the same doubt; the message alone where there is none."""
    if row.state is not MailState.UNSURE or row.sent_with_id is None:
        return [row]
    return _lock(
        sa.and_(
            OutboxMessage.sent_with_id == row.sent_with_id,
            OutboxMessage.state == MailState.UNSURE,
        )
    )


def _lock(criterion: sa.ColumnElement[bool]) -> Sequence[OutboxMessage]:
    statement = sa.select(OutboxMessage).where(criterion).order_by(OutboxMessage.id)
    return db.session.scalars(lock_row(statement)).all()


def _has_text(row: OutboxMessage) -> bool:
    return row.state in KEPT and row.body != ""


def _refuse_without_server() -> None:
    if not settings().mail_server:
        raise Refused(N_("There is no mail server. Copy the message and pass it on."))
