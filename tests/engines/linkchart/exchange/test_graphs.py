"""Formats of graph programs: GraphML both ways, GEXF and FollowTheMoney out, losses told."""

import json
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given

from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.exchange.ftm import write_ftm
from lms.engines.linkchart.exchange.gexf import write_gexf
from lms.engines.linkchart.exchange.graphml import write_graphml
from lms.engines.linkchart.exchange.graphml_read import read_graphml
from lms.engines.linkchart.exchange.types import Limits
from lms.engines.linkchart.model import Attribute, AttributeKind, Card, Chart, Entity, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from tests.engines.linkchart.any_charts import charts
from tests.engines.linkchart.exchange.test_anx_round_trip import SLOW
from tests.engines.linkchart.test_shared import FULL

SCHEMA = json.loads((Path(__file__).parent / "files" / "ftm-schema.json").read_text())
GEXF = "{http://gexf.net/1.3}"
SAID = "Written to the public structure of the format, not checked in i2 Analyst's Notebook."


def told(found):
    return [(str(one.where), str(one.message)) for one in found.problems]


@SLOW
@given(charts())
def test_any_chart_comes_back_from_graphml(chart):
    found = read_graphml(write_graphml(chart).content)
    assert found.problems == ()
    assert dump_chart(found.chart) == dump_chart(chart)


