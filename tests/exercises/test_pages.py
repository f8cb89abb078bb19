"""Pages of exercises: work without scripts, keys that stay home, the trainer's room."""

import re

import pytest

from lms.core.db import transaction
from lms.exercises import queries, services
from tests.factories.exercises import CANARY, right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A, MARK_B

S = "/sessions/spring-2026/exercises"


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


@pytest.fixture
def trainer(app, world):
    return sign_in_directly(app.test_client(), world.people["trainer"])


def attempt_of(page: str) -> str:
    return re.search(r'data-attempt="([0-9a-f-]{36})"', page)[1]


def begin(client, key="warm-up"):
    client.post(f"{S}/{key}/")
    page = client.get(f"{S}/{key}/").text
    return attempt_of(page)


def test_a_chart_can_be_drawn_and_handed_in_by_plain_forms(mine, who, world):
    attempt_id = begin(mine)
    steps = f"{S}/attempts/{attempt_id}/steps"
    for label, kind in (("Ilka Tamas", "person"), ("Lantern Shop", "organisation")):
        form = {"act": "add_entity", "label": label, "type": kind, "aliases": "", "evidence": "R01"}
        assert mine.post(steps, data=form).status_code == 302
    page = mine.get(f"{S}/warm-up/").text
    assert "Ilka Tamas" in page
    done = queries.work(attempt_id_of(attempt_id), actor=who.a)
    first, second = [step.payload["entity"]["id"] for step in done.steps]
    link = {
        "act": "add_link", "source": second, "target": first, "type": "knows",
        "direction": "", "strength": "tentative", "evidence": "R02",
    }  # fmt: skip
    mine.post(steps, data=link)
    link_id = queries.work(attempt_id_of(attempt_id), actor=who.a).steps[-1].payload["link"]["id"]
    mended = link | {
        "act": "edit_link", "id": link_id, "type": "owns", "strength": "confirmed",
        "evidence": "R01", "reverse": "1",
    }  # fmt: skip
    mine.post(steps, data=mended)
    answer = mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    marked = mine.get(answer.location).text
    assert "Found: <bdi>Ilka Tamas, owns, Lantern Shop</bdi>" in marked
    assert "Missing: <bdi>Ilka Tamas, uses, +999 200 0101</bdi>" in marked


def nameless(page):
    """The buttons of a page that say nothing to who hears it, as it is served."""
    from bs4 import BeautifulSoup

    found = BeautifulSoup(page, "html.parser")
    return [
        str(button)[:200]
        for button in found.find_all("button")
        if not (
            "".join(button.find_all(string=True)).strip()
            or button.get("aria-label", "").strip()
            or button.get("title", "").strip()
            or any(found.find(id=key) for key in button.get("aria-labelledby", "").split())
            or any(image.get("alt", "").strip() for image in button.find_all("img"))
        )
    ]


