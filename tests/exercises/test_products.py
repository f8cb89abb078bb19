"""Event charts, flows, inference sheets and reports: work without scripts, keys that stay home,
marks told line by line, and what persons give."""

import re
import uuid

import pytest

from lms.core.db import transaction
from lms.exercises import queries, services
from lms.exercises.queries.activities import activity
from tests.factories.casework import case_payload
from tests.factories.exercises import identity, make_content, right_events
from tests.factories.products import OWN_EVENT, events, flows, inference, report
from tests.factories.products import activity as steps
from tests.support.signing_in import sign_in_directly
from tests.support.world import make_world

S = "/sessions/spring-2026/exercises"
EVENTS, FLOW, STEPS, INFERENCE, REPORT = KEYS = (
    "tide-event-chart",
    "tide-flow",
    "tide-steps",
    "tide-inference",
    "tide-intelligence-report",
)


def tasks(*, purpose="assessed", tell=None):
    terms = {"purpose": purpose}
    return {
        "tide": case_payload(),
        EVENTS: events(OWN_EVENT, own=2, dates=True, **terms),
        FLOW: flows(**terms),
        STEPS: steps(**terms) | {"key": STEPS},
        INFERENCE: inference(**terms),
        REPORT: report(**terms, **({} if tell is None else {"tell": tell})),
    }


def make(**more):
    with transaction():
        content = make_content(**tasks(**more))
        course = {**content.body["course"], "exercises": ["tide", *KEYS]}
        content.body = {**content.body, "course": course}
        return make_world(content)


@pytest.fixture
def world(app):
    return make()


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


@pytest.fixture
def trainer(app, world):
    return sign_in_directly(app.test_client(), world.people["trainer"])


def begin(client, key):
    answer = client.post(f"{S}/{key}/")
    return re.search(r"attempts/([0-9a-f-]{36})/sheet", answer.location)[1]


def page(client, attempt_id, end="sheet"):
    return client.get(f"{S}/attempts/{attempt_id}/{end}").text


def send(client, attempt_id, **fields):
    return client.post(f"{S}/attempts/{attempt_id}/sheet", data=fields)


def hand_in(client, attempt_id):
    return client.get(send(client, attempt_id, hand_in="1", sure="1").location)


def release(world, key):
    with transaction():
        services.release(
            actor=identity(world.people["trainer"]),
            course_session_id=world.session_id,
            activity_key=key,
        )


def token_of(text):
    return re.search(r'data-question="([0-9a-f]{16})"', text)[1]


def cards(text):
    """Fields' beginning of each card, by its words."""
    found = re.findall(
        r'name="([0-9a-f]{16}-\d+)-card" value="[0-9a-f]{16}"><p class="sq-text" data-words>'
        r"<bdi>(.*?)</bdi>",
        text,
    )
    return {words: start for start, words in found}


@pytest.mark.parametrize("key", KEYS)
def test_the_list_and_the_way_in(mine, key):
    assert f"{S}/{key}/" in mine.get(f"{S}/").text
    assert "Begin attempt 1" in mine.get(f"{S}/{key}/").text


# what only the keys say: reasons, texts of boxes to be written, what is forbidden, author's names
SECRETS = (
    "The register has the day",
    "No report says so",
    "Rook sells the boat",
    "Another shop.",
    "It is in the books",
    "The register and the number agree",
    "distractor",
    "highly likely that Tate",
    "our caller",
    "Only the caller knew",
    "It is no recipient",
    "Customs can watch it",
    "Control of a shop",
    "Take their papers",
)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_the_key_reaches_the_page_before_release(mine, who, key):
    attempt_id = begin(mine, key)
    known = activity(queries.attempt_head(uuid.UUID(attempt_id), actor=who.a).head, key)
    shown = str(known.kind.public_view(known.spec, "seed"))
    texts = [page(mine, attempt_id), mine.get(f"/api/v1/attempts/{attempt_id}").text, shown]
    texts.append(hand_in(mine, attempt_id).text)
    assert "Handed in" in texts[-1]
    for text in texts:
        assert [one for one in SECRETS if one in text] == []
    assert not re.search(r"['\"](office|talk|fire|E1|D1|director|tate|press)['\"]", shown)