YED = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d10" attr.name="weight" attr.type="double"/>
<key for="node" id="d2" attr.name="kind" attr.type="string"/>
<graph edgedefault="undirected" id="G">
<node id="n0"><data key="d2">Company</data><data key="d6"><y:ShapeNode><y:Geometry x="5"/><y:NodeLabel>Lantern Shop</y:NodeLabel></y:ShapeNode></data></node>
<node id="n1"><graph><node id="n1::0"><data key="d2">Zorp</data></node></graph><data key="d2">Person</data></node>
<edge id="e0" source="n1" target="n0" directed="true"><data key="d10">2.5</data></edge>
<edge source="n0" target="n1::0"/>
<edge source="n0" target="gone"/>
<edge source="n0" target="n0"/>
</graph></graphml>
"""  # noqa: E501 - as such programs write it


def test_graphml_of_other_programs_is_read_by_its_keys():
    found = read_graphml(YED.encode())
    assert told(found) == [
        (
            "line 7, node n1::0",
            (
                "The type “Zorp” is not known here. It was taken for “Goods”, and its name is "
                "kept as an attribute."
            ),
        ),
        ("line 10, edge n0 to gone", "There is no node gone. The edge was left out."),
        ("line 11, edge n0 to n0", "This link leads to its own start. It was left out."),
    ]
    shop, person, thing = found.chart.entities.values()
    assert (shop.label, shop.type, person.label, person.type) == (
        "Lantern Shop", "organisation", "n1", "person",
    )  # fmt: skip
    assert thing.type == "commodity"
    first, second = found.chart.links.values()
    assert (first.source, first.target, first.direction) == (
        person.id, shop.id, Direction.FORWARD,
    )  # fmt: skip
    assert first.attributes["weight"] == Attribute("2.5", AttributeKind.NUMBER)
    assert second.direction is Direction.NONE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<gexf/>", "This is XML, but no GraphML."),
        (b"<graphml>", "The file is not whole XML from here on. Export it again."),
        (
            b'<!DOCTYPE g [<!ENTITY a "b">]><graphml/>',
            "The file declares a document type or entities, which are not read. Remove them.",
        ),
        (
            b"<graphml><graph>" + b"<node/>" * 4 + b"</graph></graphml>",
            "The chart has more than 3 of these.",
        ),
    ],
)
def test_hostile_graphml_is_refused(content, reason):
    found = read_graphml(content, limits=Limits(entities=3))
    assert found.chart is None
    assert [str(one.message) for one in found.problems] == [reason]


def test_types_of_graphml_keys_fit_their_values():
    chart = Chart({
        "a": Entity("a", "person", "A", attributes={
            "age": Attribute("30", AttributeKind.NUMBER),
            "known": Attribute("true", AttributeKind.FLAG),
        }),
        "b": Entity("b", "person", "B", attributes={
            "age": Attribute("many", AttributeKind.NUMBER),
            "size": Attribute("2", AttributeKind.NUMBER),
        }),
    })  # fmt: skip
    root = fromstring(write_graphml(chart).content)
    types = {one.get("attr.name"): one.get("attr.type") for one in root if one.tag.endswith("key")}
    assert types["attribute: age (number)"] == "string"
    assert types["attribute: size (number)"] == "double"
    assert types["attribute: known (flag)"] == "boolean"


def test_gexf_has_every_entity_and_link_with_its_line_and_tells_what_is_lost():
    chart = Chart(
        {**FULL.entities},
        {**FULL.links, "m": Link("m", "a", "b", "paid", Direction.NONE, Strength.CONFIRMED)},
        FULL.grades,
        FULL.groups,
    )
    out = write_gexf(chart)
    root = fromstring(out.content)
    assert root.find(f"{GEXF}meta/{GEXF}description").text == SAID
    nodes = {one.get("id"): one for one in root.iter(f"{GEXF}node")}
    assert {key: one.get("label") for key, one in nodes.items()} == {
        "a": "Radomir Velk", "b": "Kestrel Cold Chain Ltd",
    }  # fmt: skip
    place = nodes["a"].find("{http://gexf.net/1.3/viz}position")
    assert (place.get("x"), place.get("y")) == ("10", "20")
    edges = {one.get("id"): one for one in root.iter(f"{GEXF}edge")}
    assert {key: (one.get("type"), one.get("label")) for key, one in edges.items()} == {
        "l": ("mutual", "runs"), "m": ("undirected", "paid"),
    }  # fmt: skip
    shape = edges["l"].find("{http://gexf.net/1.3/viz}shape")
    assert shape.get("value") == "dotted"
    assert [str(note) for note in out.notes] == [
        SAID,
        "GEXF is for Gephi: it is written, and not read back here.",
        "Of cards it has their number and the reports that they cite.",
        "It has no groups and no own grades of reports.",
        "Some programs make one line of several links between the same two.",
    ]


def of_ftm(chart):
    return [json.loads(line) for line in write_ftm(chart).content.decode().splitlines()]


def faults_of(entities):
    """What a reader with the published schema would not take."""
    schemata = {one["id"]: one["schema"] for one in entities}
    found = []
    for one in entities:
        facts = SCHEMA[one["schema"]]
        found += [name for name in facts["required"] if name not in one["properties"]]
        for name, values in one["properties"].items():
            wanted = facts["properties"].get(name)
            if wanted is None:
                found.append(f"{one['schema']}.{name}")
            elif wanted[0].isupper():  # a property that names another entity
                found += [
                    f"{one['schema']}.{name}={schemata[value]}"
                    for value in values
                    if wanted not in SCHEMA[schemata[value]]["is"]
                ]
    return found


@SLOW
@given(charts())
def test_any_chart_is_written_in_names_that_the_published_schema_has(chart):
    assert faults_of(of_ftm(chart)) == []


def test_every_type_and_word_of_a_link_finds_a_schema_that_its_ends_allow():
    keys = [(f"{kind.replace('_', '-')}-{twin}", kind) for kind in ENTITY_TYPES for twin in "ab"]
    entities = {key: Entity(key, kind, key, identity="1") for key, kind in keys}
    words = ("owns", "directs", "works for", "member", "brother of", "knows", "paid", "zorp")
    pairs = [(one, other) for one in entities for other in entities if one != other]
    links = {
        f"l{at}-{place}": Link(f"l{at}-{place}", *pair, word)
        for at, pair in enumerate(pairs)
        for place, word in enumerate(words)
    }
    written = of_ftm(Chart(entities, links))
    assert faults_of(written) == []
    used = {one["schema"] for one in written}
    assert used == set(SCHEMA) - {"about", "Note"}


def test_links_of_a_case_become_the_schema_that_their_words_mean():
    chart = Chart(
        {
            "a": Entity("a", "person", "Ilka Tamas", aliases=("Ilca",),
                        cards=(Card("c", "R01", summary="Register", date="2019-03"),)),
            "b": Entity("b", "organisation", "Lantern Shop"),
            "c": Entity("c", "phone", "+999 200 0101"),
            "d": Entity("d", "phone", "+999 200 0102"),
            "e": Entity("e", "container", "ZZZU 481220-3"),
        },
        {
            "l": Link("l", "a", "b", "directs", since="2019-03-12T22:15:00+05:00"),
            "m": Link("m", "a", "c", "uses"),
            "n": Link("n", "c", "d", "calls", label="14 calls"),
            "o": Link("o", "e", "b", "consigned"),
        },
    )  # fmt: skip
    person, note, _shop, directs, call = of_ftm(chart)
    assert person["properties"]["phone"] == ["+999 200 0101"]
    assert person["properties"]["alias"] == ["Ilca"]
    assert (note["schema"], note["properties"]["entity"]) == ("Note", ["concord-a"])
    assert note["properties"]["description"] == ["R01, 2019-03\nRegister"]
    assert (directs["schema"], directs["properties"]["director"]) == ("Directorship", ["concord-a"])
    assert directs["properties"]["startDate"] == ["2019-03-12T17:15:00"]
    assert call["properties"]["receiverNumber"] == ["+999 200 0102"]
    assert [str(one) for one in write_ftm(chart).notes] == [
        SAID,
        "Container: FollowTheMoney has no schema for it; 1 were left out with their links.",
        (
            "Phone numbers are written to the persons and organisations that they are linked "
            "with, and calls between numbers as calls."
        ),
        "1 links have an end that is left out.",
    ]
