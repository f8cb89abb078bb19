"""Mail that leaves: a row in the transaction of the act, sent by the worker afterwards."""

import smtplib
import uuid
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app, render_template

from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import force_locale
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.outbox.attachments import Attachment, packed, unpacked
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.policies import Permission

MAX_TRIES = 6
LONGEST_SUBJECT = 200


def send(
    *,
    template: str,
    language: str,
    address: str | None,
    values: dict[str, object],
    person_id: uuid.UUID | None = None,
    agency_id: uuid.UUID | None = None,
    attachments: Sequence[Attachment] = (),
    requested_by: Identity = SYSTEM,
) -> OutboxMessage:
    """Write a message from `templates/mail/<template>.txt` and let it wait.

    The template's first line is the subject. Without an address or a mail server the message
    stays on the outbox screen, to be copied by hand. `attachments` are texts made for this
    message; they go when it goes.
    """
    with force_locale(language):
        text = render_template(f"mail/{template}.txt", **values).strip()
    subject, _, body = text.partition("\n")
    now = utcnow()
    row = OutboxMessage(
        template=template,
        language=language,
        address=address,
        person_id=person_id,
        agency_id=agency_id,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body.strip() + "\n",
        attachments=packed(attachments),
        created_at=now,
        send_after=now,
    )
    db.session.add(row)
    db.session.flush()
    if address and _settings().mail_server:
        key = f"mail:{row.id}"
        enqueue("outbox.deliver", requested_by=requested_by, key=key, message_id=row.id)
    return row


def deliver(message_id: uuid.UUID) -> None:
    """Hand one waiting message to the mail server. Raises OSError for the job to try again."""
    row = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if row is None or row.state is not MailState.WAITING or not row.address:
        return
    row.tries += 1
    try:
        _smtp(row)
    except (OSError, smtplib.SMTPException) as error:
        row.last_error = type(error).__name__
        row.state = MailState.FAILED if row.tries >= MAX_TRIES else MailState.WAITING
        row.send_after = utcnow() + timedelta(minutes=2**row.tries)
    else:
        row.state, row.sent_at, row.last_error = MailState.SENT, utcnow(), ""
        _forget(row)


def hand_over(*, actor: Identity, message_id: uuid.UUID) -> None:
    """Note that somebody copied the message and passes it on by hand. Its text is forgotten:
    it may hold a sign-in link. Raises NotFound, or Refused once the message has left."""
    row = _open_message(actor, message_id)
    row.state, row.sent_at = MailState.HANDED_OVER, utcnow()
    _forget(row)


def _forget(row: OutboxMessage) -> None:
    """What has left is not kept: it may hold a sign-in link, or somebody's calendar."""
    row.body, row.attachments = "", None


def try_again(*, actor: Identity, message_id: uuid.UUID) -> None:
    """Let a failed message wait for the mail server once more.

    Raises NotFound, or Refused where there is no address or no mail server."""
    row = _open_message(actor, message_id)
    if not row.address or not _settings().mail_server:
        raise Refused(N_("There is no mail server or no address. Copy the message and pass it on."))
    row.state, row.tries, row.send_after, row.last_error = MailState.WAITING, 0, utcnow(), ""
    enqueue("outbox.deliver", requested_by=actor, key=f"mail:{row.id}", message_id=row.id)


def _open_message(actor: Identity, message_id: uuid.UUID) -> OutboxMessage:
    require(actor, Permission.READ_OUTBOX)
    row = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.state not in {MailState.WAITING, MailState.FAILED}:
        raise Refused(N_("This message has left already."))
    return row


def due_messages() -> list[uuid.UUID]:
    """Waiting messages whose next try has come."""
    return list(
        db.session.scalars(
            sa.select(OutboxMessage.id).where(
                OutboxMessage.state == MailState.WAITING,
                OutboxMessage.address.is_not(None),
                OutboxMessage.send_after <= utcnow(),
            )
        )
    )


def _smtp(row: OutboxMessage) -> None:
    settings = _settings()
    mail = _mail(row, settings)
    server = urlsplit(settings.mail_server or "")
    with smtplib.SMTP(server.hostname or "localhost", server.port or 25, timeout=20) as client:
        if server.scheme == "smtp+starttls":
            client.starttls()
        if server.username and server.password:
            client.login(server.username, server.password)
        client.send_message(mail)


def _mail(row: OutboxMessage, settings: Settings) -> EmailMessage:
    """The message as it goes over the wire, with its attachments in the lines of the wire."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, row.address, row.subject
    mail.set_content(row.body)
    for one in unpacked(row.attachments):
        _main, _slash, subtype = one.media_type.partition("/")
        if one.beside:
            mail.add_alternative(one.text, subtype=subtype, params=one.parameters, cte="base64")
        else:
            mail.add_attachment(
                one.text,
                subtype=subtype,
                params=one.parameters,
                cte="base64",
                filename=one.name,
            )
    return mail


def _settings() -> Settings:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings
