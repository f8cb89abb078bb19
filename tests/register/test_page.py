"""The page of heads: who sees it, and what a witness is told of the head that they hold."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.register import services
from tests.factories.accounts import make_focal_point, make_person
from tests.factories.agencies import make_agency

SignIn = Callable[[FlaskClient, Person], FlaskClient]
PAGE = "/register/heads"


def head_over(word: bytes) -> str:
    with transaction():
        services.append(entries=[word], kind="issued")
        return services.sign_head(actor=SYSTEM).note


def test_a_witness_compares_the_head_of_the_mail(
    app: Flask, client: FlaskClient, signed_in: SignIn
) -> None:
    signed_in(client, make_focal_point(make_agency()))
    assert "No head yet" in client.get(PAGE).text
    old, new = head_over(b"a"), head_over(b"b")
    shown = client.get(PAGE)
    assert "concord.example/register/2026" in shown.text and new.split("\n")[2] in shown.text
    assert client.get(f"{PAGE}/newest").text == new
    pasted = "  " + old.replace("\n", "\r\n  ")  # as a mail program may bring it
    found = client.post(PAGE, data={"head": pasted})
    assert found.status_code == 200
    assert "begins with this head" in found.text and "register-consistency@v1" in found.text
    broken = client.post(PAGE, data={"head": old.replace("\n1\n", "\n2\n")})
    assert broken.status_code == 422 and "not a head that this register has signed" in broken.text


def test_a_head_beyond_the_register_is_an_alarm(
    app: Flask, client: FlaskClient, signed_in: SignIn
) -> None:
    head_over(b"a")
    with transaction() as session:
        services.append(entries=[b"lost"], kind="issued")
        lost = services.sign_head(actor=SYSTEM).note
        session.rollback()
        session.connection(execution_options={"concord_write": True})
    signed_in(client, make_focal_point(make_agency()))
    found = client.post(PAGE, data={"head": lost})
    assert found.status_code == 422 and "entries are missing" in found.text
    assert "tell the academy and the other witnesses" in found.text


def test_others_find_no_such_page(app: Flask, client: FlaskClient, signed_in: SignIn) -> None:
    signed_in(client, make_person("Nobody", "Special"))
    assert client.get(PAGE).status_code == 404
