"""A person gets one mail rather than six, and none of the six twice."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.core.db import transaction
from lms.core.jobs import run_pending
from lms.core.settings import settings
from lms.outbox.attachments import Attachment, named, packed
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.rules import PATIENCE
from lms.outbox.services import acts, delivery
from lms.outbox.services.bounces import take_report
from tests.factories.outbox import fresh, make_message, make_report, state_of
from tests.faults.test_issue import all_at_once
from tests.outbox.test_outbox import a_round
from tests.support.smtp_sink import MailSink

ENTRY = Attachment("agenda.ics", "text/calendar", "BEGIN:VCALENDAR\r\n", beside=True)


def waits_for_others(subject: str, **values: object) -> OutboxMessage:
    until = utcnow() + timedelta(minutes=settings().mail_digest_minutes)
    given = {"subject": subject, "body": f"Text of {subject}.\n", "digest": True}
    return make_message(**({"send_after": until} | given | values))


def states(rows: list[OutboxMessage]) -> list[MailState]:
    return [state_of(row) for row in rows]


@pytest.mark.both
def test_six_messages_leave_in_one_mail_with_all_that_goes_along(
    sink: MailSink, clock: FixedClock
) -> None:
    with transaction():
        paper = files.put(b"%PDF", media_type="application/pdf", owner="l:1", name="letter.pdf")
        stored = named([paper])
    six = [
        waits_for_others(f"Letter {number}", files=stored, attachments=packed([ENTRY]))
        for number in range(1, 6)
    ]
    clock.advance(timedelta(minutes=4))
    six.append(waits_for_others("Letter 6", address="Officer@Example.test"))
    others = [
        waits_for_others("Urdu", language="ur"),
        waits_for_others("Else", address="other@example.test"),
        make_message(subject="Sign in"),
    ]
    a_round()
    assert sink.subjects == ["Sign in"]
    clock.advance(timedelta(minutes=1))
    a_round()
    assert sink.subjects == ["Sign in", "6 messages from Concord"]
    mail = sink.mails[1]
    text = mail.get_body().get_content()
    places = [text.index(f"{n}. Letter {n}\r\n---") for n in range(1, 7)]
    assert places == sorted(places)
    assert all(f"Text of Letter {number}." in text for number in range(1, 7))
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names[:3] == ["agenda.ics", "agenda-2.ics", "agenda-3.ics"]
    assert names[5:8] == ["letter.pdf", "letter-2.pdf", "letter-3.pdf"]
    assert mail["Message-ID"] == f"<concord.{six[0].id}@localhost>"
    assert {(fresh(row).state, fresh(row).sent_with_id) for row in six} == {
        (MailState.SENT, six[0].id)
    }
    assert states(others) == [MailState.WAITING, MailState.WAITING, MailState.SENT]
    clock.advance(timedelta(minutes=5))
    a_round()
    assert sink.subjects[2:] == ["Urdu", "Else"]  # a lone one keeps its own subject


def test_a_mail_in_doubt_is_decided_and_sent_again_as_a_whole(
    sink: MailSink, clock: FixedClock
) -> None:
    lost = [waits_for_others(f"Lost {number}") for number in range(3)]
    with transaction():
        assert delivery.begin(message_id=lost[1].id) is not None
    clock.advance(PATIENCE + timedelta(minutes=1))
    a_round()
    assert states(lost) == [MailState.UNSURE] * 3
    later = waits_for_others("Later")
    with transaction():
        acts.try_again(actor=SYSTEM, message_id=lost[2].id)
    run_pending()
    # What may have arrived under this id gets no other content under it.
    assert sink.subjects == ["3 messages from Concord"]
    assert sink.mails[0]["Message-ID"] == f"<concord.{lost[0].id}@localhost>"
    assert states([*lost, later]) == [*[MailState.SENT] * 3, MailState.WAITING]


def test_after_a_safe_failure_what_came_meanwhile_goes_along(
    app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, sink: MailSink
) -> None:
    sink.answer = "451 4.3.0 later"
    first = waits_for_others("First")
    clock.advance(timedelta(minutes=5))
    a_round()
    assert (fresh(first).state, fresh(first).sent_with_id) == (MailState.WAITING, None)
    second = waits_for_others("Second")
    sink.answer = "250 ok"
    clock.advance(timedelta(minutes=2))
    a_round()
    assert sink.subjects == ["2 messages from Concord"]
    assert states([first, second]) == [MailState.SENT] * 2


def test_a_digest_comes_back_as_a_whole(sink: MailSink, clock: FixedClock) -> None:
    rows = [waits_for_others(f"Part {number}") for number in range(2)]
    clock.advance(timedelta(minutes=5))
    a_round()
    report = make_report(str(sink.mails[0]["Message-ID"]))
    with transaction():
        found = take_report(actor=SYSTEM, data=report)
    assert found.messages == 2
    assert states(rows) == [MailState.BOUNCED] * 2


@pytest.mark.postgres
def test_two_workers_at_one_digest_make_one_mail(app: Flask, sink: MailSink) -> None:
    """The second waits at the rows of the first, and then finds none of them waiting."""
    ids = [waits_for_others(f"Part {number}").id for number in range(6)]
    taken: list[uuid.UUID] = []

    def worker(message_id: uuid.UUID) -> None:
        with transaction():
            attempt = delivery.begin(message_id=message_id)
        taken.extend(attempt.message_ids if attempt else ())

    all_at_once(app, [partial(worker, one) for one in ids])
    assert sorted(taken) == sorted(ids)
