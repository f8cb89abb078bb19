"""The outbox screen: waiting mail can be copied and passed on; what has left is not kept; each
organiser sees the mail of the own sessions."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.queries import recipients
from lms.audit.models import AuditEntry
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.courses.queries.lists import codes
from lms.outbox.models import MailState
from lms.outbox.rules import Shelf
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.outbox import fresh, make_message, state_of
from tests.support.smtp_sink import MailSink
from tests.support.world import World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    with transaction():
        return make_world()


@pytest.fixture
def admin(client: FlaskClient, signed_in, world: World) -> FlaskClient:
    return signed_in(client, world.people["administrator"])


def acts_of(message_id: uuid.UUID) -> list[str]:
    entries = db.session.query(AuditEntry).filter_by(object_id=str(message_id))
    return [entry.act for entry in entries.order_by(AuditEntry.sequence)]


def test_a_waiting_message_shows_its_text_to_copy(admin: FlaskClient) -> None:
    row = make_message()
    listed = admin.get("/outbox").text
    assert "Your way in" in listed and "There is no mail server" in listed
    page = admin.get(f"/outbox/{row.id}").text
    assert 'data-copy="mail-text"' in page
    text = page[page.index("<textarea") : page.index("</textarea>")]
    assert "readonly" in text
    assert all(one in text for one in ("officer@example.test", "Your way in", "secret-link"))


def test_passing_on_by_hand_is_noted_and_forgets_the_text(admin: FlaskClient) -> None:
    row = make_message()
    assert admin.post(f"/outbox/{row.id}/handed-over").status_code == 302
    assert (fresh(row).state, fresh(row).body) == (MailState.HANDED_OVER, "")
    assert "secret-link" not in admin.get(f"/outbox/{row.id}").text
    assert acts_of(row.id) == ["outbox.handed_over"]
    answer = admin.post(f"/outbox/{row.id}/handed-over")
    assert answer.status_code == 409 and "has left already" in answer.text


def test_sending_again_without_a_mail_server_says_what_to_do(admin: FlaskClient) -> None:
    row = make_message(state=MailState.FAILED)
    answer = admin.post(f"/outbox/{row.id}/again")
    assert answer.status_code == 409 and "Copy the message" in answer.text


@pytest.mark.usefixtures("sink")
def test_a_message_in_doubt_says_what_happened_and_asks(admin: FlaskClient) -> None:
    row, other = make_message(state=MailState.UNSURE), make_message(state=MailState.UNSURE)
    listed = admin.get("/outbox?state=unsure").text
    assert "They may have arrived" in listed and 'name="message"' not in listed
    page = admin.get(f"/outbox/{row.id}").text
    assert "Nobody knows whether this message arrived" in page
    assert f"concord.{row.id}@localhost" in page
    assert f"/outbox/{row.id}/arrived" in page and f"/outbox/{row.id}/again" in page
    assert admin.post(f"/outbox/{row.id}/arrived").status_code == 302
    assert (fresh(row).state, fresh(row).body) == (MailState.SENT, "")
    assert admin.post(f"/outbox/{row.id}/arrived").status_code == 409
    assert admin.post(f"/outbox/{other.id}/again").status_code == 302
    assert state_of(other) is MailState.WAITING
    assert [acts_of(row.id), acts_of(other.id)] == [["outbox.arrived"], ["outbox.tried_again"]]


def test_the_chosen_ones_are_tried_again_together(admin: FlaskClient, sink: MailSink) -> None:
    failed = [make_message(state=MailState.FAILED, tries=10) for _ in range(3)]
    refused = make_message(state=MailState.BOUNCED, bounce="550 no such user")
    left = make_message(state=MailState.BOUNCED, body="")
    doubt = make_message(state=MailState.UNSURE)
    lost = make_message(state=MailState.FAILED, tries=10, last_error="ConnectionRefusedError")
    listed = admin.get("/outbox?state=failed").text
    assert "10 tries, the mail server does not answer" in listed and str(lost.id) in listed
    assert all(f'value="{row.id}"' in listed for row in failed)
    chosen = [str(row.id) for row in [*failed, refused, left, doubt]]
    page = admin.post("/outbox/again", data={"message": chosen}, follow_redirects=True).text
    assert "4 messages wait to be sent again." in page and "2 stay as they are" in page
    assert {state_of(row) for row in [*failed, refused]} == {MailState.WAITING}
    assert [state_of(left), state_of(doubt)] == [MailState.BOUNCED, MailState.UNSURE]
    assert acts_of(refused.id) == ["outbox.tried_again"]
    nothing = admin.post("/outbox/again", data={"message": "x"}, follow_redirects=True)
    assert "Choose the messages first." in nothing.text
    unknown = {"message": [str(failed[0].id), str(uuid.uuid4())]}
    assert admin.post("/outbox/again", data=unknown).status_code == 404


def test_the_list_is_filtered_searched_and_turned(
    app: Flask, admin: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, count_queries
) -> None:
    monkeypatch.setitem(app.extensions, "concord.session_codes", codes)
    make_message("zara@example.test", subject="Invitation 100%", course_session_id=world.session_id)
    make_message("omar@example.test", subject="Invitation 1000")
    for number in range(50):
        make_message(f"{number}@example.test", subject="Agenda", state=MailState.SENT, body="")

    def found(query: str) -> tuple[bool, bool]:
        page = admin.get(f"/outbox?{query}").text
        return "zara@example.test" in page, "omar@example.test" in page

    assert found("") == (True, True)
    assert found("state=sent") == (False, False)
    assert found("q=ZARA") == (True, False)
    assert found("q=invitation+100%25") == (True, False)
    assert found(f"course_session={world.session_id}") == (True, False)
    assert found(f"course_session={uuid.uuid4()}") == (False, False)
    page = admin.get(f"/outbox?course_session={world.session_id}").text
    assert "HOST-2026-01" in page and "HOST-2026-02" not in page
    make_message(subject="One more", state=MailState.SENT, body="")
    first, second = (
        admin.get("/outbox?state=sent").text,
        admin.get("/outbox?state=sent&page=2").text,
    )
    assert 'href="/outbox?state=sent&amp;page=2"' in first and "51 to 51 of 51" in second
    with count_queries() as many:
        admin.get("/outbox?state=sent")
    with count_queries() as few:
        admin.get("/outbox?state=waiting")
    assert int(many) == int(few)


def test_who_a_message_is_for_is_named_and_found(
    app: Flask, admin: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "concord.recipients", recipients)
    with transaction():
        person = make_person(first_name="Zarmina", last_name="Wazir")
        agency = make_agency(name="Harbour Guard", short_name={"en": "HG", "ur": "بندرگاہ"})
        ids = {"person_id": person.id, "agency_id": agency.id}
    row = make_message(None, **ids)
    make_message(None, subject="Of nobody")
    for words in ("zarmina+wazir", "harbour", "بندرگاہ"):
        page = admin.get(f"/outbox?q={words}").text
        assert "Zarmina Wazir" in page and "no e-mail: to be copied" in page
        assert "Of nobody" not in page
    assert "Zarmina Wazir" not in admin.get("/outbox?q=somebody").text
    assert "Zarmina Wazir" in admin.get(f"/outbox/{row.id}").text


@pytest.mark.parametrize("shelf", Shelf)
def test_every_part_can_be_empty(admin: FlaskClient, shelf: Shelf) -> None:
    assert "Nothing here." in admin.get(f"/outbox?state={shelf}").text


@pytest.mark.parametrize("state", MailState)
def test_every_state_has_its_words(admin: FlaskClient, state: MailState) -> None:
    row = make_message(state=state, bounced_at=utcnow() - timedelta(days=1), bounce="550 no")
    assert "Your way in" in admin.get(f"/outbox?state={state}").text
    assert admin.get(f"/outbox/{row.id}").status_code == 200


def test_each_organiser_sees_the_mail_of_the_own_sessions_alone(
    client: FlaskClient, signed_in, world: World
) -> None:
    own = make_message("own@example.test", course_session_id=world.session_id)
    other = make_message("other@example.test", course_session_id=world.other_session_id)
    house = make_message("house@example.test")
    browser = signed_in(client, world.people["organiser"])
    page = browser.get("/outbox").text
    assert "own@example.test" in page and 'href="/outbox"' in page
    assert "other@example.test" not in page and "house@example.test" not in page
    assert "Waiting 1" in page
    assert "Waiting 0" in browser.get(f"/outbox?course_session={world.other_session_id}").text
    assert browser.get(f"/outbox/{own.id}").status_code == 200
    for hidden in (other, house):
        assert browser.get(f"/outbox/{hidden.id}").status_code == 404
        for act in ("handed-over", "again", "arrived"):
            assert browser.post(f"/outbox/{hidden.id}/{act}").status_code == 404
        chosen = {"message": [str(own.id), str(hidden.id)]}
        assert browser.post("/outbox/again", data=chosen).status_code == 404
    assert browser.post(f"/outbox/{own.id}/handed-over").status_code == 302
    assert [state_of(own), state_of(other)] == [MailState.HANDED_OVER, MailState.WAITING]


def test_the_outbox_is_not_found_by_others(client: FlaskClient, signed_in, world: World) -> None:
    row = make_message(course_session_id=world.session_id)
    for who in ("focal_a", "trainer", "observer", "participant", "organiser_ended", "nobody"):
        browser = signed_in(client.application.test_client(), world.people[who])
        assert browser.get("/outbox").status_code == 404
        assert browser.get(f"/outbox/{row.id}").status_code == 404
        for act in (f"{row.id}/handed-over", "again", "bounces"):
            assert browser.post(f"/outbox/{act}", data={"message": str(row.id)}).status_code == 404
    assert state_of(row) is MailState.WAITING
