"""The table's plain forms: one item at a time, and evidence that keeps its cards."""

import re
import uuid

import pytest
from werkzeug.datastructures import MultiDict

from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.events import fold, read_event
from lms.engines.linkchart.model import Card, Chart, Entity, Link
from lms.exercises import queries
from lms.exercises.forms import steps_of
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/exercises"
TOLD = Card("c1", source="R01", text="She owns the shop.")
ANN, BEN = (
    Entity("a", "person", "Ann", cards=(TOLD, Card("c2", source="R02"), Card("c3"))),
    Entity("b", "person", "Ben"),
)
KNOWS = Link("k", "a", "b", "knows", cards=(TOLD,), note="seen", since="2019")
CHART = Chart(entities={"a": ANN, "b": BEN}, links={"k": KNOWS})


def after(**fields: object) -> Chart:
    """The chart after a form with these fields."""
    form = MultiDict(fields)
    steps = steps_of(form, dump_chart(CHART), {"knows": False, "owns": True})
    events = [read_event(step.kind, step.payload) for step in steps]
    assert [problem for event in events for problem in event.problems] == []
    return fold((event.value for event in events if event.value), CHART)


def test_reports_that_stay_cited_keep_their_cards():
    fields = {"act": "edit_entity", "id": "a", "label": "Ann", "type": "person", "aliases": ""}
    cards = after(**fields, evidence=["R01", "R03"]).entities["a"].cards
    assert cards[:2] == (TOLD, Card("c3"))  # the one without a report is nobody's citation
    assert [card.source for card in cards] == ["R01", "", "R03"]


def test_fields_that_a_form_lacks_stay():
    fields = {"act": "edit_link", "id": "k", "type": "owns", "strength": "tentative"}
    link = after(**fields, evidence="R01").links["k"]
    assert (link.note, link.since, link.cards) == ("seen", "2019", (TOLD,))
    assert (link.type, link.strength, link.direction) == ("owns", "tentative", "forward")


def test_a_link_is_turned_round_and_dated():
    fields = {"act": "edit_link", "id": "k", "type": "knows", "strength": "confirmed"}
    link = after(**fields, reverse="1", since="2019-03", until="").links["k"]
    assert (link.source, link.target, link.since, link.cards) == ("b", "a", "2019-03", ())


def test_what_is_gone_meanwhile_changes_nothing():
    fields = {"act": "edit_entity", "id": "x", "label": "Gone", "type": "person", "aliases": ""}
    assert after(**fields, evidence="R01") == CHART


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


def test_a_row_leads_to_its_form_without_scripts(mine, who):
    mine.post(f"{S}/warm-up/")
    page = mine.get(f"{S}/warm-up/").text
    attempt = re.search(r'data-attempt="([0-9a-f-]{36})"', page)[1]
    form = {"act": "add_entity", "label": "Ilka", "type": "person", "evidence": "R01"}
    mine.post(f"{S}/attempts/{attempt}/steps", data=form)
    (step,) = queries.work(uuid.UUID(attempt), actor=who.a).steps
    thing = step.payload["entity"]["id"]
    assert f'href="?edit={thing}#edit"' in mine.get(f"{S}/warm-up/").text
    page = mine.get(f"{S}/warm-up/?edit={thing}").text
    assert 'id="edit"' in page
    wrong = form | {"act": "edit_entity", "id": thing, "since": "2019-13-45"}
    refused = mine.post(f"{S}/attempts/{attempt}/steps", data=wrong)
    assert refused.status_code == 422
    assert "Write a date as" in refused.text
    assert 'id="edit"' in refused.text


def test_an_unknown_item_opens_no_form(mine):
    mine.post(f"{S}/warm-up/")
    assert 'id="edit"' not in mine.get(f"{S}/warm-up/?edit=nothing").text
