"""The pages of people and of one's own record, as each role meets them."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Account, Appointment, Membership, Person, PersonMerge, SignIn
from lms.agencies.models import Agency
from lms.core.db import db, transaction, unscoped
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_administrator,
    make_focal_point,
    make_person,
    today,
)
from tests.factories.agencies import make_agency
from tests.support.apps import QueryCount

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def agency(app: Flask) -> Agency:
    return make_agency("Coast Guards")


@pytest.fixture
def admin(client: FlaskClient, signed_in: SignedIn) -> FlaskClient:
    return signed_in(client, make_administrator("Adil"))


@pytest.fixture
def focal(client: FlaskClient, signed_in: SignedIn, agency: Agency) -> FlaskClient:
    return signed_in(client, make_focal_point(agency, "Farah"))


def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def words(page: str) -> str:
    found = soup(page).select_one("main")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def person_named(first_name: str) -> Person:
    return db.session.scalars(
        unscoped(sa.select(Person).where(Person.first_name == first_name), because="a test looks")
    ).one()


def test_a_person_is_added_edited_and_put_away_in_the_browser(
    admin: FlaskClient, agency: Agency
) -> None:
    answer = admin.post(
        "/people/new",
        data={
            "first_name": "Ayesha",
            "name_local": "عائشہ",
            "agency_id": str(agency.id),
            "gender": "not_said",
        },
    )
    person = person_named("Ayesha")
    assert answer.location == f"/people/{person.id}/"
    page = words(admin.get(answer.location).text)
    assert "Ayesha" in page and "عائشہ" in page and "Coast Guards" in page
    edited = {
        "first_name": "Ayesha",
        "last_name": "Khan",
        "email": "a@office.example",
        "gender": "other",
    }
    assert admin.post(f"/people/{person.id}/edit", data=edited).status_code == 302
    assert "Khan, Ayesha" in words(admin.get("/people/?q=ayesha").text)
    admin.post(f"/people/{person.id}/archive")
    assert "Nobody fits" in words(admin.get("/people/?q=ayesha").text)
    assert "Khan, Ayesha" in words(admin.get("/people/?q=ayesha&show=archived").text)
    admin.post(f"/people/{person.id}/restore")
    assert "Khan, Ayesha" in words(admin.get("/people/?q=ayesha").text)


def test_a_wrong_form_keeps_what_was_typed_and_names_the_mend(admin: FlaskClient) -> None:
    answer = admin.post(
        "/people/new",
        data={"first_name": "R2D2", "last_name": "Khan", "email": "nowhere", "gender": "female"},
    )
    assert answer.status_code == 422
    page = soup(answer.text)
    kept = {tag["name"]: tag.get("value") for tag in page.select("input[name]")}
    assert (kept["first_name"], kept["last_name"], kept["email"]) == ("R2D2", "Khan", "nowhere")
    assert "A name has no digits" in words(answer.text)
    assert page.select_one("a[href='#first_name']") is not None
    assert page.select_one("#first_name[aria-invalid]") is not None


def test_service_changes_in_the_browser(admin: FlaskClient, agency: Agency) -> None:
    person, police = make_person(agency=agency), make_agency("Police")
    details = {"service_no": "77", "rank": "Inspector", "unit_id": ""}
    assert admin.post(f"/people/{person.id}/service", data=details).status_code == 302
    moved = {"agency_id": str(police.id), "starts_on": today().isoformat(), "rank": "Constable"}
    assert admin.post(f"/people/{person.id}/agency", data=moved).status_code == 302
    page = words(admin.get(f"/people/{person.id}/").text)
    assert "Inspector" in page and "77" in page and "Constable" in page and "in force" in page
    assert admin.post(f"/people/{person.id}/leave").status_code == 302
    assert admin.post(f"/people/{person.id}/agency", data={"agency_id": ""}).status_code == 422


def test_appointing_and_ending_in_the_browser(admin: FlaskClient, agency: Agency) -> None:
    person = make_person(agency=agency)
    form = soup(admin.get(f"/people/{person.id}/appoint").text)
    chosen = form.select_one("#agency_id option[selected]")
    assert chosen is not None and chosen["value"] == str(agency.id)
    data = {"role": "focal_point", "agency_id": str(agency.id), "starts_on": "", "ends_on": ""}
    assert admin.post(f"/people/{person.id}/appoint", data=data).status_code == 302
    row = db.session.scalars(
        sa.select(Appointment).where(Appointment.role == AppointmentRole.FOCAL_POINT)
    ).one()
    assert "Focal point" in words(admin.get(f"/people/{person.id}/").text)
    admin.post(f"/people/{person.id}/appointments/{row.id}/end")
    db.session.expire_all()
    assert row.ends_on == today() - timedelta(days=1)


def test_closing_and_opening_an_account_in_the_browser(
    app: Flask, admin: FlaskClient, signed_in: SignedIn
) -> None:
    person = make_person()
    make_account(person)
    theirs = signed_in(app.test_client(), person)
    assert theirs.get("/me").status_code == 200
    admin.post(f"/people/{person.id}/account/close")
    assert theirs.get("/me").status_code == 302
    assert "closed" in words(admin.get(f"/people/{person.id}/").text)
    admin.post(f"/people/{person.id}/account/open")
    assert "can sign in" in words(admin.get(f"/people/{person.id}/").text)


def test_merging_and_undoing_in_the_browser(admin: FlaskClient, agency: Agency) -> None:
    kept, merged = make_person("Ayesha", "Khan"), make_person("Khan", "Ayesha", agency=agency)
    assert "same name" in words(admin.get(f"/people/{kept.id}/merge").text)
    assert "Khan Ayesha" in words(admin.get(f"/people/{kept.id}/merge?q=ayesha").text)
    preview = words(admin.get(f"/people/{kept.id}/merge?with={merged.id}").text)
    assert "Nothing has moved yet" in preview and "Memberships 1" in preview
    admin.post(f"/people/{kept.id}/merge", data={"with": str(merged.id)})
    assert admin.get(f"/people/{merged.id}/").location == f"/people/{kept.id}/"
    assert "was merged into this record" in words(admin.get(f"/people/{kept.id}/").text)
    merge_id = db.session.scalars(sa.select(PersonMerge.id)).one()
    admin.post(f"/people/{kept.id}/merges/{merge_id}/undo")
    assert admin.get(f"/people/{merged.id}/").status_code == 200


def test_a_focal_point_sees_own_people_without_the_means_to_change_them(
    focal: FlaskClient, agency: Agency
) -> None:
    own = make_person("Anwar", agency=agency, email="anwar@office.example")
    make_account(own, username="anwar.khan")
    page = focal.get(f"/people/{own.id}/").text
    assert "Anwar" in words(page) and "anwar.khan" not in page
    assert soup(page).select("main form") == []
    assert focal.get("/people/").text.count("<tr>") == 3  # the head, Anwar, Farah


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/people/{id}/edit"),
        ("post", "/people/{id}/archive"),
        ("post", "/people/{id}/invite"),
        ("get", "/people/{id}/appoint"),
        ("get", "/people/{id}/merge"),
        ("post", "/people/{id}/leave"),
        ("post", "/people/{id}/account/close"),
        ("get", "/people/new"),
    ],
)
def test_what_a_focal_point_may_not_do_is_not_found(
    focal: FlaskClient, agency: Agency, method: str, path: str
) -> None:
    own = make_person(agency=agency)
    for person_id in (own.id, uuid.uuid4()):
        assert getattr(focal, method)(path.format(id=person_id)).status_code == 404


def test_another_agencys_person_and_nobody_answer_byte_for_byte_alike(
    focal: FlaskClient, agency: Agency
) -> None:
    other = make_person("Zarqa", agency=make_agency("Police"))
    answers = []
    for person_id in (other.id, uuid.uuid4()):
        answer = focal.get(f"/people/{person_id}/")
        page = soup(answer.text)
        for tag in page.select("script, meta, input[name=csrf_token]"):
            tag.decompose()
        answers.append((answer.status_code, page.decode().replace(str(person_id), "ID")))
    assert answers[0] == answers[1] and answers[0][0] == 404


def test_anonymous_people_meet_the_sign_in_page_whether_or_not_the_row_exists(
    client: FlaskClient,
) -> None:
    known = make_person()
    answers = [client.get(f"/people/{number}/") for number in (known.id, uuid.uuid4())]
    assert {answer.status_code for answer in answers} == {302}
    assert {(answer.location or "").split("?")[0] for answer in answers} == {"/sign-in"}


@pytest.mark.parametrize("path", ["/people/", "/agencies/"])
def test_a_list_asks_the_same_number_of_statements_for_one_and_three(
    admin: FlaskClient, count_queries: Callable[[], QueryCount], path: str
) -> None:
    counts = []
    for _time in range(2):
        admin.get(path)
        with count_queries() as statements:
            assert admin.get(path).status_code == 200
        counts.append(int(statements))
        for name in ("Bano", "Cyra"):
            make_account(make_person(name, agency=make_agency(name)))
    assert counts[0] == counts[1] <= 9


def test_a_persons_page_asks_the_same_number_for_one_and_three_rows(
    admin: FlaskClient, count_queries: Callable[[], QueryCount]
) -> None:
    person = make_person(agency=make_agency())
    admin.get(f"/people/{person.id}/")
    counts = []
    for _time in range(2):
        with count_queries() as statements:
            assert admin.get(f"/people/{person.id}/").status_code == 200
        counts.append(int(statements))
        with transaction():
            for years in (2, 3):
                db.session.add(
                    Membership(
                        person_id=person.id,
                        agency_id=make_agency().id,
                        starts_on=today() - timedelta(days=365 * years),
                        ends_on=today() - timedelta(days=365 * years - 300),
                    )
                )
    assert counts[0] == counts[1]


# --- one's own page ---


def test_ones_own_page_shows_and_changes_what_is_ones_own(
    client: FlaskClient, signed_in: SignedIn, agency: Agency
) -> None:
    person = make_person(agency=agency, name_local="عائشہ")
    make_account(person, username="ayesha.khan")
    signed_in(client, person)
    page = words(client.get("/me").text)
    assert "Ayesha Khan" in page and "ayesha.khan" in page and "Coast Guards" in page
    changed = {"email": "New@Office.example", "mobile": "0300 1234567", "language": "ur"}
    assert client.post("/me/details", data=changed).status_code == 302
    assert '<html lang="ur"' in client.get("/me").text
    db.session.expire_all()
    assert db.session.scalars(sa.select(Account.email)).one() == "new@office.example"
    assert client.post("/me/details", data=changed | {"email": "x"}).status_code == 422


def test_a_new_password_needs_the_old_one_and_ends_other_sign_ins(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    person = make_person()
    make_account(person, password=PASSWORD)
    signed_in(client, person)
    elsewhere = signed_in(app.test_client(), person)
    new = {"password": "four quiet herons at dawn", "again": "four quiet herons at dawn"}
    assert client.post("/me/password", data=new | {"present": "wrong"}).status_code == 422
    assert client.post("/me/password", data=new | {"present": PASSWORD}).status_code == 302
    assert client.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302


def test_one_ends_own_sign_ins_and_nobody_elses(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    person, other = make_person(), make_person("Bilal")
    elsewhere = signed_in(app.test_client(), person)
    row = db.session.scalars(sa.select(SignIn.id)).one()
    signed_in(client, other)
    assert client.post(f"/me/sign-ins/{row}/end").status_code == 404
    signed_in(client, person)
    assert "this browser" in words(client.get("/me").text)
    assert client.post(f"/me/sign-ins/{row}/end").status_code == 302
    assert elsewhere.get("/me").status_code == 302