@pytest.mark.parametrize("key", KEYS)
def test_right_answers_get_everything_that_is_marked_at_once(who, world, key):
    with transaction():
        attempt_id = services.start_attempt(
            actor=who.a, course_session_id=world.session_id, activity=key
        )
    with transaction():
        services.append_events(
            actor=who.a, attempt_id=attempt_id, events=right_events(who.a, attempt_id)
        )
        services.hand_in(actor=who.a, attempt_id=attempt_id)
    mark = queries.mark_of(queries.attempt_head(attempt_id, actor=who.trainer), actor=who.trainer)
    assert mark.percent == (70 if key == REPORT else 100)


def test_an_event_chart_by_plain_forms(mine, world):
    attempt_id = begin(mine, EVENTS)
    text = page(mine, attempt_id)
    token, starts = token_of(text), cards(text)
    assert len(starts) == 5
    office, talk = starts["Ada Tate becomes director."], starts["A caller names Rook."]
    fields = {f"{token}-asked": "1"}
    for words, start in starts.items():
        fields[f"{start}-card"] = re.search(rf'name="{start}-card" value="(\w+)"', text)[1]
        assert words
    fields |= {f"{office}-step": "2", f"{office}-verified": "yes", f"{office}-evidence": "R01"}
    fields |= {f"{office}-date": "2019-03-01", f"{talk}-step": "1"}
    own = re.findall(r'name="(\w+-\d+)-own"', text)
    fields |= {f"{own[0]}-own": "Somebody sold a boat.", f"{own[0]}-step": "3"}
    assert send(mine, attempt_id, **fields).status_code == 302
    again = page(mine, attempt_id)
    assert again.index("A caller names Rook.") < again.index("Ada Tate becomes director.")
    assert "Somebody sold a boat." in again
    assert 'value="2019-03-01"' in again
    hand_in(mine, attempt_id)
    release(world, EVENTS)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "Pairs in the right order: 1 of 4." in marked
    assert "Read as this: “Somebody sold a boat.”" in marked
    assert "After it come: “A caller names Rook.”" in marked
    assert "Not on the chart. It is stated in R04, R06." in marked
    assert "The register has the day." in marked
    assert "v-yes s-key" in marked


def test_a_refused_form_shows_what_was_typed(mine):
    attempt_id = begin(mine, EVENTS)
    text = page(mine, attempt_id)
    token, start = token_of(text), cards(text)["A caller names Rook."]
    card = re.search(rf'name="{start}-card" value="(\w+)"', text)[1]
    refused = send(
        mine, attempt_id, **{f"{token}-asked": "1", f"{start}-card": card, f"{start}-step": "99"}
    )
    assert refused.status_code == 422
    assert "Write a place from 1 to 7." in refused.text
    assert 'value="99"' in refused.text


def test_steps_by_plain_forms_and_a_name_in_one(mine, world):
    attempt_id = begin(mine, STEPS)
    text = page(mine, attempt_id)
    token = token_of(text)
    own = re.findall(r'name="(\w+-\d+)-own"', text)
    fields = {f"{token}-asked": "1", f"{own[0]}-own": "Rook takes the papers"}
    send(mine, attempt_id, **fields | {f"{own[0]}-step": "1"})
    hand_in(mine, attempt_id)
    release(world, STEPS)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "It holds names: Rook, Ben. Write the step so that it fits any case." in marked


