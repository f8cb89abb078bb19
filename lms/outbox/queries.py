"""Reading the outbox: each sees the mail of the own sessions, administrators all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, TypeVar

import sqlalchemy as sa

from lms.core import files
from lms.core.access import Identity, Role, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile
from lms.core.settings import settings
from lms.outbox.attachments import AttachedFile, Attachment, attached, unpacked
from lms.outbox.formats import message_id_of
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.policies import Permission
from lms.outbox.recipients import named
from lms.outbox.rules import KEPT, SHELVES, Shelf

S = TypeVar("S", bound=sa.Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; `words` stand in the subject, the address or the name of the
    person or agency."""

    shelf: Shelf = Shelf.WAITING
    course_session_id: uuid.UUID | None = None
    words: str = ""


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
    bounced_at: datetime | None
    bounce: str | None
    course_session_id: uuid.UUID | None
    person_id: uuid.UUID | None
    agency_id: uuid.UUID | None
    has_text: bool

    @property
    def open(self) -> bool:
        """Whether the message may still have to reach somebody, and its text is there."""
        return self.state in KEPT and self.has_text


@dataclass(frozen=True)
class Mail(MailRow):
    """One message with its text, which is kept only until the message has left.

    `mail_id` is its Message-ID in the log of the mail server; `together` counts the messages in
    the same mail that the actor may see, this one included.
    """

    language: str
    body: str
    attachments: tuple[Attachment, ...]
    files: tuple[AttachedFile, ...]
    mail_id: str
    together: int


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
    OutboxMessage.bounced_at,
    OutboxMessage.bounce,
    OutboxMessage.course_session_id,
    OutboxMessage.person_id,
    OutboxMessage.agency_id,
    (OutboxMessage.body != "").label("has_text"),
)


def messages(*, actor: Identity, wish: Wish, limit: int, offset: int = 0) -> list[MailRow]:
    """The newest messages of a part of the outbox, `limit` of them after `offset`."""
    statement = _seen(actor, sa.select(*_ROW), wish)
    statement = statement.where(OutboxMessage.state.in_(SHELVES[wish.shelf]))
    statement = statement.order_by(OutboxMessage.id.desc()).limit(limit).offset(offset)
    return [MailRow(**row._asdict()) for row in db.session.execute(statement)]


def counts(*, actor: Identity, wish: Wish | None = None) -> dict[MailState, int]:
    """How many messages stand in each state; of those looked for where `wish` is given."""
    statement = sa.select(OutboxMessage.state, sa.func.count()).group_by(OutboxMessage.state)
    rows = db.session.execute(_seen(actor, statement, wish or Wish()))
    found: dict[MailState, int] = dict(rows.all())
    return {state: found.get(state, 0) for state in MailState}


def on_shelves(counted: Mapping[MailState, int]) -> dict[Shelf, int]:
    """The counts of the parts of the screen."""
    return {shelf: sum(counted[state] for state in states) for shelf, states in SHELVES.items()}


def sessions_with_mail(*, actor: Identity) -> list[uuid.UUID]:
    """The course sessions about which there are messages that the actor may see."""
    statement = sa.select(OutboxMessage.course_session_id).distinct()
    statement = statement.where(OutboxMessage.course_session_id.is_not(None))
    return [one for one in db.session.scalars(_seen(actor, statement, Wish())) if one]


def message(*, actor: Identity, message_id: uuid.UUID) -> Mail:
    """One message with its text. Raises NotFound."""
    require(actor, Permission.READ_OUTBOX)
    row = db.session.execute(
        sa.select(
            *_ROW,
            OutboxMessage.language,
            OutboxMessage.body,
            OutboxMessage.attachments,
            OutboxMessage.files,
            OutboxMessage.sent_with_id,
        ).where(OutboxMessage.id == message_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    require(actor, Permission.READ_OUTBOX, row)
    values = row._asdict()
    carrier = values.pop("sent_with_id")
    values["attachments"] = tuple(unpacked(values["attachments"]))
    values["files"] = tuple(attached(values["files"]))
    mail_id = message_id_of(carrier or message_id, parseaddr(settings().mail_from)[1])
    return Mail(**values, mail_id=mail_id, together=_together(actor, carrier))


def attachment(*, actor: Identity, message_id: uuid.UUID, number: int) -> Attachment:
    """One attachment of a message, counted from 1. Raises NotFound, also once it has left."""
    found = message(actor=actor, message_id=message_id).attachments
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1]


def file(*, actor: Identity, message_id: uuid.UUID, number: int) -> tuple[AttachedFile, StoredFile]:
    """One stored file that goes along, counted from 1. Raises NotFound, also once it has left."""
    found = message(actor=actor, message_id=message_id).files
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1], files.find(found[number - 1].id)


def _together(actor: Identity, carrier: uuid.UUID | None) -> int:
    if carrier is None:
        return 1
    statement = sa.select(sa.func.count(OutboxMessage.id))
    statement = statement.where(OutboxMessage.sent_with_id == carrier)
    return db.session.scalar(_seen(actor, statement, Wish())) or 1


def _seen(actor: Identity, statement: S, wish: Wish) -> S:
    """Narrow a select to what the actor may see of what is looked for, in any state."""
    require(actor, Permission.READ_OUTBOX)
    if not actor.is_administrator:
        own = actor.sessions_as(Role.ORGANISER)
        statement = statement.where(OutboxMessage.course_session_id.in_(own))
    if wish.course_session_id is not None:
        statement = statement.where(OutboxMessage.course_session_id == wish.course_session_id)
    for word in wish.words.split()[:5]:
        statement = statement.where(
            OutboxMessage.subject.icontains(word, autoescape=True)
            | OutboxMessage.address.icontains(word, autoescape=True)
            | named(word)
        )
    return statement
