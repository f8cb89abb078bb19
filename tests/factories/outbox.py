"""Messages of the outbox, and the reports that mail servers send about them."""

import uuid

from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.outbox.models import MailState, OutboxMessage


def make_message(address: str | None = "officer@example.test", **values: object) -> OutboxMessage:
    """A waiting message, committed."""
    given: dict[str, object] = {
        "address": address,
        "template": "probe",
        "language": "en",
        "subject": "Your way in",
        "body": "Open https://concord.example/i/secret-link\n",
        "created_at": utcnow(),
        "send_after": utcnow(),
    }
    with transaction():
        row = OutboxMessage(**(given | values))
        db.session.add(row)
        db.session.flush()
        return row


def fresh(row: OutboxMessage | uuid.UUID) -> OutboxMessage:
    """The message as the database knows it now."""
    db.session.rollback()
    message_id = row if isinstance(row, uuid.UUID) else row.id
    return db.session.get_one(OutboxMessage, message_id, populate_existing=True)


def state_of(row: OutboxMessage | uuid.UUID) -> MailState:
    return fresh(row).state


REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: concord@localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <20260302@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 2 Mar 2026 13:00:00 +0500

Final-Recipient: rfc822; officer@example.test
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <officer@example.test>: Recipient
    address rejected: User unknown

--b1
Content-Type: {returned}

{headers}

--b1--
"""


def make_report(
    message_id: str,
    *,
    action: str = "failed",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """A delivery report as Postfix writes it, about the mail of this Message-ID."""
    headers = f"Subject: Your way in\nMessage-ID: {message_id}\nTo: officer@example.test"
    return REPORT.format(action=action, returned=returned, headers=headers).encode()
