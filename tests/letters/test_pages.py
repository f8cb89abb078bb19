"""Pages of letters: texts, sending, files, and who may come."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.core.jobs import run_pending
from tests.factories.accounts import make_administrator
from tests.factories.letters import Office

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


@pytest.fixture
def desk(client: FlaskClient, signed_in: SignedIn, office: Office) -> FlaskClient:
    return signed_in(client, office.organiser)


def fields(client: FlaskClient, address: str) -> dict[str, str]:
    """What the form of a text would send."""
    soup = BeautifulSoup(client.get(address).text, "html.parser")
    area = soup.find("textarea")
    form = area.find_parent("form") if area else None
    assert form is not None
    given = {str(one["name"]): str(one.get("value", "")) for one in form.find_all("input")}
    texts = {str(one["name"]): one.text.lstrip("\n") for one in form.find_all("textarea")}
    return given | texts


def test_a_text_is_edited_looked_at_and_given_up(desk: FlaskClient, office: Office) -> None:
    address = office.address("/joining")
    given = fields(desk, address)
    assert "{{ reports_at }}" in given["body_en"]
    wrong = desk.post(address, data=given | {"body_en": "a\n{{ ''.__class__ }} {{ rnak }}"})
    assert wrong.status_code == 422
    assert "Line 2, sign 1: Only a name from the list" in wrong.text
    assert "Did you mean “rank”?" in wrong.text
    assert "{{ rnak }}" in wrong.text.replace("&#39;", "'")
    own = given | {"body_en": "**Come**, {{ person_name }}: {{ rank }}"}
    look = own | {"act": "look", "recipient": str(office.ayesha.id)}
    seen = desk.post(address, data=look)
    assert "values are missing" in seen.text
    assert f"/sessions/{office.session.slug}/roll/{office.ayesha.id}" in seen.text
    seen = desk.post(address, data=look | {"recipient": str(office.bilal.id)})
    assert "<b>Come</b>, Bilal Shah: Inspector" in seen.text
    assert desk.post(address, data=own).status_code == 302
    assert "of this session" in desk.get(office.address("")).text
    desk.post(f"{address}/give-up")
    assert "{{ reports_at }}" in fields(desk, address)["body_en"]


def test_letters_are_written_listed_and_printed(desk: FlaskClient, office: Office) -> None:
    address = office.address("/relieving/send")
    page = desk.get(address)
    assert "Write letters to the chosen" in page.text
    none = desk.post(address, data={})
    assert none.status_code == 409
    assert "Choose at least one person." in none.text
    foreign = {"person": str(office.session.id)}
    assert desk.post(address, data=foreign).status_code == 404
    both = {"person": [str(office.ayesha.id), str(office.bilal.id)]}
    form = both | {"languages": ["en"], "expected": "1"}
    assert desk.post(address, data=form).status_code == 302
    again = desk.post(address, data=form)
    assert again.status_code == 409
    assert "maybe by a second click" in again.text
    listed = desk.get(office.address("?kind=relieving")).text
    assert f"{office.session.code}/REL/001" in listed
    assert "Being made" in listed
    assert desk.get(office.address("/print?kind=relieving")).status_code == 409
    run_pending()
    listed = desk.get(office.address("?kind=relieving")).text
    assert "Waiting" in listed
    assert "On paper" in listed
    assert f"{office.session.code}/REL/001" in desk.get(address).text
    for link in BeautifulSoup(listed, "html.parser").select(
        "a[href*='/written/'], a[href*='print']"
    ):
        assert desk.get(str(link["href"])).status_code == 200, link
    assert desk.get(office.address("/print?run=nonsense")).status_code == 404


def test_previews_are_of_real_people_or_of_nobody(desk: FlaskClient, office: Office) -> None:
    person = f"recipient={office.bilal.id}"
    assert "Bilal Shah" in desk.get(office.address(f"/joining/preview?{person}")).text
    assert "Nadia Brohi" in desk.get(office.address("/invitation/preview")).text
    pdf = desk.get(office.address(f"/joining/preview.pdf?{person}&layout=beside"))
    assert pdf.data.startswith(b"%PDF")
    stranger = f"recipient={office.session.id}"
    assert desk.get(office.address(f"/joining/preview?{stranger}")).status_code == 404


def test_focal_points_read_their_own_list_alone(
    client: FlaskClient, signed_in: SignedIn, office: Office
) -> None:
    focal = signed_in(client, office.focal)
    page = focal.get(office.address("/own"))
    assert "No letter was written to anybody of your agency yet." in page.text
    assert office.address("/own") in page.text
    for rest in ("", "/joining", "/joining/send", "/joining/preview", "/print"):
        assert focal.get(office.address(rest)).status_code == 404, rest
    assert focal.get("/letters/").status_code == 404


def test_the_installations_text_holds_where_a_session_has_none(
    client: FlaskClient, signed_in: SignedIn, app: Flask, office: Office
) -> None:
    admin = signed_in(client, make_administrator())
    assert "as shipped" in admin.get("/letters/").text
    given = fields(admin, "/letters/regret")
    own = given | {"subject_en": "House {{ session_code }}"}
    assert "House HOST-2026-03" in admin.post("/letters/regret", data=own | {"act": "look"}).text
    assert admin.post("/letters/regret", data=own).status_code == 302
    assert "of the installation" in admin.get("/letters/").text
    desk = signed_in(app.test_client(), office.organiser)
    assert fields(desk, office.address("/regret"))["subject_en"] == "House {{ session_code }}"
    admin.post("/letters/regret/give-up")
    assert "of the installation" not in admin.get("/letters/").text
    assert desk.get("/letters/").status_code == 404