def test_a_flow_by_plain_forms(mine, world):
    attempt_id = begin(mine, FLOW)
    text = page(mine, attempt_id)
    token = token_of(text)
    parties = {
        words: name for name, words in re.findall(r'value="(\w{16})">([^<]+)</option>', text)
    }
    assert sorted(parties) == ["Buyers", "Lantern Shop", "Lantern Stores", "Lind, Cy", "Tate, Ada"]
    fields = {
        f"{token}-asked": "1",
        f"{token}-0-from": parties["Tate, Ada"],
        f"{token}-0-to": parties["Lantern Shop"],
        f"{token}-0-commodity": "money",
        f"{token}-0-amount": "1,210",
        f"{token}-0-date": "2019-03-05",
        f"{token}-0-evidence": ["R01"],
        f"{token}-1-from": parties["Lantern Stores"],
        f"{token}-1-to": parties["Lantern Shop"],
        f"{token}-1-commodity": "goods",
    }
    assert send(mine, attempt_id, **fields).status_code == 302
    again = page(mine, attempt_id)
    assert '<svg viewBox="0 0' in again
    assert "money 1,210" in again
    assert again.count('class="fl-row"') == 2 + 4 + 1
    hand_in(mine, attempt_id)
    release(world, FLOW)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "✓ money 1,210" in marked
    assert "✗ goods" in marked
    assert "A trap: the reports say otherwise. It counts twice." in marked
    assert "Not drawn. It is stated in R05." in marked


def test_an_inference_by_plain_forms(mine, world):
    attempt_id = begin(mine, INFERENCE)
    text = page(mine, attempt_id)
    one, matrix = re.findall(r'data-question="([0-9a-f]{16})"', text)
    facts = re.findall(rf'name="{one}-fact-(\w+)" value="for"', text)
    assert len(facts) == 6
    cell = re.search(rf'name="({matrix}-\w+-\w+)" aria-label="R01, Lind controls it."', text)[1]
    best = re.search(rf'name="{matrix}-best" value="(\w+)"><span>H\d: <bdi>Tate', text)[1]
    fields = {
        f"{one}-asked": "1",
        f"{one}-fact-{facts[0]}": "for",
        f"{one}-fact-{facts[5]}": "for",
        f"{one}-kind": "conclusion",
        f"{one}-statement": "Tate may control it.",
        f"{one}-likelihood": "likely",
        f"{matrix}-asked": "1",
        cell: "inconsistent",
        f"{matrix}-best": best,
    }
    assert send(mine, attempt_id, **fields).status_code == 302
    again = page(mine, attempt_id)
    assert f'name="{one}-kind" value="conclusion" checked' in again
    assert "2 of 2 filled" in again
    hand_in(mine, attempt_id)
    release(world, INFERENCE)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "It speaks against it: R06 “Lind is said to run the shop.”" in marked
    assert "Vague: “may”." in marked
    assert "One step beside the right one: highly likely (80-90 per cent)." in marked
    assert "Rightly: inconsistent." in marked
    assert "It has the fewest facts against it." in marked


def fill_report(client, attempt_id, **more):
    text = page(client, attempt_id)
    token = token_of(text)
    npi = re.search(rf'name="{token}-recipients" value="(\w+)"><span><bdi>Police', text)[1]
    parts = {
        "asked": "1",
        "bottom_line": "Tate controls Lantern Shop: likely, moderate confidence.",
        "facts": "Tate uses +999 700 0001.",
        "assessment": "It is likely that Tate decides alone.",
        "source": "B",
        "handling": "H1",
        "likelihood": "likely",
        "recipients": npi,
        **more,
    }
    answer = send(client, attempt_id, **{f"{token}-{name}": value for name, value in parts.items()})
    assert answer.status_code == 302
    return token


