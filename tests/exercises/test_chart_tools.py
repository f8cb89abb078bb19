"""What the tools ask about a saved chart: measures, paths, doubles; and nobody else's."""

import json
import re
import uuid

import pytest

from lms.core.db import transaction
from lms.exercises import services
from lms.exercises.rows import EventInput
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly


@pytest.fixture
def attempt_id(world, who):
    with transaction():
        found = services.start_attempt(
            actor=who.a, course_session_id=world.session_id, activity="warm-up"
        )
    with transaction():
        services.append_events(actor=who.a, attempt_id=found, events=right_events(who.a, found))
    return found


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


def url(attempt_id, what):
    return f"/api/v1/attempts/{attempt_id}/{what}"


def test_measures_of_the_saved_chart(mine, attempt_id):
    found = mine.get(url(attempt_id, "measures")).json
    degrees = {one["id"]: one["degree"] for one in found["entities"]}
    assert degrees == {"m-E1": 2, "m-E2": 1, "m-E3": 1}
    assert {one["betweenness"] for one in found["entities"]} == {0.0, 1.0}
    assert {one["core"] for one in found["entities"]} == {1}


def test_paths_follow_what_is_asked(mine, attempt_id):
    ask = {"from": "m-E2", "to": "m-E3"}
    found = mine.get(url(attempt_id, "paths"), query_string=ask).json
    assert found == {
        "complete": True,
        "paths": [{"entities": ["m-E2", "m-E1", "m-E3"], "links": [["m-L1"], ["m-L2"]]}],
    }
    for less in ({"way": "with"}, {"type": "owns"}, {"strength": "tentative"}, {"depth": "1"}):
        found = mine.get(url(attempt_id, "paths"), query_string=ask | less).json
        assert found["paths"] == [], less
    assert mine.get(url(attempt_id, "paths"), query_string=ask | {"to": "x"}).json["paths"] == []


def test_bad_questions_are_told_in_full(mine, attempt_id):
    ask = {"depth": "99", "way": "up", "strength": "iron", "since": "2019-13"}
    answer = mine.get(url(attempt_id, "paths"), query_string=ask)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == ["depth", "way", "strength", "since"]


def test_doubles_come_with_their_reasons(mine, who, attempt_id):
    entity = {"id": "again", "type": "person", "label": "Tamas Ilka", "aliases": [], "cards": []}
    step = EventInput(uuid.uuid4(), "add_entity", {"schema": 2, "entity": entity})
    with transaction():
        services.append_events(actor=who.a, attempt_id=attempt_id, events=[step])
    found = mine.get(url(attempt_id, "matches")).json
    assert found["pairs"] == [
        {
            "one": "again",
            "other": "m-E1",
            "reasons": [{"sign": "+", "text": "The name is the same."}],
        }
    ]


@pytest.mark.parametrize("what", ["measures", "paths", "matches"])
def test_only_whoever_may_see_the_attempt_gets_an_answer(app, world, attempt_id, what):
    for part, status in (
        ("participant", 200),
        ("participant_b", 404),
        ("trainer", 200),
        ("participant_other", 404),
        ("trainer_other", 404),
        ("observer", 404),
        ("focal_a", 404),
    ):
        one = sign_in_directly(app.test_client(), world.people[part])
        assert one.get(url(attempt_id, what)).status_code == status, part


def test_a_quiz_has_no_chart(mine, world, who):
    with transaction():
        quiz = services.start_attempt(
            actor=who.a, course_session_id=world.session_id, activity="first-check"
        )
    assert mine.get(url(quiz, "measures")).status_code == 404


def test_the_matrix_hears_the_signs_of_the_case_and_which_types_are_membership(mine, attempt_id):
    page = mine.get("/sessions/spring-2026/exercises/warm-up/").text
    found = re.search(r'id="chart-data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    signs = {"confirmed": "●", "unconfirmed": "○", "member": "+", "member_unconfirmed": "(+)"}
    assert data["matrixSymbols"] == signs
    assert {key: kind["member"] for key, kind in data["linkTypes"].items()} == {
        "owns": False,
        "uses": False,
        "knows": False,
    }
    assert {"id", "agency", "date"} <= data["reports"][0].keys()
