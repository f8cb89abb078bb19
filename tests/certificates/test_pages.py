"""The pages of certificates: who sees what, what a click does, how many queries a page takes."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.core.db import transaction
from lms.core.jobs import run_pending
from lms.courses.models import CourseSession
from lms.enrolments.models import Enrolment
from tests.factories.accounts import make_account, make_administrator, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import (
    certificates_of,
    issue_all,
    make_deserving,
    make_earned_session,
)
from tests.support.apps import QueryCount

SignIn = Callable[[FlaskClient, Person], FlaskClient]


def make_organiser() -> Person:
    person = make_person("Omar", "Organiser")
    make_account(person)
    return person


def tab(course_session: CourseSession, rest: str = "") -> str:
    return f"/sessions/{course_session.slug}/certificates{rest}"


def test_the_organiser_issues_in_one_click(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser = make_organiser()
    agency = make_agency("Coast Guards")
    course_session = make_earned_session([agency], 2, organiser=organiser)
    make_deserving(course_session, agency, "Half Time", half_days=3)
    make_deserving(course_session, agency, "Not Approved", approved=False)
    signed_in(client, organiser)
    page = client.get(tab(course_session)).text
    assert "Issue 3 certificates" in page
    assert "2 of completion and 1 of participation" in page
    assert "1 name waits for approval" in page
    assert "Attended 3 of 6 half-days: 50 %, needed 80 %." in page
    answer = client.post(tab(course_session), follow_redirects=True)
    assert "3 certificates are being made." in answer.text
    assert client.get(tab(course_session, "/progress")).json["state"] == "waiting"
    run_pending()
    page = client.get(tab(course_session)).text
    assert page.count("DGTR-2026-000") == 3
    assert "Issue 3 certificates" not in page
    printed = client.get(tab(course_session, "/print.pdf"))
    assert printed.mimetype == "application/pdf"
    assert printed.headers["Cache-Control"] == "private, no-store"
    archive = client.get(tab(course_session, "/pack.zip"))
    assert archive.mimetype == "application/zip"
    again = client.post(tab(course_session), follow_redirects=True)
    assert "Nothing is due" in again.text


def test_the_preview_names_what_cannot_be_printed(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser = make_organiser()
    agency = make_agency()
    course_session = make_earned_session([agency], 1, organiser=organiser)
    make_deserving(course_session, agency, "Kenji សុ")
    signed_in(client, organiser)
    client.post(tab(course_session, "/preview"))
    run_pending()
    page = client.get(tab(course_session)).text
    assert "preview.pdf#page=1" in page
    assert "the certificate’s fonts have no sign for ស (U+179F) ុ (U+17BB)" in page
    assert client.get(tab(course_session, "/preview.pdf")).mimetype == "application/pdf"
    assert certificates_of(course_session.id) == []


def test_a_focal_point_sees_the_own_agency_only(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    own, other = make_agency("Own Agency"), make_agency("Other Agency")
    course_session = make_earned_session([own, other], 2)
    rows = issue_all(course_session)
    mine, theirs = rows if rows[0].agency_id == own.id else rows[::-1]
    signed_in(client, make_focal_point(own))
    page = client.get(tab(course_session)).text
    assert mine.serial in page
    assert theirs.serial not in page
    assert "Other Agency" not in page
    assert "Issue" not in page.partition("<main")[2]
    assert client.get(f"/certificates/{mine.id}/file").status_code == 200
    assert client.get(f"/certificates/{theirs.id}/file").status_code == 404
    assert client.get(f"/register/{theirs.id}").status_code == 404
    for rest in ("/print.pdf", "/pack.zip", "/preview.pdf", "/progress"):
        assert client.get(tab(course_session, rest)).status_code == 404
    assert client.post(tab(course_session)).status_code == 404


def test_the_holder_has_all_certificates_on_one_page(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 2)
    person = make_person("Sana", "Mir", agency=agency)
    make_account(person)
    make_deserving(course_session, agency, "Sana Mir", person=person)
    rows = issue_all(course_session)
    (mine,) = [row for row in rows if row.person_id == person.id]
    signed_in(client, person)
    page = client.get("/me/certificates").text
    assert mine.serial in page
    assert sum(row.serial in page for row in rows) == 1
    assert f"https://concord.example/v/{mine.token}" in page
    data = client.get(f"/certificates/{mine.id}/file")
    assert data.status_code == 200
    assert "DGTR" in data.headers["Content-Disposition"]
    other = next(row for row in rows if row.person_id != person.id)
    assert client.get(f"/certificates/{other.id}/file").status_code == 404


def test_revoking_and_issuing_again_by_form(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser = make_organiser()
    course_session = make_earned_session([make_agency()], 2, organiser=organiser)
    first, second = issue_all(course_session)
    signed_in(client, organiser)
    page = client.get(f"/register/{first.id}").text
    assert f"Revoke {first.serial} of Person Number 1" in page
    refused = client.post(f"/register/{first.id}/revoke", data={"reason": "Wrong."})
    assert refused.status_code == 422
    assert "Choose why it is revoked." in refused.text
    other = {"code": "other", "reason": " "}
    refused = client.post(f"/register/{first.id}/revoke", data=other)
    assert (refused.status_code, "Write the reason in one sentence." in refused.text) == (422, True)
    said = {"code": "issued_in_error", "note": "Two people were mixed up."}
    client.post(f"/register/{first.id}/revoke", data=said)
    page = client.get(f"/register/{first.id}").text
    assert "Two people were mixed up." in page
    assert "Two people were mixed up." not in client.get(f"/v/{first.token}").text
    assert "It was issued in error." in client.get(f"/register/{first.id}").text
    client.post(f"/register/{second.id}/again", data={"reason": "Misspelt."})
    run_pending()
    states = [row.state for row in certificates_of(course_session.id)]
    assert states == [
        CertificateState.REVOKED,
        CertificateState.SUPERSEDED,
        CertificateState.VALID,
    ]


def test_the_register_is_searched_by_number_and_session(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    course_session = make_earned_session([make_agency()], 2)
    first, second = issue_all(course_session)
    signed_in(client, make_administrator())
    assert first.serial in client.get("/register/").text
    page = client.get(f"/register/?q={first.serial.lower()}").text
    assert first.serial in page
    assert second.serial not in page.partition("<table")[2]
    assert second.serial in client.get(f"/register/?q={course_session.code[:6]}").text
    assert "No certificate fits" in client.get("/register/?q=zzz").text
    assert "No certificate fits" in client.get("/register/?state=revoked").text


def test_the_session_page_refuses_with_its_reason(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    from lms.core.db import db
    from lms.courses.enums import SessionState

    organiser = make_organiser()
    course_session = make_earned_session([make_agency()], 1, organiser=organiser)
    with transaction():
        db.session.get_one(CourseSession, course_session.id).state = SessionState.CLOSED
    signed_in(client, organiser)
    page = client.get(tab(course_session)).text
    assert "Certificates are issued while the session is running or completed." in page
    answer = client.post(tab(course_session), follow_redirects=True)
    assert "Certificates are issued while the session is running or completed." in answer.text


@pytest.mark.parametrize("address", ["tab", "/register/", "/me/certificates", "/v"])
def test_queries_stay_the_same_with_more_rows(
    client: FlaskClient,
    signed_in: SignIn,
    app: Flask,
    count_queries: Callable[[], QueryCount],
    address: str,
) -> None:
    agency = make_agency()
    person = make_administrator()
    course_session = make_earned_session([agency], 0)
    counts = []
    for more in (1, 2):
        for number in range(more):
            make_deserving(course_session, agency, f"Person {more} {number}")
        rows = issue_all(course_session)
        signed_in(client, person)
        where = {"tab": tab(course_session), "/v": f"/v/{rows[0].token}"}.get(address, address)
        client.get(where)
        with count_queries() as count:
            assert client.get(where).status_code == 200
        counts.append(int(count))
    assert counts[0] == counts[1]


def test_names_are_escaped_everywhere(client: FlaskClient, signed_in: SignIn, app: Flask) -> None:
    organiser = make_organiser()
    agency = make_agency()
    course_session = make_earned_session([agency], 0, organiser=organiser)
    enrolment: Enrolment = make_deserving(course_session, agency, "A<b>B & C")
    rows: list[Certificate] = issue_all(course_session)
    assert enrolment.id == rows[0].enrolment_id
    signed_in(client, organiser)
    for address in (
        tab(course_session),
        "/register/",
        f"/register/{rows[0].id}",
        f"/v/{rows[0].token}",
    ):
        page = client.get(address).text
        assert "A<b>B" not in page
        assert "A&lt;b&gt;B &amp; C" in page
