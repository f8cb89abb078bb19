"""The key of a case is built by charting it: nothing that the chart does not show gets lost."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from lms.engines.linkchart.document import parse_chart
from lms.engines.linkchart.keychart import (
    TRAP,
    chart_of_key,
    key_of_chart,
    read_sets,
    written_sets,
)
from lms.engines.linkchart.model import Attribute, AttributeKind, Chart, Entity, Link
from lms.engines.linkchart.vocabulary import Direction, Strength

LIBRARY = Path("lms/courses/library/operationalization-of-criminal-intelligence-products")
CASES = sorted(LIBRARY.glob("exercises/*/key.yaml"))


def drawn(answers, directed=None) -> Chart:
    parsed = parse_chart(chart_of_key(answers, directed or {}))
    assert parsed.problems == ()
    return parsed.value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_shipped_key_comes_back_from_its_chart_as_it_was(path):
    answers = yaml.safe_load(path.read_text())["answers"]
    case = yaml.safe_load((path.parent / "case.yaml").read_text())
    directed = {one["key"]: one["directed"] for one in case["vocabulary"]["link_types"]}
    again = key_of_chart(answers, drawn(answers, directed), directed)
    for name in ("entities", "links", "findings"):
        assert again.get(name) == answers.get(name)
    assert {frozenset(one) for one in again["tolerated"]} == {
        frozenset(one) for one in answers["tolerated"]
    }
    assert again["traps"] == answers["traps"]


SMALL = {
    "entities": [
        {"id": "E01", "type": "person", "names": ["Velk", "the Cooper"], "why": {"en": "Core."}},
        {"id": "E02", "type": "organisation", "names": ["Kestrel"]},
    ],
    "links": [
        {
            "id": "L01",
            "from": "E01",
            "to": "E02",
            "type": "controls",
            "strength": "confirmed",
            "evidence": [["R01"], ["R02", "R03"]],
            "near": ["owns"],
            "why": {"en": "R01 says so."},
        }
    ],
    "findings": [{"id": "F1"}],
}


def test_what_an_author_draws_gets_the_next_free_codes():
    chart = drawn(SMALL)
    heavy = {"evidence": Attribute("R04"), "weight": Attribute("3", AttributeKind.NUMBER)}
    chart = replace(
        chart,
        entities={**chart.entities, "new": Entity("new", "phone", "+999 1")},
        links={
            **chart.links,
            "l2": Link("l2", "E01", "new", "uses", strength=Strength.UNCONFIRMED, attributes=heavy),
            "t": Link("t", "E02", "new", TRAP, Direction.NONE),
        },
    )  # fmt: skip
    key = key_of_chart(SMALL, chart, {"controls": True, "uses": True})
    assert key["entities"][2] == {"id": "E03", "type": "phone", "names": ["+999 1"]}
    assert key["links"][1] == {
        "id": "L02",
        "from": "E01",
        "to": "E03",
        "type": "uses",
        "strength": "unconfirmed",
        "weight": 3,
        "evidence": [["R04"]],
    }
    assert key["traps"] == [{"between": ["E02", "E03"]}]
    assert key["links"][0] == SMALL["links"][0]
    assert key["findings"] == [{"id": "F1"}]


def test_an_entity_taken_off_the_chart_leaves_the_key_with_its_links():
    chart = drawn(SMALL)
    alone = replace(chart, entities={"E02": chart.entities["E02"]}, links={})
    key = key_of_chart(SMALL, alone, {})
    assert [one["id"] for one in key["entities"]] == ["E02"]
    assert key["links"] == []


@pytest.mark.parametrize(
    "answers",
    [{}, {"entities": "x", "links": [3]}, {"entities": [{"id": "E1"}], "tolerated": [["E1"]]}],
)
def test_an_unfinished_key_is_drawn_as_far_as_it_goes(answers):
    assert set(drawn(answers).entities) <= {"E1"}


def test_evidence_sets_are_typed_and_read_back():
    sets = [["R01"], ["R05", "R16"]]
    assert written_sets(sets) == "R01; R05+R16"
    assert read_sets("R01; R05 + R16") == sets
    assert read_sets("R01\nR05,R16;;") == sets
    assert read_sets(" ") == []
