"""The interface for scripts: receipts, bad input told in full, nobody else's attempts."""

import uuid

import pytest

from lms.core.db import transaction
from lms.exercises import services
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly


@pytest.fixture
def attempt_id(world, who):
    with transaction():
        return services.start_attempt(
            actor=who.a, course_session_id=world.session_id, activity="warm-up"
        )


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


def batch(events):
    return {
        "events": [
            {
                "uuid": str(event.uuid),
                "sequence": place,
                "kind": event.kind,
                "payload": event.payload,
                "client_at": "2026-03-02T08:00:00Z",
            }
            for place, event in enumerate(events, start=1)
        ]
    }


def url(attempt_id):
    return f"/api/v1/attempts/{attempt_id}/events"


def test_a_batch_gets_a_receipt_and_a_repeated_one_changes_nothing(mine, who, attempt_id):
    body = batch(right_events(who.a, attempt_id))
    first = mine.post(url(attempt_id), json=body)
    assert first.status_code == 200
    assert (first.json["kept"], first.json["known"]) == (5, 0)
    again = mine.post(url(attempt_id), json=body)
    assert (again.json["kept"], again.json["known"], again.json["sequence"]) == (0, 5, 5)


def test_events_are_kept_in_the_order_of_their_sequence(mine, who, attempt_id):
    body = batch(right_events(who.a, attempt_id))
    body["events"].reverse()
    mine.post(url(attempt_id), json=body)
    state = mine.get(f"/api/v1/attempts/{attempt_id}").json
    assert len(state["work"]["links"]) == 2
    assert (state["state"], state["sequence"]) == ("open", 5)


def test_an_idempotency_key_gives_the_first_answer_again(mine, who, attempt_id):
    body = batch(right_events(who.a, attempt_id))
    headers = {"Idempotency-Key": "one"}
    first = mine.post(url(attempt_id), json=body, headers=headers)
    again = mine.post(url(attempt_id), json=body, headers=headers)
    assert again.json == first.json
    body["events"] = body["events"][:1]
    assert mine.post(url(attempt_id), json=body, headers=headers).status_code == 409


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (lambda body: body.pop("events"), ["events"]),
        (lambda body: body.update(events="x"), ["events"]),
        (lambda body: body.update(events=body["events"] * 50), ["events"]),
        (lambda body: body.update(extra=1), ["extra"]),
        (lambda body: body["events"][0].update(uuid="5"), ["events[0].uuid"]),
        (lambda body: body["events"][0].update(uuid=7, payload=[]), None),
        (lambda body: body["events"][0].update(sequence="1"), ["events[0].sequence"]),
        (lambda body: body["events"][0].update(client_at="noon"), ["events[0].client_at"]),
        (
            lambda body: body["events"][0].update(client_at="2026-03-02T08:00:00"),
            ["events[0].client_at"],
        ),
        (lambda body: body["events"][1].update(kind="fly"), ["events[1].payload.kind"]),
        (
            lambda body: body["events"][1]["payload"]["entity"].update(label="a\x00b"),
            ["events[1].payload"],
        ),
    ],
)
def test_bad_batches_are_refused_with_the_place_of_each_fault(
    mine, who, attempt_id, change, fields
):
    body = batch(right_events(who.a, attempt_id))
    change(body)
    answer = mine.post(url(attempt_id), json=body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    told = [error["field"] for error in answer.json["errors"]]
    assert told == (fields or ["events[0].uuid", "events[0].payload"])
    assert mine.get(f"/api/v1/attempts/{attempt_id}").json["sequence"] == 0


@pytest.mark.parametrize("sent", ["", "[", "[]", "5", "null", '{"events": '])
def test_what_is_no_object_is_refused(mine, attempt_id, sent):
    answer = mine.post(url(attempt_id), data=sent, content_type="application/json")
    assert answer.status_code == 422


def test_a_flood_is_refused(mine, who, attempt_id):
    body = batch(right_events(who.a, attempt_id))
    body["events"][0]["payload"]["entity"]["note"] = "x" * 300_000
    assert mine.post(url(attempt_id), json=body).status_code == 422


def test_after_handing_in_new_steps_are_refused_with_a_word(mine, who, attempt_id):
    events = right_events(who.a, attempt_id)
    mine.post(url(attempt_id), json=batch(events[:2]))
    with transaction():
        services.hand_in(actor=who.a, attempt_id=attempt_id)
    assert mine.post(url(attempt_id), json=batch(events[:2])).status_code == 200
    late = mine.post(url(attempt_id), json=batch(events))
    assert late.status_code == 409
    assert "handed in" in late.json["title"]


def test_nobody_elses_attempt_is_there(client, world, who, attempt_id):
    answers = []
    for part in ("participant_b", "participant_other", "trainer_other", "observer", "focal_a"):
        other = sign_in_directly(client, world.people[part])
        body = batch(right_events(who.a, attempt_id))
        answers.append(other.post(url(attempt_id), json=body).status_code)
        answers.append(other.post(url(attempt_id), json={"events": 5}).status_code)
        answers.append(other.get(f"/api/v1/attempts/{attempt_id}").status_code)
        nowhere = other.get(f"/api/v1/attempts/{uuid.uuid4()}")
        mine = other.get(f"/api/v1/attempts/{attempt_id}")
        assert nowhere.data == mine.data
    assert set(answers) == {404}


def test_without_signing_in_there_is_nothing(client, attempt_id):
    assert client.post(url(attempt_id), json={}).status_code == 401
