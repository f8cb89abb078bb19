"""Links and slips: once, for a time, for one purpose, and alike for everybody."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import passwords, services
from lms.accounts.models import AccessToken, Account, Person, SignIn
from lms.accounts.services import SignInStep
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.jobs import Job, run_pending
from lms.outbox.models import OutboxMessage
from tests.factories.accounts import make_account, make_administrator, make_person
from tests.support.apps import QueryCount

NEW = "four quiet herons at dawn"
CHOICE = {"password": NEW, "again": NEW}
HASH = "not-a-hash-that-fits-anything"


@pytest.fixture
def person(app: Flask) -> Person:
    person = make_person(email="ayesha@office.example")
    make_account(person, username="ayesha.khan", email="ayesha@office.example")
    return person


def invite(person: Person) -> str:
    """The path of a fresh invitation."""
    with transaction():
        link = services.invite(actor=SYSTEM, person_id=person.id, by_mail=False)
    return link.url.removeprefix("https://concord.example")


def slip(person: Person, until: datetime | None = None) -> services.Slip:
    with transaction():
        return services.issue_slip(actor=SYSTEM, person_id=person.id, valid_until=until)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200


def test_an_invitation_leads_to_a_password_and_in(client: FlaskClient, person: Person) -> None:
    path = invite(person)
    for _look in range(3):  # a scanner of mail opens links, and uses nothing up
        assert client.get(path).status_code == 200
    answer = client.post(path, data=CHOICE)
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert is_in(client)
    db.session.expire_all()
    account = db.session.scalars(sa.select(Account)).one()
    assert account.password_hash and passwords.matches(NEW, account.password_hash)


def test_a_link_works_once(app: Flask, client: FlaskClient, person: Person) -> None:
    path = invite(person)
    client.post(path, data=CHOICE)
    second = app.test_client()
    assert second.get(path).status_code == 410
    assert second.post(path, data=CHOICE).status_code == 410
    assert not is_in(second)


def test_used_expired_void_and_unknown_links_look_alike(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    pages = []
    expired = invite(person)
    clock.advance(timedelta(days=7))
    pages.append(client.get(expired))
    void = invite(person)
    invite(person)
    pages.append(client.get(void))
    pages.append(client.get("/enter/AAAAAAAAAAAAAAAAAAAAAA"))
    seen = set()
    for page in pages:
        assert page.status_code == 410
        soup = BeautifulSoup(page.text, "html.parser")
        seen.add(soup.select_one("main").get_text())  # type: ignore[union-attr]
    assert len(seen) == 1


def test_an_invitation_lasts_seven_days_a_reset_half_an_hour(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    path = invite(person)
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    client.post("/forgot", data={"login": "ayesha.khan"})
    run_pending()
    path = mailed_path()
    clock.advance(timedelta(minutes=29, seconds=59))
    assert client.get(path).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert client.get(path).status_code == 410


def mailed_path() -> str:
    body = db.session.scalars(
        sa.select(OutboxMessage.body).order_by(OutboxMessage.id.desc()).limit(1)
    ).one()
    line = next(text for text in body.splitlines() if text.startswith("https://"))
    return line.removeprefix("https://concord.example")


def test_the_token_is_stored_as_a_hash_only(app: Flask, person: Person) -> None:
    path = invite(person)
    stored = db.session.scalars(sa.select(AccessToken.token_hash)).one()
    assert len(stored) == 32 and path.rsplit("/", 1)[1].encode() not in stored


def test_a_link_opens_only_what_it_is_for(app: Flask, person: Person) -> None:
    token = invite(person).rsplit("/", 1)[1]
    with app.test_request_context(), transaction():
        assert services.use_link(token=token) is None  # an invitation is no slip
    printed = slip(person).url.rsplit("/", 1)[1]
    with app.test_request_context(), transaction():
        assert services.use_link(token=printed, password_hash=HASH) is None  # nor the other way
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def test_a_new_password_voids_open_links_and_ends_other_sign_ins(
    app: Flask, client: FlaskClient, person: Person, signed_in: Callable[..., FlaskClient]
) -> None:
    elsewhere = signed_in(app.test_client(), person)
    printed = slip(person).url.removeprefix("https://concord.example")
    client.post(invite(person), data=CHOICE)
    assert is_in(client) and not is_in(elsewhere)
    assert app.test_client().get(printed).status_code == 410


def test_a_new_address_voids_open_links(client: FlaskClient, person: Person) -> None:
    path = invite(person)
    with transaction():
        services.update_person(actor=SYSTEM, person_id=person.id, email="new@office.example")
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("too short", "15 signs"),
        ("passwordpassword", "easily guessed"),
        ("aaaaaaaaaaaaaaaaaa", "easily guessed"),
        ("1234512345123451", "easily guessed"),
        ("abcdefghijklmnop", "easily guessed"),
        ("ayesha.khan-2026", "your own name"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason_and_the_link_stays_good(
    client: FlaskClient, person: Person, password: str, word: str
) -> None:
    path = invite(person)
    answer = client.post(path, data={"password": password, "again": password})
    assert answer.status_code == 422 and word in answer.text
    assert client.get(path).status_code == 200


def test_asking_for_a_reset_answers_alike_for_the_same_work(
    client: FlaskClient, person: Person, count_queries: Callable[[], QueryCount]
) -> None:
    client.post("/forgot", data={"login": "anybody"})
    answers = []
    for login in ("ayesha.khan", "ayesha@office.example", "nobody.atall"):
        with count_queries() as statements:
            page = client.post("/forgot", data={"login": login})
        text = BeautifulSoup(page.text, "html.parser").get_text()
        answers.append((page.status_code, text, len(statements.statements)))
    assert len({answer[:2] for answer in answers}) == 1
    assert answers[0][2] == answers[2][2]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0
    run_pending()
    assert (
        db.session.scalars(sa.select(OutboxMessage.address)).all() == ["ayesha@office.example"] * 2
    )


def test_a_reset_lets_in_with_the_new_password(client: FlaskClient, person: Person) -> None:
    client.post("/forgot", data={"login": "ayesha@office.example"})
    run_pending()
    assert client.post(mailed_path(), data=CHOICE).status_code == 302
    client.post("/sign-out")
    client.post("/sign-in", data={"login": "ayesha.khan", "password": NEW})
    assert is_in(client)


def test_asking_for_resets_is_limited(client: FlaskClient, person: Person) -> None:
    for _try in range(5):
        assert client.post("/forgot", data={"login": "ayesha.khan"}).status_code == 200
    assert client.post("/forgot", data={"login": "ayesha.khan"}).status_code == 429


def test_a_slip_by_its_square(app: Flask, client: FlaskClient, person: Person) -> None:
    path = slip(person).url.removeprefix("https://concord.example")
    assert client.get(path).status_code == 200 and not is_in(client)
    answer = client.post(path)
    assert (answer.status_code, answer.location) == (302, "/me/password")
    assert is_in(client)
    assert app.test_client().post(path).status_code == 410


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "]
)
def test_a_slip_by_its_code_however_typed(
    app: Flask, client: FlaskClient, person: Person, change: Callable[[str], str]
) -> None:
    printed = slip(person)
    typed = {"username": printed.username, "code": change(printed.code)}
    assert client.post("/enter", data=typed).location == "/me/password"
    second = app.test_client()
    assert second.post("/enter", data=typed).status_code == 422
    assert not is_in(second)


def test_the_code_of_one_opens_nothing_for_another(client: FlaskClient, person: Person) -> None:
    other = make_person("Bilal", "Ahmed")
    make_account(other, username="bilal.ahmed")
    slip(other)
    code = slip(person).code
    answer = client.post("/enter", data={"username": "bilal.ahmed", "code": code})
    assert answer.status_code == 422
    assert client.post("/enter", data={"username": "ayesha.khan", "code": code}).status_code == 302


def test_guessing_codes_is_limited_and_locks_nobody_out(
    app: Flask, client: FlaskClient, person: Person
) -> None:
    printed = slip(person)
    stranger = app.test_client()
    guess = {"username": printed.username, "code": "AAAAA-AAAAA"}
    for _try in range(5):
        stranger.post("/enter", data=guess, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    answer = stranger.post("/enter", data=guess, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 429
    right = {"username": printed.username, "code": printed.code}
    assert client.post("/enter", data=right).status_code == 302


def test_bad_links_are_limited_and_do_not_stop_a_good_one(
    client: FlaskClient, person: Person
) -> None:
    good = invite(person)
    for _try in range(6):
        last = client.get("/enter/AAAAAAAAAAAAAAAAAAAAAA")
    assert last.status_code == 429
    assert client.post(good, data=CHOICE).status_code == 302


def test_a_slip_ends_with_its_session_and_after_seven_days_at_most(
    person: Person, clock: FixedClock
) -> None:
    assert slip(person, clock.now() + timedelta(days=2)).expires_at == clock.now() + timedelta(
        days=2
    )
    assert slip(person, clock.now() + timedelta(days=30)).expires_at == clock.now() + timedelta(
        days=7
    )
    with pytest.raises(Refused, match="void at once"):
        slip(person, clock.now())


def test_a_new_slip_voids_the_old_one(client: FlaskClient, person: Person) -> None:
    old = slip(person)
    new = slip(person)
    assert (
        client.post("/enter", data={"username": "ayesha.khan", "code": old.code}).status_code == 422
    )
    assert (
        client.post("/enter", data={"username": "ayesha.khan", "code": new.code}).status_code == 302
    )


def test_after_a_slip_a_password_is_set_without_the_old_one_for_half_an_hour(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    client.post(slip(person).url.removeprefix("https://concord.example"))
    assert 'name="present"' not in client.get("/me/password").text
    clock.advance(timedelta(minutes=20))
    is_in(client)
    clock.advance(timedelta(minutes=11))
    assert 'name="present"' in client.get("/me/password").text
    assert client.post("/me/password", data=CHOICE).status_code == 422
    client.post(slip(person).url.removeprefix("https://concord.example"))
    assert client.post("/me/password", data=CHOICE).status_code == 302


def test_a_slip_makes_the_account_of_a_person_without_one(app: Flask) -> None:
    person = make_person("عائشہ", "", name_local="عائشہ")
    printed = slip(person)
    assert printed.username.isascii() and printed.username.strip(".-") == printed.username
    assert len(printed.code) == 11


def test_the_address_of_links_is_the_configured_one(client: FlaskClient, person: Person) -> None:
    client.post("/forgot", data={"login": "ayesha.khan"}, headers={"Host": "evil.example"})
    run_pending()
    body = db.session.scalars(sa.select(OutboxMessage.body)).one()
    assert "https://concord.example/enter/" in body and "evil" not in body


def test_mail_is_in_the_language_of_the_person(app: Flask) -> None:
    person = make_person(email="a@office.example", language="ur")
    with transaction():
        link = services.invite(actor=SYSTEM, person_id=person.id, by_mail=True)
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert (mail.language, mail.address, mail.person_id) == ("ur", "a@office.example", person.id)
    assert link.url in mail.body and link.username in mail.body


@pytest.mark.both
def test_of_ten_at_once_one_uses_the_link(app: Flask, person: Person) -> None:
    token = slip(person).url.rsplit("/", 1)[1]
    start = threading.Barrier(10)
    steps: list[SignInStep | None] = []

    def enter() -> None:
        with app.test_request_context():
            start.wait()
            with transaction():
                steps.append(services.use_link(token=token))
            db.session.remove()

    threads = [threading.Thread(target=enter) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert steps.count(SignInStep.IN) == 1 and steps.count(None) == 9


def test_an_administrator_gets_a_link_shown_once(
    client: FlaskClient, person: Person, signed_in: Callable[..., FlaskClient]
) -> None:
    signed_in(client, make_administrator())
    page = client.post(f"/people/{person.id}/invite", data={"by": "hand"})
    assert page.headers["Cache-Control"] == "no-store"
    assert "https://concord.example/enter/" in page.text
    page = client.post(f"/people/{person.id}/invite", data={"by": "mail"}, follow_redirects=True)
    assert "ayesha@office.example" in page.text and "/enter/" not in page.text


def test_ended_links_and_sign_ins_are_forgotten_after_a_month(
    client: FlaskClient, person: Person, clock: FixedClock
) -> None:
    client.post(invite(person), data=CHOICE)
    clock.advance(timedelta(days=38))
    client.post("/sign-in", data={"login": "ayesha.khan", "password": NEW})
    invite(person)
    with transaction():
        services.tidy()
    for table in (AccessToken, SignIn):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