def test_a_report_is_read_by_a_person(mine, trainer, world):
    attempt_id = begin(mine, REPORT)
    token = fill_report(mine, attempt_id)
    again = page(mine, attempt_id)
    assert "It is likely that Tate decides alone.</textarea>" in again
    assert f'name="{token}-source" value="B" checked' in again
    waits = hand_in(mine, attempt_id).text
    assert "Your trainer has still to mark an answer" in waits
    queue = trainer.get(f"{S}/{REPORT}/marking").text
    assert "1 answer waits" in queue
    answer = f"{S}/{REPORT}/marking/{attempt_id}/report"
    text = trainer.get(answer).text
    assert "Bottom line" in text
    assert "Tate uses +999 700 0001." in text
    kept = trainer.post(
        answer, data={"points-clear": "3", "points-use": "2", "comment": "Well put."}
    )
    assert kept.status_code == 302
    release(world, REPORT)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "Read by a person" in marked
    assert "Well put." in marked
    assert "H1 is looser than H2, the right code: others could see too much." in marked
    assert "It is not said." in marked
    assert "Control of a shop" in marked


def test_in_practice_the_checked_part_is_told_before_a_person_has_read_it(app, client):
    world = make(purpose="practice")
    mine = sign_in_directly(client, world.people["participant"])
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    attempt_id = begin(mine, REPORT)
    fill_report(mine, attempt_id)
    early = hand_in(mine, attempt_id).text
    assert "Checked so far:" in early
    assert "Only facts among the facts" in early
    assert "Waits to be marked" in early
    assert "pass mark" not in early
    answer = f"{S}/{REPORT}/marking/{attempt_id}/report"
    trainer.post(answer, data={"points-clear": "4", "points-use": "2", "comment": "Well put."})
    marked = page(mine, attempt_id, "sheet/marked")
    assert "Well put." in marked
    assert "Checked so far:" not in marked


def test_what_a_person_gave_is_not_told_early(app, client):
    world = make(tell=True)
    mine = sign_in_directly(client, world.people["participant"])
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    attempt_id = begin(mine, REPORT)
    fill_report(mine, attempt_id)
    hand_in(mine, attempt_id)
    answer = f"{S}/{REPORT}/marking/{attempt_id}/report"
    trainer.post(answer, data={"points-clear": "4", "points-use": "2", "comment": "Well put."})
    early = page(mine, attempt_id, "sheet/marked")
    assert "Checked so far:" in early
    assert "Well put." not in early
    assert "Waits to be marked" in early
    release(world, REPORT)
    assert "Well put." in page(mine, attempt_id, "sheet/marked")


def test_peers_read_the_product_without_names(app, mine, trainer, world):
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    for client in (mine, other):
        attempt_id = begin(client, REPORT)
        fill_report(client, attempt_id)
        hand_in(client, attempt_id)
    assert trainer.post(f"{S}/{REPORT}/marking/deal").status_code == 302
    tasks_page = mine.get(f"{S}/peers").text
    task = re.search(rf"{S}/peers/([0-9a-f-]{{36}})", tasks_page)[0]
    text = mine.get(task).text
    assert "Tate uses +999 700 0001." in text
    assert "Assessment" in text
    kept = mine.post(task, data={"points-clear": "4", "points-use": "1", "comment": "Clear."})
    assert kept.status_code == 302
    seen = trainer.get(f"{S}/{REPORT}/marking").text
    assert "2 answers wait" in seen


@pytest.mark.parametrize("key", KEYS)
def test_another_participants_sheet_is_not_found(app, mine, world, key):
    attempt_id = begin(mine, key)
    other = sign_in_directly(app.test_client(), world.people["participant_b"])
    for path in ("sheet", "sheet/marked"):
        assert other.get(f"{S}/attempts/{attempt_id}/{path}").status_code == 404
    assert other.post(f"{S}/attempts/{attempt_id}/sheet", data={}).status_code == 404


def test_a_trainer_marks_a_line_otherwise(mine, trainer, world):
    attempt_id = begin(mine, EVENTS)
    hand_in(mine, attempt_id)
    line = f"{S}/attempts/{attempt_id}/marked/line"
    trainer.post(line, data={"line": "talk", "credit": "1.5", "reason": "Drawn on paper"})
    release(world, EVENTS)
    marked = page(mine, attempt_id, "sheet/marked")
    assert "The trainer gave 1.5 points here; the rules give 0." in marked