@pytest.mark.parametrize("key", ["warm-up", "big-case"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_each_button_has_a_name_before_any_script_runs(mine, who, world, key, language):
    mine.post("/language", data={"language": language})
    begun = mine.get(f"{S}/{key}/").text
    attempt_id = begin(mine, key)
    form = {
        "act": "add_entity", "label": "Ilka Tamas", "type": "person", "aliases": "",
        "evidence": "R01",
    }  # fmt: skip
    mine.post(f"{S}/attempts/{attempt_id}/steps", data=form)
    workspace = mine.get(f"{S}/{key}/").text
    assert f'<html lang="{language}"' in workspace
    assert workspace.count("<button") > 20 and "data-grade=" in workspace
    mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    handed_in = mine.get(f"{S}/{key}/").text
    assert [nameless(page) for page in (begun, workspace, handed_in)] == [[], [], []]


def attempt_id_of(text):
    import uuid

    return uuid.UUID(text)


def test_a_bad_step_says_what_to_mend_and_keeps_the_chart(mine):
    attempt_id = begin(mine)
    form = {"act": "add_entity", "label": " ", "type": "vessel", "aliases": ""}
    answer = mine.post(f"{S}/attempts/{attempt_id}/steps", data=form)
    assert answer.status_code == 422
    assert "Write a name." in answer.text


@pytest.mark.parametrize("key", ["warm-up", "big-case"])
def test_no_key_reaches_the_browser_before_release(mine, who, key):
    seen = [mine.get(f"{S}/").text, mine.get(f"{S}/{key}/").text]
    attempt_id = begin(mine, key)
    seen += [
        mine.get(f"{S}/{key}/").text,
        mine.get(f"{S}/{key}/?about=1").text,
        mine.get(f"/api/v1/attempts/{attempt_id}").text,
    ]
    if key == "big-case":
        with transaction():
            services.append_events(
                actor=who.a,
                attempt_id=attempt_id_of(attempt_id),
                events=right_events(who.a, attempt_id_of(attempt_id)),
            )
        mine.post(f"{S}/attempts/{attempt_id}/hand-in")
        waits = mine.get(f"{S}/attempts/{attempt_id}/marked").text
        assert "not released yet" in waits
        seen += [waits, mine.get(f"{S}/").text, mine.get(f"{S}/big-case/").text]
    for page in seen:
        assert CANARY.lower() not in page.lower()
        assert "distractor" not in page


def test_after_release_reasons_and_the_key_are_shown(mine, trainer, who, world):
    attempt_id = begin(mine, "big-case")
    mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    room = trainer.get(f"{S}/big-case/room").text
    assert MARK_A in room
    assert "Release 1 mark" in room
    assert trainer.post(f"{S}/big-case/release").status_code == 302
    marked = mine.get(f"{S}/attempts/{attempt_id}/marked").text
    assert f"{CANARY} why." in marked


def test_the_trainer_marks_again_with_a_reason_and_credits_somebody(mine, trainer, world):
    attempt_id = begin(mine)
    mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    again = trainer.post(f"{S}/attempts/{attempt_id}/again", data={"reason": "Key mended"})
    assert again.status_code == 302
    assert "Marked again: Key mended" in mine.get(f"{S}/attempts/{attempt_id}/marked").text
    form = {"enrolment": str(world.enrolment_b)}
    trainer.post(f"{S}/attempts/{attempt_id}/members", data=form)
    room = trainer.get(f"{S}/warm-up/room").text
    assert re.search(f"{MARK_A} Person, {MARK_B} Person|{MARK_B} Person, {MARK_A} Person", room)


def test_participants_see_no_room_and_no_other_names(mine, world, app):
    begin(mine)
    assert mine.get(f"{S}/warm-up/room").status_code == 404
    assert mine.post(f"{S}/warm-up/release").status_code == 404
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    for address in (f"{S}/", f"{S}/warm-up/"):
        assert MARK_A not in other.get(address).text


@pytest.mark.parametrize("part", ["participant_other", "trainer_other", "observer", "focal_a"])
def test_others_find_no_exercises_here(client, world, part):
    other = sign_in_directly(client, world.people[part])
    for address in (f"{S}/", f"{S}/warm-up/", f"{S}/warm-up/room", f"{S}/nothing/"):
        assert other.get(address).status_code == 404


def test_a_wrong_code_is_told_at_its_field(mine):
    answer = mine.post(f"{S}/warm-up/", data={"code": "AAAA-AAAA"})
    assert answer.status_code == 422
    assert "No other participant of this session has this code" in answer.text


def test_pages_take_a_constant_number_of_queries(mine, who, world, count_queries, app):
    attempt_id = begin(mine)

    def count(address):
        with count_queries() as found:
            assert mine.get(address).status_code == 200
        return int(found)

    before = count(f"{S}/"), count(f"{S}/warm-up/")
    with transaction():
        services.append_events(
            actor=who.a,
            attempt_id=attempt_id_of(attempt_id),
            events=right_events(who.a, attempt_id_of(attempt_id)),
        )
    mine.post(f"{S}/big-case/")
    assert (count(f"{S}/"), count(f"{S}/warm-up/")) == before
