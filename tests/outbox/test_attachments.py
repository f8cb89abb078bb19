"""What goes along with a message: kept until it has left, sent as mail programs expect it."""

import smtplib
import uuid
from email.message import EmailMessage
from typing import Self

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.outbox import services
from lms.outbox.attachments import Attachment, packed
from lms.outbox.models import MailState, OutboxMessage
from tests.support.world import World, make_world

ENTRY = "BEGIN:VCALENDAR\r\nSUMMARY:تجزیہ\r\nEND:VCALENDAR\r\n"
INVITATION = Attachment(
    "invitation.ics", "text/calendar", ENTRY, {"method": "REQUEST"}, beside=True
)
FILE = Attachment("agenda.ics", "text/calendar", ENTRY, {"method": "PUBLISH"})


class Wire:
    """Stands in for the network."""

    sent: list[EmailMessage]

    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send_message(self, mail: EmailMessage) -> None:
        Wire.sent.append(mail)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, app: Flask) -> type[Wire]:
    Wire.sent = []
    monkeypatch.setattr(smtplib, "SMTP", Wire)
    monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", "smtp://mail.test:25")
    return Wire


def _waiting(*attachments: Attachment, subject: str = "Agenda") -> OutboxMessage:
    with transaction():
        row = OutboxMessage(
            address="officer@example.test",
            template="probe",
            language="en",
            subject=subject,
            body="See the file.\n",
            attachments=packed(attachments),
            created_at=utcnow(),
            send_after=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
        return row


def _deliver(row: OutboxMessage) -> None:
    with transaction():
        services.deliver(row.id)


def test_an_invitation_is_the_other_form_of_the_text(wire: type[Wire]) -> None:
    _deliver(_waiting(INVITATION))
    (mail,) = wire.sent
    text, entry = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert text.get_content_type() == "text/plain"
    assert entry.get_content_type() == "text/calendar"
    assert entry["Content-Type"].params["method"] == "REQUEST"
    assert entry["Content-Type"].params["charset"] == "utf-8"
    assert entry.get_payload(decode=True) == ENTRY.encode()


def test_a_file_stands_after_the_text_by_its_name(wire: type[Wire]) -> None:
    _deliver(_waiting(FILE))
    (mail,) = wire.sent
    (entry,) = mail.iter_attachments()
    assert mail.get_content_type() == "multipart/mixed"
    assert entry.get_filename() == "agenda.ics"
    assert entry.get_payload(decode=True) == ENTRY.encode()


def test_a_message_without_attachments_stays_plain(wire: type[Wire]) -> None:
    _deliver(_waiting())
    (mail,) = wire.sent
    assert mail.get_content_type() == "text/plain"


def test_what_has_left_keeps_no_attachment(wire: type[Wire]) -> None:
    sent, passed_on = _waiting(INVITATION), _waiting(FILE)
    _deliver(sent)
    with transaction():
        services.hand_over(actor=SYSTEM, message_id=passed_on.id)
    for row in (sent, passed_on):
        left = db.session.get_one(OutboxMessage, row.id, populate_existing=True)
        assert (left.body, left.attachments) == ("", None)


def test_sending_keeps_attachments_and_fits_the_subject(app: Flask) -> None:
    with transaction():
        row = services.send(
            template="accounts/reset",
            language="en",
            address=None,
            values={
                "installation_name": "Academy  of \t" + "long " * 60,
                "name": "A",
                "username": "u",
                "url": "/",
                "expires_at": utcnow(),
                "zone": "UTC",
            },
            attachments=[FILE],
        )
    assert row.subject.startswith("A new password for Academy of long long")
    assert len(row.subject) == 200
    assert row.attachments["files"][0]["text"] == ENTRY
    assert row.state is MailState.WAITING


def test_only_short_texts_go_along() -> None:
    with pytest.raises(ValueError, match="Only texts"):
        Attachment("x.pdf", "application/pdf", "")
    with pytest.raises(ValueError, match="Too long"):
        Attachment("x.ics", "text/calendar", "x" * 1_000_001)


def test_the_screen_gives_the_file_to_administrators_while_the_message_waits(
    app: Flask, client: FlaskClient, signed_in
) -> None:
    with transaction():
        world: World = make_world()
    row = _waiting(FILE)
    browser = signed_in(client, world.people["administrator"])
    assert f"/outbox/{row.id}/attachments/1" in browser.get(f"/outbox/{row.id}").text
    answer = browser.get(f"/outbox/{row.id}/attachments/1")
    assert answer.data == ENTRY.encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename=agenda.ics"
    assert browser.get(f"/outbox/{row.id}/attachments/2").status_code == 404
    assert browser.get(f"/outbox/{uuid.uuid4()}/attachments/1").status_code == 404
    other = signed_in(app.test_client(), world.people["organiser"])
    assert other.get(f"/outbox/{row.id}/attachments/1").status_code == 404
    with transaction():
        services.hand_over(actor=SYSTEM, message_id=row.id)
    assert browser.get(f"/outbox/{row.id}/attachments/1").status_code == 404
