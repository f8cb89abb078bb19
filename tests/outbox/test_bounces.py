"""Reports of mail servers: read, put to their messages, and harmless whatever they are."""

import io
import json
import uuid
from email import message_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.audit.models import AuditEntry
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.outbox.formats import MOST_BYTES, message_id_of, read_report
from lms.outbox.models import MailState
from lms.outbox.services.bounces import take_report
from tests.factories.outbox import fresh, make_message, make_report, state_of
from tests.outbox.test_outbox import a_round
from tests.support.smtp_sink import MailSink
from tests.support.world import make_world

REASON = "550 5.1.1 <officer@example.test>: Recipient address rejected: User unknown"


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_the_bounce_of_a_sent_mail_is_seen(sink: MailSink, returned: str) -> None:
    row = make_message()
    a_round()
    assert state_of(row) is MailState.SENT
    assert f"ENVID=concord.{row.id}" in " ".join(sink.commands)
    report = make_report(str(sink.mails[0]["Message-ID"]), returned=returned)
    with transaction():
        found = take_report(actor=SYSTEM, data=report)
    assert (found.messages, found.reason) == (1, REASON)
    back = fresh(row)
    assert (back.state, back.bounce) == (MailState.BOUNCED, REASON)
    assert back.bounced_at is not None and back.sent_at is not None
    entry = db.session.query(AuditEntry).filter_by(act="outbox.bounced").one()
    assert entry.object_id == str(row.id) and "officer" not in entry.body
    with pytest.raises(Refused, match="known to have come back"), transaction():
        take_report(actor=SYSTEM, data=report)


def test_a_mail_is_known_by_its_envelope_alone() -> None:
    mail_id = uuid.uuid4()
    report = make_report("<somebody@else>").replace(
        b"Arrival-Date:", f"Original-Envelope-Id: concord.{mail_id}\nArrival-Date:".encode()
    )
    found = read_report(report)
    assert found is not None and found.mail_id == mail_id and found.failed


def test_what_is_no_bounce_of_ours_is_told_clearly_and_changes_nothing(app: Flask) -> None:
    row = make_message(state=MailState.SENT, body="")
    own = message_id_of(row.id, "a@b")
    cases = {
        "no report": b"Subject: hello\n\nHow are you?",
        "delay": make_report(own, action="delayed"),
        "no message of this outbox": make_report(message_id_of(uuid.uuid4(), "a@b")),
        "about no message": make_report("<stranger@example.test>"),
    }
    for words, data in cases.items():
        with pytest.raises(Refused, match=words), transaction():
            take_report(actor=SYSTEM, data=data)
    assert state_of(row) is MailState.SENT


def _nested(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    )
    return head + b"x\n" * 100


HOSTILE = {
    "empty": b"",
    "zeros": bytes(10_000),
    "deep": _nested(5_000),
    "deep mails": b"Content-Type: message/rfc822\n\n" * 20_000,
    "long header": b"Content-Type: multipart/report" + b';"' * 200_000,
    "no closing": make_report("<a@b>")[:400],
    "broken status": make_report("<a@b>").replace(b"Action: failed", b"Action: \xff\xfe\x00"),
    "charset": make_report("<a@b>").replace(b"us-ascii", b"no-such-charset"),
    "huge": make_report("<a@b>") + b"A" * (3 * MOST_BYTES),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_reports_do_no_harm(data: bytes) -> None:
    found = read_report(data)
    assert found is None or found.mail_id is None


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    cuts=st.lists(st.tuples(st.integers(0, 900), st.binary(max_size=8)), max_size=6),
    words=st.text(max_size=400),
)
def test_damaged_reports_do_no_harm(cuts: list[tuple[int, bytes]], words: str) -> None:
    data = make_report(message_id_of(uuid.uuid4(), "a@b"))
    data = data.replace(b"User unknown", words.encode("utf-8", "replace"))
    for place, put in cuts:
        data = data[:place] + put + data[place + len(put) :]
    found = read_report(data)
    if found is not None:
        assert len(found.words) <= 300
        assert found.words.isprintable() or not found.words.isascii()


def test_the_command_takes_a_report_from_a_mail_program(app: Flask) -> None:
    row = make_message(state=MailState.SENT, body="")
    report = make_report(message_id_of(row.id, "a@b")) + b"\n" * (2 * MOST_BYTES)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["outbox", "bounced", "--json", "-"], input=report)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"messages": 1, "reason": REASON})
    assert state_of(row) is MailState.BOUNCED
    again = runner.invoke(args=["outbox", "bounced"], input=b"hello")
    assert again.exit_code == 1 and "no report of a mail server" in again.stderr


def test_organisers_hand_in_reports_about_their_own_messages(
    client: FlaskClient, signed_in
) -> None:
    with transaction():
        world = make_world()
    own = make_message(state=MailState.SENT, body="", course_session_id=world.session_id)
    other = make_message(state=MailState.SENT, body="", course_session_id=world.other_session_id)
    browser = signed_in(client, world.people["organiser"])

    def hand_in(data: bytes) -> str:
        form = {"report": (io.BytesIO(data), "returned.eml")}
        return browser.post("/outbox/bounces", data=form, follow_redirects=True).text

    assert "Noted as come back: Your way in, to officer@example.test." in hand_in(
        make_report(message_id_of(own.id, "a@b"))
    )
    strange = hand_in(make_report(message_id_of(uuid.uuid4(), "a@b")))
    assert "about no message of this outbox" in strange
    assert 'name="report"' in strange, "another file can be handed in at once"
    assert "/outbox?state=bounced#came-back" in browser.get("/outbox?state=sent").text
    assert "about no message of this outbox" in hand_in(make_report(message_id_of(other.id, "a@b")))
    assert [state_of(own), state_of(other)] == [MailState.BOUNCED, MailState.SENT]
    assert "User unknown" in browser.get(f"/outbox/{own.id}").text


def test_the_probe_is_a_report_as_the_standard_has_it() -> None:
    mail = message_from_bytes(make_report("<a@b>"))
    assert mail.get_content_type() == "multipart/report" and len(mail.get_payload()) == 3
