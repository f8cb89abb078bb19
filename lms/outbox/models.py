"""Mail that waits in the same transaction as the act that caused it."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, Model, enum_column


class MailState(StrEnum):
    """SENDING: handed to the mail server now. UNSURE: the worker ended while sending, so nobody
    knows whether it left. BOUNCED: it came back."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    BOUNCED = "bounced"
    HANDED_OVER = "handed_over"


class OutboxMessage(Identified, Model):
    """One message to one address (or to nobody: to be copied by hand).

    `attachments` holds texts made for this message alone, such as a calendar entry:
    {schema, files: [{name, media_type, parameters, text}]}. Like the body they are kept until the
    message has left, no longer; NULL where a message brings nothing along. `files` names stored
    files that go along: {schema, files: [{id, name}]}.

    A message with `digest` may leave in one mail with others to the same address: all of them
    (the one whose id the mail bears as well) then have its id as `sent_with_id`, and keep it as
    long as that mail may have arrived.

    `send_after` is the time of the next try; while SENDING, the time after which nobody is at it
    any more.
    """

    __tablename__ = "outbox_message"

    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"))
    course_session_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    address: Mapped[str | None] = mapped_column(sa.String(254))
    template: Mapped[str] = mapped_column(sa.String(80))
    language: Mapped[str] = mapped_column(sa.String(8))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    attachments: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    files: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    digest: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    sent_with_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("outbox_message.id"))
    state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]
    send_after: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str | None] = mapped_column(sa.String(300))
