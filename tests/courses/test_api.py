"""Course sessions for machines."""

from flask import Flask
from flask.testing import FlaskClient

from lms.core.db import transaction
from tests.support.signing_in import sign_in_directly
from tests.support.world import World, make_world


def world() -> World:
    with transaction():
        return make_world()


def test_pages_follow_one_another_until_the_end(app: Flask, client: FlaskClient) -> None:
    sign_in_directly(client, world().people["administrator"])
    first = client.get("/api/v1/course-sessions?limit=1").get_json()
    second = client.get(f"/api/v1/course-sessions?limit=1&cursor={first['next']}").get_json()
    slugs = [item["slug"] for page in (first, second) for item in page["items"]]
    assert slugs == ["spring-2026", "autumn-2026"]
    assert second["next"] is None


def test_a_session_of_others_is_not_found_and_not_listed(app: Flask, client: FlaskClient) -> None:
    sign_in_directly(client, world().people["participant"])
    listed = client.get("/api/v1/course-sessions").get_json()["items"]
    assert [item["slug"] for item in listed] == ["spring-2026"]
    answer = client.get("/api/v1/course-sessions/autumn-2026")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_without_signing_in_the_answer_is_401(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/api/v1/course-sessions")
    assert (answer.status_code, answer.get_json()["status"]) == (401, 401)


def test_a_broken_cursor_is_told_in_words(app: Flask, client: FlaskClient) -> None:
    sign_in_directly(client, world().people["administrator"])
    answer = client.get("/api/v1/course-sessions?cursor=x")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["detail"] == "Start again without a cursor."
