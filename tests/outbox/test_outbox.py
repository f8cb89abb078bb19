"""The outbox: mail leaves after the act is committed, is tried again, and is never doubled."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from typing import Self

import pytest
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.outbox import services
from lms.outbox.models import MailState, OutboxMessage


class Wire:
    """Stands in for the network: a mail server that may be down."""

    sent: list[EmailMessage]
    down = False

    def __init__(self, *_: object, **__: object) -> None:
        if Wire.down:
            raise ConnectionRefusedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send_message(self, mail: EmailMessage) -> None:
        Wire.sent.append(mail)


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    Wire.sent, Wire.down = [], False
    monkeypatch.setattr(smtplib, "SMTP", Wire)
    settings = app.extensions["concord.settings"]
    monkeypatch.setattr(settings, "mail_server", "smtp://mail.example:25")


def waiting(app: Flask, address: str | None = "a@example.org") -> OutboxMessage:
    row = OutboxMessage(
        id=new_id(),
        address=address,
        template="probe",
        language="ur",
        subject="دعوت نامہ",
        body="آپ کو مدعو کیا جاتا ہے۔\n",
        created_at=utcnow(),
        send_after=utcnow(),
    )
    with transaction():
        db.session.add(row)
    return row


def state(row: OutboxMessage) -> MailState:
    return db.session.get_one(OutboxMessage, row.id, populate_existing=True).state


def test_a_message_goes_out_once_however_often_the_worker_comes_by(app: Flask) -> None:
    row = waiting(app)
    for _ in range(3):
        with transaction():
            services.deliver(row.id)
    assert [mail["Subject"] for mail in Wire.sent] == ["دعوت نامہ"]
    assert "مدعو" in Wire.sent[0].get_content()
    assert state(row) is MailState.SENT


def test_a_server_that_is_down_is_tried_again_later_and_then_given_up_visibly(
    app: Flask, clock: FixedClock
) -> None:
    row = waiting(app)
    Wire.down = True
    for _ in range(services.MAX_TRIES):
        assert services.due_messages() == [row.id]
        with transaction():
            services.deliver(row.id)
        assert services.due_messages() == []
        clock.advance(timedelta(hours=3))
    assert state(row) is MailState.FAILED


def test_without_an_address_a_message_waits_to_be_copied_and_can_be_ticked_off(app: Flask) -> None:
    row = waiting(app, address=None)
    assert services.due_messages() == []
    with transaction():
        services.hand_over(actor=SYSTEM, message_id=row.id)
    assert state(row) is MailState.HANDED_OVER
