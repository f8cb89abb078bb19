"""Mail leaves after the act is committed, once, and whatever the mail server does is known."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, transaction
from lms.core.jobs import enqueue, run_pending
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.rules import MAX_TRIES, PATIENCE
from lms.outbox.services import acts, delivery, send
from lms.outbox.services.transport import hand_to_server
from tests.factories.outbox import fresh, make_message, state_of
from tests.support.smtp_sink import MailSink


def a_round() -> None:
    """The worker comes by."""
    with transaction():
        enqueue("outbox.retry", requested_by=SYSTEM)
    run_pending()


@pytest.mark.parametrize("body", ["آپ کو مدعو کیا جاتا ہے۔\n.\n", "Come.\n.\n..dots\nEnd"])
def test_a_message_goes_out_once_however_often_the_worker_comes_by(
    sink: MailSink, body: str
) -> None:
    row = make_message(subject="دعوت نامہ", body=body)
    for _ in range(3):
        a_round()
    (mail,) = sink.mails
    assert mail["Subject"] == "دعوت نامہ"
    assert mail.get_content().replace("\r\n", "\n").rstrip() == body.rstrip()
    assert mail["Message-ID"] == f"<concord.{row.id}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    left = fresh(row)
    assert (left.state, left.body, left.tries, left.sent_with_id) == (MailState.SENT, "", 1, None)


def test_the_message_is_noted_as_being_sent_before_the_mail_server_hears_of_it(
    sink: MailSink,
) -> None:
    row = make_message()
    with transaction():
        first = delivery.begin(message_id=row.id)
    assert first is not None and sink.commands == []
    assert state_of(row) is MailState.SENDING
    with transaction():
        assert delivery.begin(message_id=row.id) is None


@pytest.mark.both
def test_a_dead_server_is_tried_again_ever_later_and_then_given_up_visibly(
    app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailSink() as gone:
        pass
    monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", gone.url)
    row = make_message()
    waits = []
    for _ in range(MAX_TRIES):
        assert delivery.due_messages() == [row.id]
        a_round()
        waits.append((fresh(row).send_after - utcnow()) // timedelta(minutes=1))
        assert delivery.due_messages() == []
        clock.advance(timedelta(hours=5))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 240, 240, 0]
    failed = fresh(row)
    assert (failed.state, failed.last_error) == (MailState.FAILED, "ConnectionRefusedError")
    assert "secret-link" in failed.body
    with MailSink() as sink:
        monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", sink.url)
        a_round()
        assert sink.mails == []
        with transaction():
            acts.try_again(actor=SYSTEM, message_id=row.id)
        run_pending()
        assert sink.subjects == ["Your way in"]


def test_while_the_server_is_down_one_try_speaks_for_all(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailSink() as gone:
        pass
    monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", gone.url)
    rows = [make_message(f"a{number}@example.test") for number in range(5)]
    a_round()
    assert [fresh(row).tries for row in rows] == [1, 0, 0, 0, 0]


def test_a_refused_recipient_bounces_at_once_with_the_servers_words(
    sink: MailSink, capfd: pytest.CaptureFixture[str]
) -> None:
    sink.refused["officer@example.test"] = "550 5.1.1 <officer@example.test>: no such\tuser"
    row = make_message()
    a_round()
    back = fresh(row)
    assert (back.state, back.tries) == (MailState.BOUNCED, 1)
    assert back.bounce == "550 5.1.1 <officer@example.test>: no such user"
    assert "secret-link" in back.body  # it never left: it can be copied and passed on
    a_round()
    assert sink.mails == []
    assert "officer" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 4.7.1 greylisted", MailState.WAITING),
        ("552 5.3.4 too big", MailState.BOUNCED),
        ("", MailState.UNSURE),
    ],
)
def test_what_the_server_says_to_the_text_decides(
    sink: MailSink, answer: str, expected: MailState
) -> None:
    if answer:
        sink.answer = answer
    else:
        sink.taken = lambda _mail: False  # takes it over and hangs up
    row = make_message()
    a_round()
    assert state_of(row) is expected


def test_a_lost_worker_leaves_a_doubt_that_only_a_person_ends(
    sink: MailSink, clock: FixedClock
) -> None:
    arrived, again = make_message(subject="One"), make_message(subject="Two")
    for row in (arrived, again):
        with transaction():
            assert delivery.begin(message_id=row.id) is not None
    a_round()
    assert {state_of(arrived), state_of(again)} == {MailState.SENDING}
    clock.advance(PATIENCE + timedelta(seconds=1))
    a_round()
    assert {state_of(arrived), state_of(again)} == {MailState.UNSURE}
    clock.advance(timedelta(days=1))
    a_round()
    assert sink.mails == []
    with transaction():
        acts.arrived(actor=SYSTEM, message_id=arrived.id)
        acts.try_again(actor=SYSTEM, message_id=again.id)
    run_pending()
    assert sink.subjects == ["Two"]
    assert {state_of(arrived), state_of(again)} == {MailState.SENT}


def test_a_slow_worker_still_tells_what_the_server_said(sink: MailSink, clock: FixedClock) -> None:
    row = make_message()
    with transaction():
        attempt = delivery.begin(message_id=row.id)
    assert attempt is not None
    clock.advance(PATIENCE + timedelta(minutes=1))
    a_round()
    assert state_of(row) is MailState.UNSURE
    answer = hand_to_server(attempt.envelope)
    with transaction():
        delivery.settle(attempt=attempt, answer=answer)
    assert state_of(row) is MailState.SENT


def test_an_address_that_is_none_fails_visibly(sink: MailSink) -> None:
    row = make_message("a@example.test\r\nBcc: all@example.test")
    a_round()
    assert (state_of(row), sink.commands) == (MailState.FAILED, [])


def test_without_an_address_or_a_server_a_message_waits_to_be_copied(app: Flask) -> None:
    nobody, no_server = make_message(None), make_message()
    for _ in range(2):
        a_round()
    assert {state_of(nobody), state_of(no_server)} == {MailState.WAITING}
    with transaction():
        acts.hand_over(actor=SYSTEM, message_id=nobody.id)
    assert state_of(nobody) is MailState.HANDED_OVER


def test_what_is_urgent_leaves_at_once_and_alone(sink: MailSink) -> None:
    values = {"name": "A", "username": "u"}
    with transaction():
        for digest in (True, False):
            send(
                template="accounts/password_changed",
                language="en",
                address="a@example.test",
                values=values,
                digest=digest,
            )
    run_pending()
    assert len(sink.mails) == 1
    waiting = db.session.query(OutboxMessage).filter_by(state=MailState.WAITING).one()
    assert waiting.digest and waiting.send_after == utcnow() + timedelta(minutes=5)


def test_an_unknown_message_is_nothing_to_send(sink: MailSink) -> None:
    with transaction():
        assert delivery.begin(message_id=uuid.uuid4()) is None
