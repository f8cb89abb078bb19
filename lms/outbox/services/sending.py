"""Writing a message: a row in the transaction of the act that causes it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import render_template

from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.files import StoredFile
from lms.core.i18n import force_locale
from lms.core.jobs import enqueue
from lms.core.settings import settings
from lms.outbox.attachments import Attachment, named, packed
from lms.outbox.models import OutboxMessage

LONGEST_SUBJECT = 200


def send(
    *,
    template: str,
    language: str,
    address: str | None,
    values: dict[str, object],
    person_id: uuid.UUID | None = None,
    agency_id: uuid.UUID | None = None,
    course_session_id: uuid.UUID | None = None,
    attachments: Sequence[Attachment] = (),
    files: Sequence[StoredFile] = (),
    digest: bool = False,
    requested_by: Identity = SYSTEM,
) -> OutboxMessage:
    """Write a message from `templates/mail/<template>.txt` and let it wait.

    The template's first line is the subject. Without an address or a mail server the message
    stays on the outbox screen, to be copied by hand. `attachments` are texts made for this
    message, `files` stored ones; they go when it goes. Organisers of `course_session_id` see the
    message with its text; without one only administrators do, as it should be with a link that
    lets its reader sign in or decide. With `digest` it waits a little and leaves in one mail with
    whatever else waits for that address; what is urgent goes alone and at once.
    """
    with force_locale(language):
        text = render_template(f"mail/{template}.txt", **values).strip()
    subject, _, body = text.partition("\n")
    now, here = utcnow(), settings()
    row = OutboxMessage(
        template=template,
        language=language,
        address=address,
        person_id=person_id,
        agency_id=agency_id,
        course_session_id=course_session_id,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body.strip() + "\n",
        attachments=packed(attachments),
        files=named(files),
        digest=digest,
        created_at=now,
        send_after=now + timedelta(minutes=here.mail_digest_minutes if digest else 0),
    )
    db.session.add(row)
    db.session.flush()
    if address and here.mail_server and not digest:  # a digest leaves with a round of the worker
        key = f"mail:{row.id}"
        enqueue("outbox.deliver", requested_by=requested_by, key=key, message_id=row.id)
    return row
