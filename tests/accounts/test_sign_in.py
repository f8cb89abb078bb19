"""Signing in by password: limits, rotation, timeouts, the way on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import passwords
from lms.accounts.limits import Tries
from lms.accounts.models import Account, Person, SignIn
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Throttled
from tests.factories.accounts import PASSWORD, make_account, make_person
from tests.support.apps import QueryCount

RIGHT = {"login": "ayesha.khan", "password": PASSWORD}
WRONG = RIGHT | {"password": "not the password at all"}
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def person(app: Flask) -> Person:
    person = make_person()
    make_account(person, username="ayesha.khan", email="ayesha@office.example", password=PASSWORD)
    return person


def words(page: str) -> str:
    return BeautifulSoup(page, "html.parser").get_text(" ", strip=True)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


@pytest.mark.parametrize("login", ["ayesha.khan", "Ayesha.Khan ", "AYESHA@office.example"])
def test_user_name_or_address_with_password(
    client: FlaskClient, person: Person, login: str
) -> None:
    answer = client.post("/sign-in", data=RIGHT | {"login": login})
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert is_in(client)


def test_wrong_password_keeps_what_was_typed(client: FlaskClient, person: Person) -> None:
    answer = client.post("/sign-in", data=WRONG)
    assert answer.status_code == 422
    assert 'value="ayesha.khan"' in answer.text
    assert "Name and password do not belong together" in words(answer.text)
    assert not is_in(client)


def test_unknown_and_known_names_get_the_same_answer_for_the_same_work(
    client: FlaskClient, person: Person, count_queries: Callable[[], QueryCount]
) -> None:
    client.post("/sign-in", data=WRONG | {"login": "anybody"})  # the place is counted from now on
    pages, work = [], []
    for login in ("ayesha.khan", "nobody.atall"):
        with count_queries() as statements:
            answer = client.post("/sign-in", data=WRONG | {"login": login})
        page = BeautifulSoup(answer.text, "html.parser")
        for tag in page.select("[nonce], [name=csrf_token], [name=csrf-token]"):
            tag.decompose()
        pages.append(page.decode().replace(login, "LOGIN"))
        work.append([text.split("(")[0].split("WHERE")[0] for text in statements.statements])
    assert pages[0] == pages[1]
    assert work[0] == work[1]


def test_a_password_is_checked_against_a_hash_even_for_nobody() -> None:
    assert passwords.matches("the password of nobody", None) is False


def test_after_five_failures_one_waits_and_the_wait_grows(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    for _try in range(5):
        assert client.post("/sign-in", data=WRONG).status_code == 422
    answer = client.post("/sign-in", data=RIGHT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "Wait 1 seconds" in words(answer.text)
    clock.advance(timedelta(seconds=2))
    client.post("/sign-in", data=WRONG)
    assert client.post("/sign-in", data=RIGHT).headers["Retry-After"] == "2"
    clock.advance(timedelta(seconds=3))
    assert client.post("/sign-in", data=RIGHT).status_code == 302


def test_no_stranger_locks_anyone_out(
    app: Flask, client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    stranger = app.test_client()
    for _try in range(10):
        stranger.post("/sign-in", data=WRONG, environ_base=STRANGER)
        clock.advance(timedelta(seconds=61))
    assert stranger.post("/sign-in", data=WRONG, environ_base=STRANGER).status_code == 422
    assert stranger.post("/sign-in", data=RIGHT, environ_base=STRANGER).status_code == 429
    assert client.post("/sign-in", data=RIGHT).status_code == 302


def test_a_stranger_in_the_same_room_does_not_stop_the_accounts_own_browser(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    client.post("/sign-in", data=RIGHT)
    client.post("/sign-out")
    stranger = app.test_client()
    for _try in range(6):
        stranger.post("/sign-in", data=WRONG)
    assert stranger.post("/sign-in", data=RIGHT).status_code == 429
    assert client.post("/sign-in", data=RIGHT).status_code == 302


def test_a_place_that_guesses_many_names_waits_as_a_whole(app: Flask) -> None:
    with transaction():
        for number in range(60):
            Tries("password", f"name{number}", "203.0.113.9").failed()
    with pytest.raises(Throttled):
        Tries("password", "fresh", "203.0.113.9").check()
    Tries("password", "fresh", "203.0.113.10").check()


def test_a_sign_in_brings_a_new_token_and_drops_what_the_browser_carried(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    tokens = set()
    for _time in range(2):
        client.post("/sign-in", data=RIGHT)
        with client.session_transaction() as cookie:
            assert "planted" not in cookie
            tokens.add(cookie["_user_id"])
        client.post("/sign-out")
    assert len(tokens) == 2


def test_the_token_is_stored_as_a_hash_only(client: FlaskClient, person: Person) -> None:
    client.post("/sign-in", data=RIGHT)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    stored = db.session.scalars(sa.select(SignIn.token_hash)).one()
    assert len(stored) == 32 and token.encode() not in stored


def test_signing_out_ends_the_sign_in_itself(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    client.post("/sign-in", data=RIGHT)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    client.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert not is_in(thief)


def test_idle_for_half_an_hour_ends_it(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    client.post("/sign-in", data=RIGHT)
    clock.advance(timedelta(minutes=29))
    assert is_in(client)
    clock.advance(timedelta(minutes=30))
    assert is_in(client)
    clock.advance(timedelta(minutes=31))
    answer = client.get("/me?x=1")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/me?x%3D1")


def test_after_twelve_hours_one_signs_in_again_however_busy(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    client.post("/sign-in", data=RIGHT)
    for _step in range(29):
        clock.advance(timedelta(minutes=25))
        is_in(client)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("wish", "goes_to"),
    [
        ("/sessions/karachi-2019/?tab=1", "/sessions/karachi-2019/?tab=1"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
    ],
)
def test_the_page_that_was_asked_for_opens_and_no_foreign_one(
    client: FlaskClient, person: Person, wish: str, goes_to: str
) -> None:
    answer = client.post("/sign-in", query_string={"next": wish}, data=RIGHT)
    assert answer.location == goes_to


def test_a_closed_account_and_an_archived_person_do_not_sign_in(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    account = db.session.scalars(sa.select(Account)).one()
    with transaction():
        account.disabled_at = clock.now()
    assert client.post("/sign-in", data=RIGHT).status_code == 422
    with transaction():
        account.disabled_at, person.archived_at = None, clock.now()
    assert client.post("/sign-in", data=RIGHT).status_code == 422


def test_an_old_hash_is_renewed_at_the_next_sign_in(
    client: FlaskClient, person: Person, full_hashes: None
) -> None:
    from argon2 import PasswordHasher

    account = db.session.scalars(sa.select(Account)).one()
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with transaction():
        account.password_hash = weak.hash(PASSWORD)
    assert client.post("/sign-in", data=RIGHT).status_code == 302
    db.session.expire_all()
    assert account.password_hash is not None
    assert "m=65536,t=3,p=4" in account.password_hash


def test_a_form_without_token_is_refused(app: Flask, person: Person) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert app.test_client().post("/sign-in", data=RIGHT).status_code in {400, 403}
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_post_from_another_site_is_refused(client: FlaskClient, person: Person) -> None:
    answer = client.post("/sign-in", data=RIGHT, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    client.post("/sign-in", data=RIGHT)
    answer = client.post("/sign-out", headers={"Sec-Fetch-Site": "same-site"})
    assert answer.status_code == 403
    assert is_in(client)


def test_a_language_is_kept_with_the_browser_and_the_person(
    client: FlaskClient, person: Person, signed_in: Callable[..., FlaskClient]
) -> None:
    signed_in(client, person)
    answer = client.post("/language", data={"language": "ur", "next": "/me"})
    assert answer.location == "/me"
    page = client.get("/me").text
    assert '<html lang="ur" dir="rtl"' in page
    db.session.expire_all()
    assert person.language == "ur"
    assert client.post("/language", data={"language": "xx"}).status_code == 404
