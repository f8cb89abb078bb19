"""The start page, the guides, the language and a session's log."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.db import transaction
from lms.core.messages import N_
from lms.desk.guides import GUIDES
from lms.factory import create_app
from tests.support.apps import test_settings as settings_in
from tests.support.world import World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    with transaction():
        return make_world()


def test_outside_demonstration_mode_the_start_page_is_not_there(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.location == "/sign-in"


def test_in_demonstration_mode_there_is_a_door_for_each_role(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, demo=True))
    page = app.test_client().get("/").get_data(as_text=True)
    for role in ("organiser", "trainer", "signatory", "observer", "focal_point", "participant"):
        assert f'action="/demo/enter/{role}"' in page
    assert 'href="/verify"' in page


@pytest.mark.parametrize("key", GUIDES)
def test_each_guide_is_open_to_all(client: FlaskClient, key: str) -> None:
    answer = client.get(f"/help/{key}")
    assert answer.status_code == 200
    assert str(GUIDES[key].steps[0][0]) in answer.get_data(as_text=True)


def test_a_guide_that_is_none_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/help/king")
    assert answer.status_code == 404
    assert "Not found" in answer.get_data(as_text=True)


def test_the_language_button_stands_on_every_page_and_turns_it(client: FlaskClient) -> None:
    page = client.get("/help").get_data(as_text=True)
    assert 'action="/language"' in page
    assert 'name="next" value="/help"' in page
    client.post("/language", data={"language": "ur", "next": "/help"})
    assert '<html lang="ur" dir="rtl"' in client.get("/help").get_data(as_text=True)


def _act(world: World, text: str) -> None:
    with transaction():
        record(
            Identity(world.people["organiser"], name="Organiser Ofone"),
            "courses.changed",
            object_type="course_session",
            object_id=world.session_id,
            summary=N_("%(what)s", what=text),
            course_session_id=world.session_id,
            before={"capacity": 20},
            after={"capacity": 24},
        )


def test_the_organiser_reads_who_did_what_with_before_and_after(
    client: FlaskClient, signed_in, world: World
) -> None:
    _act(world, "More seats")
    page = signed_in(client, world.people["organiser"]).get(f"/sessions/{world.slug}/log")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "More seats" in text
    assert "Organiser Ofone" in text
    assert "Seats" in text
    assert "20" in text and "24" in text
    assert "PKT" in text


@pytest.mark.parametrize("who", ["trainer", "participant", "focal_a", "nobody"])
def test_a_sessions_log_is_not_found_by_others(
    client: FlaskClient, signed_in, world: World, who: str
) -> None:
    if who not in world.people:
        pytest.skip(f"the world has no {who}")
    _act(world, "More seats")
    answer = signed_in(client, world.people[who]).get(f"/sessions/{world.slug}/log")
    assert answer.status_code == 404
    assert "More seats" not in answer.get_data(as_text=True)


def test_another_sessions_log_is_not_found_by_its_organiser(
    client: FlaskClient, signed_in, world: World
) -> None:
    answer = signed_in(client, world.people["organiser"]).get(f"/sessions/{world.other_slug}/log")
    assert answer.status_code == 404
