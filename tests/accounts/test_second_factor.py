"""The second step stands between the first step and the sign-in, and is never skipped."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import second_factor, services
from lms.accounts.models import Account
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.core.messages import N_
from tests.factories.accounts import PASSWORD, make_account, make_person

RIGHT = {"login": "ayesha.khan", "password": PASSWORD}


class Word:
    """A provider that asks for a word."""

    key = "word"
    label = N_("Say the word.")
    template = "accounts/second_factor.html"

    def challenge(self, account_id: uuid.UUID) -> Mapping[str, object]:
        return {}

    def check(self, account_id: uuid.UUID, answers: Mapping[str, str]) -> bool:
        return answers.get("code") == "heron"


@pytest.fixture
def account(app: Flask) -> Iterator[Account]:
    second_factor.register(Word())
    yield make_account(
        make_person(), username="ayesha.khan", password=PASSWORD, second_factor="word"
    )
    app.extensions["concord.second_factors"].clear()


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


def test_the_password_alone_leads_to_the_second_step(client: FlaskClient, account: Account) -> None:
    answer = client.post("/sign-in", query_string={"next": "/me"}, data=RIGHT)
    assert answer.location == "/sign-in/second?next=/me"
    assert not is_in(client)
    assert "Say the word." in client.get(answer.location).text
    wrong = client.post(answer.location, data={"code": "crow"})
    assert wrong.status_code == 422 and not is_in(client)
    right = client.post(answer.location, data={"code": "heron"})
    assert right.location == "/me"
    assert is_in(client)


def test_a_slip_does_not_go_around_it(client: FlaskClient, account: Account) -> None:
    with transaction():
        slip = services.issue_slip(actor=SYSTEM, person_id=account.person_id)
    answer = client.post(slip.url.removeprefix("https://concord.example"))
    assert answer.location == "/sign-in/second?next=/me/password"
    assert not is_in(client)


def test_without_a_first_step_there_is_no_second(client: FlaskClient, account: Account) -> None:
    assert client.get("/sign-in/second").location == "/sign-in"
    assert client.post("/sign-in/second", data={"code": "heron"}).location == "/sign-in"
    assert not is_in(client)


def test_a_first_step_waits_ten_minutes(
    client: FlaskClient, account: Account, clock: FixedClock
) -> None:
    client.post("/sign-in", data=RIGHT)
    clock.advance(timedelta(minutes=10, seconds=1))
    client.post("/sign-in/second", data={"code": "heron"})
    assert not is_in(client)


def test_a_new_password_voids_a_waiting_first_step(client: FlaskClient, account: Account) -> None:
    client.post("/sign-in", data=RIGHT)
    with transaction():
        services.set_password(actor=SYSTEM, account_id=account.id, password_hash="other")
    client.post("/sign-in/second", data={"code": "heron"})
    assert not is_in(client)


def test_answers_are_limited(client: FlaskClient, account: Account) -> None:
    client.post("/sign-in", data=RIGHT)
    for _try in range(5):
        assert client.post("/sign-in/second", data={"code": "crow"}).status_code == 422
    assert client.post("/sign-in/second", data={"code": "heron"}).status_code == 429


def test_a_provider_that_is_gone_lets_nobody_in(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    app.extensions["concord.second_factors"].clear()
    assert client.post("/sign-in", data=RIGHT).status_code == 503
    assert not is_in(client)
