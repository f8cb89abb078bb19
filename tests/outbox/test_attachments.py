"""What goes along with a message: kept until it has left, sent as mail programs expect it."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.outbox.attachments import Attachment, named, packed
from lms.outbox.models import MailState, OutboxMessage
from lms.outbox.services import acts, send
from tests.factories.outbox import fresh, make_message
from tests.outbox.test_outbox import a_round
from tests.support.smtp_sink import MailSink
from tests.support.world import World, make_world

ENTRY = "BEGIN:VCALENDAR\r\nSUMMARY:تجزیہ\r\nEND:VCALENDAR\r\n"
INVITATION = Attachment(
    "invitation.ics", "text/calendar", ENTRY, {"method": "REQUEST"}, beside=True
)
FILE = Attachment("agenda.ics", "text/calendar", ENTRY, {"method": "PUBLISH"})
PAPER = b"%PDF-1.7 \x00\xff bytes\r\n.\r\n"


def _waiting(*attachments: Attachment, **values: object) -> OutboxMessage:
    return make_message(attachments=packed(attachments), **values)


def _paper() -> files.StoredFile:
    return files.put(PAPER, media_type="application/pdf", owner="letter:1", name="دعوت.pdf")


def test_an_invitation_is_the_other_form_of_the_text(sink: MailSink) -> None:
    _waiting(INVITATION)
    a_round()
    (mail,) = sink.mails
    text, entry = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert text.get_content_type() == "text/plain"
    assert entry.get_content_type() == "text/calendar"
    assert entry["Content-Type"].params["method"] == "REQUEST"
    assert entry["Content-Type"].params["charset"] == "utf-8"
    assert entry.get_payload(decode=True) == ENTRY.encode()


def test_texts_and_stored_files_stand_after_the_text_by_their_names(sink: MailSink) -> None:
    with transaction():
        stored = named([_paper()])
    _waiting(FILE, INVITATION, files=stored)
    a_round()
    (mail,) = sink.mails
    assert mail.get_content_type() == "multipart/mixed"
    body, entry, paper = mail.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert entry.get_filename() == "agenda.ics"
    assert entry.get_payload(decode=True) == ENTRY.encode()
    assert (paper.get_filename(), paper.get_content_type()) == ("دعوت.pdf", "application/pdf")
    assert paper.get_payload(decode=True) == PAPER


def test_a_message_without_attachments_stays_plain(sink: MailSink) -> None:
    _waiting()
    a_round()
    (mail,) = sink.mails
    assert mail.get_content_type() == "text/plain"


def test_a_lost_file_fails_its_message_and_no_other(sink: MailSink) -> None:
    lost = {"schema": 1, "files": [{"id": str(uuid.uuid4()), "name": "gone.pdf"}]}
    bad = make_message(files=lost, digest=True)
    make_message(subject="Whole", digest=True)
    a_round()
    assert (fresh(bad).state, fresh(bad).last_error) == (MailState.FAILED, "NotFound")
    assert sink.subjects == ["Whole"]


def test_what_has_left_keeps_no_attachment(sink: MailSink) -> None:
    with transaction():
        stored = named([_paper()])
    passed_on = _waiting(FILE, files=stored)
    with transaction():
        acts.hand_over(actor=SYSTEM, message_id=passed_on.id)
    sent = _waiting(INVITATION, files=stored)
    a_round()
    for row in (sent, passed_on):
        left = fresh(row)
        assert (left.body, left.attachments, left.files) == ("", None, None)


def test_sending_keeps_attachments_and_fits_the_subject(app: Flask) -> None:
    with transaction():
        row = send(
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
            files=[_paper()],
        )
    assert row.subject.startswith("A new password for Academy of long long")
    assert len(row.subject) == 200
    assert row.attachments["files"][0]["text"] == ENTRY
    assert row.files["files"][0]["name"] == "دعوت.pdf"
    assert row.state is MailState.WAITING


def test_only_short_texts_go_along() -> None:
    with pytest.raises(ValueError, match="Only texts"):
        Attachment("x.pdf", "application/pdf", "")
    with pytest.raises(ValueError, match="Too long"):
        Attachment("x.ics", "text/calendar", "x" * 1_000_001)


def test_the_screen_gives_the_files_while_the_message_waits(
    app: Flask, client: FlaskClient, signed_in
) -> None:
    with transaction():
        world: World = make_world()
        stored = named([_paper()])
    row = _waiting(FILE, files=stored, course_session_id=world.session_id)
    places = [f"/outbox/{row.id}/attachments/1", f"/outbox/{row.id}/files/1"]
    for who in ("administrator", "organiser"):
        browser = signed_in(app.test_client(), world.people[who])
        page = browser.get(f"/outbox/{row.id}").text
        text, paper = (browser.get(place) for place in places)
        assert all(place in page for place in places)
        assert (text.data, paper.data) == (ENTRY.encode(), PAPER)
        assert text.headers["Content-Disposition"] == "attachment; filename=agenda.ics"
        assert paper.headers["Content-Disposition"].startswith("attachment; filename")
        assert browser.get(f"/outbox/{row.id}/files/2").status_code == 404
        assert browser.get(f"/outbox/{uuid.uuid4()}/files/1").status_code == 404
        paper.close()
    other = signed_in(app.test_client(), world.people["organiser_other"])
    assert {other.get(place).status_code for place in places} == {404}
    with transaction():
        acts.hand_over(actor=SYSTEM, message_id=row.id)
    browser = signed_in(client, world.people["administrator"])
    assert {browser.get(place).status_code for place in places} == {404}
