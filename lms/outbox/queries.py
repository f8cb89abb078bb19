"""Reading the outbox."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.outbox.attachments import Attachment, unpacked
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.policies import Permission


@dataclass(frozen=True)
class MailRow:
    """One message as the list shows it."""

    id: uuid.UUID
    address: str | None
    subject: str
    state: MailState
    tries: int
    last_error: str
    created_at: datetime
    send_after: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Mail(MailRow):
    """One message with its text, which is shown only until the message has left."""

    language: str
    body: str
    attachments: tuple[Attachment, ...]

    @property
    def open(self) -> bool:
        """Whether the message still has to reach somebody."""
        return self.state in {MailState.WAITING, MailState.FAILED}


_ROW = (
    OutboxMessage.id,
    OutboxMessage.address,
    OutboxMessage.subject,
    OutboxMessage.state,
    OutboxMessage.tries,
    OutboxMessage.last_error,
    OutboxMessage.created_at,
    OutboxMessage.send_after,
    OutboxMessage.sent_at,
)


def messages(
    *, actor: Identity, state: MailState | None, limit: int, offset: int = 0
) -> list[MailRow]:
    """The newest messages, `limit` of them after `offset`; of one state where `state` is given."""
    require(actor, Permission.READ_OUTBOX)
    statement = sa.select(*_ROW).order_by(OutboxMessage.id.desc()).limit(limit).offset(offset)
    if state is not None:
        statement = statement.where(OutboxMessage.state == state)
    return [MailRow(*row) for row in db.session.execute(statement)]


def counts(*, actor: Identity) -> dict[MailState, int]:
    """How many messages stand in each state."""
    require(actor, Permission.READ_OUTBOX)
    rows = db.session.execute(
        sa.select(OutboxMessage.state, sa.func.count()).group_by(OutboxMessage.state)
    )
    found: dict[MailState, int] = dict(rows.all())
    return {state: found.get(state, 0) for state in MailState}


def message(*, actor: Identity, message_id: uuid.UUID) -> Mail:
    """One message with its text. Raises NotFound."""
    require(actor, Permission.READ_OUTBOX)
    row = db.session.execute(
        sa.select(
            *_ROW, OutboxMessage.language, OutboxMessage.body, OutboxMessage.attachments
        ).where(OutboxMessage.id == message_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    values = row._asdict()
    return Mail(**values | {"attachments": tuple(unpacked(values["attachments"]))})


def attachment(*, actor: Identity, message_id: uuid.UUID, number: int) -> Attachment:
    """One attachment of a message, counted from 1. Raises NotFound, also once it has left."""
    found = message(actor=actor, message_id=message_id).attachments
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1]
