"""Error pages say what happened, what to do, and lead back to the form."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient


def test_a_language_chosen_on_an_answer_leads_back_to_its_form(client: FlaskClient) -> None:
    page = client.post(
        "/verify",
        data={"serial": "DGTR-2026-0001", "code": "0"},
        headers={"Referer": "http://localhost/verify"},
    )
    assert 'name="next" value="/verify"' in page.text


def test_an_answer_sent_from_elsewhere_leads_to_the_start(client: FlaskClient) -> None:
    page = client.post("/verify", data={}, headers={"Referer": "https://evil.example/verify"})
    assert 'name="next" value="/"' in page.text


def test_a_result_by_file_begins_again_when_its_address_is_opened(client: FlaskClient) -> None:
    assert client.get("/verify/file").headers["Location"] == "/verify"


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def test_a_form_sent_after_the_sign_in_ended_says_so_and_how_to_keep_the_text(
    guarded: Flask,
) -> None:
    page = guarded.test_client().post(
        "/people/new",
        data={"first_name": "Amina"},
        headers={"Referer": "http://localhost/people/new"},
    )
    assert page.status_code == 403
    assert "Your sign-in has ended" in page.text
    assert 'href="/people/new"' in page.text


def test_a_file_that_is_too_large_is_refused_with_the_limit(
    app: Flask, client: FlaskClient
) -> None:
    size = app.config["MAX_CONTENT_LENGTH"] + 1
    page = client.post(
        "/forgot",
        data=b"x" * size,
        content_type="application/x-www-form-urlencoded",
        headers={"Referer": "http://localhost/forgot"},
    )
    assert page.status_code == 413
    assert "20 MB" in page.text
    assert 'href="/forgot"' in page.text
