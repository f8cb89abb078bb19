"""The outbox screen: waiting mail can be copied and passed on; what has left is not kept."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.outbox.models import MailState, OutboxMessage
from tests.support.world import World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    with transaction():
        return make_world()


def _message(state: MailState = MailState.WAITING) -> uuid.UUID:
    with transaction():
        row = OutboxMessage(
            address="officer@example.test",
            template="accounts/invitation",
            language="en",
            subject="Your way in",
            body="Open https://concord.example/i/secret-link\n",
            state=state,
            created_at=utcnow(),
            send_after=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def test_a_waiting_message_shows_its_text_to_copy(
    client: FlaskClient, signed_in, world: World
) -> None:
    message_id = _message()
    browser = signed_in(client, world.people["administrator"])
    assert "Your way in" in browser.get("/outbox").get_data(as_text=True)
    page = browser.get(f"/outbox/{message_id}").get_data(as_text=True)
    assert "secret-link" in page
    assert 'data-copy="mail-text"' in page


def test_passing_on_by_hand_is_noted_and_forgets_the_text(
    client: FlaskClient, signed_in, world: World
) -> None:
    message_id = _message()
    browser = signed_in(client, world.people["administrator"])
    assert browser.post(f"/outbox/{message_id}/handed-over").status_code == 302
    row = db.session.get_one(OutboxMessage, message_id)
    assert (row.state, row.body) == (MailState.HANDED_OVER, "")
    assert "secret-link" not in browser.get(f"/outbox/{message_id}").get_data(as_text=True)


def test_what_has_left_cannot_be_passed_on_again(
    client: FlaskClient, signed_in, world: World
) -> None:
    message_id = _message(MailState.SENT)
    answer = signed_in(client, world.people["administrator"]).post(
        f"/outbox/{message_id}/handed-over"
    )
    assert answer.status_code == 409
    assert "has left already" in answer.get_data(as_text=True)


def test_sending_again_without_a_mail_server_says_what_to_do(
    client: FlaskClient, signed_in, world: World
) -> None:
    message_id = _message(MailState.FAILED)
    answer = signed_in(client, world.people["administrator"]).post(f"/outbox/{message_id}/again")
    assert answer.status_code == 409
    assert "Copy the message" in answer.get_data(as_text=True)


def test_the_outbox_is_not_found_by_others(client: FlaskClient, signed_in, world: World) -> None:
    message_id = _message()
    for who in ("organiser", "participant", "nobody"):
        browser = signed_in(client.application.test_client(), world.people[who])
        assert browser.get("/outbox").status_code == 404
        assert browser.get(f"/outbox/{message_id}").status_code == 404
        assert browser.post(f"/outbox/{message_id}/handed-over").status_code == 404
    assert db.session.get_one(OutboxMessage, message_id).state is MailState.WAITING
