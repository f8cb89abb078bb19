"""A chart drawn by several hands at once: both keep what they added, and nothing breaks it."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.linkchart.model import (
    About,
    Attribute,
    Card,
    Chart,
    Entity,
    Grade,
    Grading,
    Group,
    Link,
    Merged,
)
from lms.engines.linkchart.shared import SharedChart, read_update, union, written
from lms.engines.linkchart.vocabulary import Direction, Strength

CARD = Card(
    "c1", "R01", "human source", "sum", "text\nline", Grading("4x4", "A", "1", "H2"), "2019"
)
VELK = Entity(
    "a",
    "person",
    "Radomir Velk",
    identity="b. 1970",
    aliases=("the Cooper", "Радомир Велк"),
    cards=(CARD,),
    note="note",
    attributes={"weight": Attribute("38")},
    since="2017",
    until="2019-03",
    merged=(Merged("z", "Z", "same"),),
    at=(10, -20),
)
RUNS = Link(
    "l", "a", "b", "controls", Direction.BOTH, Strength.TENTATIVE, "runs", (CARD,), assessed=True
)
FULL = Chart(
    {"a": VELK, "b": Entity("b", "organisation", "Kestrel Cold Chain Ltd")},
    {"l": RUNS},
    {"R01": Grade("A", "1")},
    {"g": Group("g", "Kestrel", ("a",), "b")},
    About("Operation", "S3", "H2", "2019-03-12"),
)


def test_a_chart_comes_back_from_the_document_as_it_went_in():
    assert union([written([], Chart(), FULL, 7)]).chart() == FULL


def test_a_step_written_twice_by_the_same_writer_is_one_step():
    once, again = written([], Chart(), FULL, 7), written([], Chart(), FULL, 7)
    both = union([once, again])
    assert both.chart() == FULL
    assert both.state() == union([once]).state()


def test_two_hands_that_add_to_one_item_both_keep_what_they_added():
    start = written([], Chart(), FULL, 1)
    person = FULL.entities["a"]
    mine = replace(person, cards=(*person.cards, Card("c2", "R02")), label="Velk, Radomir")
    yours = replace(person, cards=(*person.cards, Card("c3", "R03")), aliases=("Velk",))
    one = written([start], FULL, replace(FULL, entities={**FULL.entities, "a": mine}), 2)
    two = written([start], FULL, replace(FULL, entities={**FULL.entities, "a": yours}), 3)
    here, there = union([start, one, two]).chart(), union([start, two, one]).chart()
    assert here == there
    found = here.entities["a"]
    assert (found.label, set(found.evidence)) == ("Velk, Radomir", {"R01", "R02", "R03"})
    assert found.aliases == ("Velk",)


def test_a_link_whose_end_was_removed_by_another_hand_is_not_drawn():
    start = written([], Chart(), replace(FULL, links={}), 1)
    base = union([start]).chart()
    drawn = written([start], base, FULL, 2)
    gone = written([start], base, replace(base, entities={"a": base.entities["a"]}, groups={}), 3)
    assert union([start, drawn, gone]).chart().links == {}


@pytest.mark.parametrize(
    "text", ["???", base64.b64encode(b"\x99garbage").decode(), 7, None, "A" * 500_000]
)
def test_what_is_no_update_is_refused(text):
    assert read_update(text).problems[0].path == "update"


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(raw):
    parsed = read_update(base64.b64encode(raw).decode())
    if parsed.value is not None:
        assert isinstance(union([raw]).chart(), Chart)


def test_a_part_that_no_chart_could_hold_is_left_out():
    shared = SharedChart(9)
    shared.write(Chart(), FULL)
    entities = shared._roots["entities"]
    entities["x"] = {"type": "castle", "label": 5}
    entities["y"] = "words"
    assert union([shared.update()]).chart() == FULL
