"""What Operation COPPER HERON promises, in values: the case, its key, its call records."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from lms.courses.formats import read_folder
from lms.courses.formats.cases import load_case
from lms.courses.services.content import LIBRARY
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.measures import measures
from lms.engines.linkchart.model import Chart, Entity, Link, citing
from lms.engines.linkchart.strength import strength_of
from lms.engines.linkchart.vocabulary import Direction

COURSE = "operationalization-of-criminal-intelligence-products"
VELK, BANDAR, GAP, TAXI = (f"+999 200 01{end}" for end in ("01", "02", "03", "10"))


@cache
def heron():
    problems = []
    files = read_folder(LIBRARY / COURSE)
    document = load_case(files, "exercises/copper-heron/", problems, set())
    parsed = parse_case(document.data)
    assert not problems
    assert not parsed.problems
    return parsed.value


def right_chart():
    key = heron().key
    ends = {end for link in key.links for end in link.pair}
    entities = {code: drawn(code) for code in sorted(ends)}
    links = {
        link.id: Link(
            link.id,
            link.source,
            link.target,
            link.type,
            Direction.FORWARD if link.directed else Direction.NONE,
            link.strength,
            cards=citing(sorted(link.evidence[0])),
        )
        for link in key.links
    }
    return Chart(entities=entities, links=links)


def drawn(code):
    entity = heron().key.entities[code]
    return Entity(code, entity.type, entity.names[0])


def with_link(chart, pair):
    more = {code: drawn(code) for code in pair if code not in chart.entities}
    extra = Link("extra", *sorted(pair), "associate", Direction.NONE)
    return replace(chart, entities=chart.entities | more, links={**chart.links, "extra": extra})


def score(chart):
    return mark_chart(chart, heron().key).score


def test_it_has_the_size_that_a_case_of_three_days_needs():
    case = heron()
    real = [entity for entity in case.key.entities.values() if not entity.distractor]
    assert (len(real), len(case.key.entities), len(case.key.links)) == (21, 25, 31)
    words = Counter()
    for report in case.reports.values():
        count = len(report.text["en"].split())
        assert 40 <= count <= 150, report.id
        words[report.part_of or report.id] += count
    assert len(words) == 25
    assert max(words.values()) <= 150
    assert all(report.number and report.grade for report in case.reports.values())
    assert all(agency.letterhead for agency in case.agencies.values())


def test_every_key_link_is_stated_and_as_strong_as_its_grades_allow():
    key = heron().key
    for link in key.links:
        for reports in link.evidence:
            for code in reports:
                assert link.pair <= key.mentions[code], (link.id, code)
            assert strength_of(key.items[code] for code in reports) is link.strength, link.id


def test_no_agency_can_draw_the_chart_alone():
    case = heron()
    known = Counter(
        agency
        for link in case.key.links
        for agency in {case.reports[code].agency for reports in link.evidence for code in reports}
    )
    assert known.most_common(1) == [("npi", 8)]
    assert set(known) == set(case.agencies)


def test_the_firm_is_the_bridge_and_the_nominee_is_not():
    found = measures(right_chart())
    assert [len(component) for component in found.components] == [21]
    between = {code: one.betweenness for code, one in found.entities.items()}
    shares = {code: round(between[code], 2) for code in ("E08", "E01", "E02")}
    assert shares == {"E08": 0.51, "E01": 0.29, "E02": 0.02}
    assert max(between, key=between.get) == "E08"
    people = [code for code, one in heron().key.entities.items() if one.type == "person"]
    assert max(people, key=lambda code: between.get(code, 0)) == "E01"


def test_its_own_key_gets_100_and_each_trap_costs():
    chart = right_chart()
    key = heron().key
    assert score(chart) == 100
    assert len(key.traps) == 14
    for pair in key.traps:
        assert score(with_link(chart, pair)) < 99, pair
    for pair in key.tolerated:
        assert score(with_link(chart, pair)) == 100, pair


def test_every_name_stands_for_its_own_entity():
    key = heron().key
    for entity in key.entities.values():
        for name in entity.names:
            fits = key.names.same(name)
            assert fits == [entity.id], name


def test_the_copied_note_has_the_origin_of_what_it_copies():
    items = heron().key.items
    assert items["R23"].origin == items["R05"].origin
    assert items["R15a"].origin != items["R15b"].origin


def calls(first=None, second=None):
    table = heron().tables["calls"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [
        row
        for row in rows
        if first in (None, row["a_number"]) and second in (None, row["b_number"])
    ]


def start(row):
    return datetime.fromisoformat(row["start_utc"])


def test_the_call_records_show_what_the_reports_say_of_them():
    assert len(calls()) == 150
    assert max(map(start, calls())) < datetime.fromisoformat("2019-03-12T21:15:00Z")
    first = calls(VELK, BANDAR)
    busy = [row for row in first if start(row) >= datetime.fromisoformat("2019-03-08T00:00:00Z")]
    assert (len(first), len(busy)) == (14, 9)
    assert not calls(BANDAR, VELK)
    assert not calls(VELK, GAP)
    assert not calls(GAP, VELK)
    assert all(calls(number, TAXI) for number in (VELK, BANDAR, GAP))
    last = calls()[-1]
    assert (last["a_number"], last["start_utc"], last["seconds"]) == (
        VELK, "2019-03-12T20:52:06Z", "48",
    )  # fmt: skip


def test_each_call_to_the_unknown_user_follows_one_from_the_top():
    chain = calls(BANDAR, GAP)
    assert len(chain) == 6
    for row in chain:
        waits = [start(row) - start(before) for before in calls(VELK, BANDAR)]
        shortest = min(wait.total_seconds() for wait in waits if wait.total_seconds() > 0)
        assert shortest < 600


@pytest.mark.parametrize(
    ("container", "consignee"),
    [("ZZZU 481220-3", "Tidewater Fruit Import"), ("ZZZU 481202-9", "Marrable Citrus")],
)
def test_the_manifest_has_the_container_and_one_that_looks_like_it(container, consignee):
    table = heron().tables["manifest"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert len(rows) == 14
    assert [row["consignee"] for row in rows if row["container"] == container] == [consignee]
