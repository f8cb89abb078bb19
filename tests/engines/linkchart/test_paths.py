"""Ways through a chart: all that there are, the shortest first, and never against a filter."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.model import Chart, Entity, Link
from lms.engines.linkchart.network import Filter, Follow, earliest, latest, span
from lms.engines.linkchart.paths import (
    all_paths,
    connecting,
    dump_part,
    dump_paths,
    find_linked,
    shortest_paths,
)
from lms.engines.linkchart.vocabulary import Strength
from tests.engines.linkchart.charts import chart
from tests.engines.linkchart.test_measures import small_charts, ways

KITE = ("a-b", "b-c", "a-d", "d-c", "c-e", "b-d")


def routes(paths):
    return ["".join(path.entities) for path in paths.found]


def test_shortest_and_all_paths():
    drawn = chart(*KITE)
    assert routes(shortest_paths(drawn, "a", "e")) == ["abce", "adce"]
    found = all_paths(drawn, "a", "e")
    assert routes(found) == ["abce", "adce", "abdce", "adbce"]
    assert found.complete
    assert [path.steps for path in found.found] == [3, 3, 4, 4]
    assert routes(all_paths(drawn, "a", "e", longest=3)) == ["abce", "adce"]
    assert routes(shortest_paths(drawn, "e", "a")) == ["ecba", "ecda"]


def test_no_way_and_no_distance():
    drawn = chart("a-b", alone="x")
    assert routes(shortest_paths(drawn, "a", "x")) == []
    assert routes(all_paths(drawn, "a", "a")) == []
    assert shortest_paths(drawn, "a", "x").complete


def test_a_bound_is_told():
    drawn = chart(*KITE)
    found = all_paths(drawn, "a", "e", most=3)
    assert (len(found.found), found.complete) == (3, False)
    assert all_paths(drawn, "a", "e", most=4).complete
    many = [f"n{one}-n{other}" for one in range(30) for other in range(one)]
    dense = all_paths(chart(*many), "n0", "n29", most=10_000)
    assert not dense.complete


def test_parallel_links_stand_in_one_step():
    found = shortest_paths(chart("a-b calls", "b-a pays", "b-c"), "a", "c").found
    assert [path.links for path in found] == [(("l0", "l1"), ("l2",))]
    calls = Filter(types=frozenset({"calls", "knows"}))
    found = shortest_paths(chart("a-b calls", "b-a pays", "b-c"), "a", "c", calls).found
    assert [path.links for path in found] == [(("l0",), ("l2",))]


def test_arrows_types_and_strengths_close_ways():
    drawn = chart("a>b", "c>b", "c>d", "b=e unsure unconfirmed", "e-d")
    assert routes(shortest_paths(drawn, "a", "d")) == ["abcd", "abed"]
    assert routes(shortest_paths(drawn, "a", "d", Filter(follow=Follow.WITH))) == ["abed"]
    assert routes(shortest_paths(drawn, "b", "a", Filter(follow=Follow.AGAINST))) == ["ba"]
    assert routes(shortest_paths(drawn, "a", "b", Filter(follow=Follow.AGAINST))) == []
    knows = Filter(types=frozenset({"knows"}))
    assert routes(shortest_paths(drawn, "a", "d", knows)) == ["abcd"]
    firm = Filter(strengths=frozenset({Strength.CONFIRMED}))
    assert routes(shortest_paths(drawn, "a", "d", firm)) == ["abcd"]


def test_money_cannot_flow_back_in_time():
    late_first = chart(
        "a>b pays confirmed 2019-05-02",
        "b>d pays confirmed 2019-05-01",
        "b>c pays confirmed 2019-05-03",
        "c>d pays confirmed 2019-06",
    )
    in_order = Filter(in_order=True)
    assert routes(shortest_paths(late_first, "a", "d")) == ["abd"]
    assert routes(shortest_paths(late_first, "a", "d", in_order)) == ["abcd"]
    assert routes(all_paths(late_first, "a", "d", in_order)) == ["abcd"]


def test_dates_that_stop_at_the_month_or_are_missing_stand_against_nothing():
    vague = chart(
        "a-b pays confirmed 2019-05-20",
        "b-c pays confirmed 2019-05",
        "c-d",
        "d-e pays confirmed 2019",
    )
    assert routes(shortest_paths(vague, "a", "e", Filter(in_order=True))) == ["abcde"]
    lasting = chart(
        "a-b own confirmed 2018 2020", "b-c pays confirmed 2019", "c-d own confirmed . 2018"
    )
    assert routes(shortest_paths(lasting, "a", "c", Filter(in_order=True))) == ["abc"]
    assert routes(shortest_paths(lasting, "a", "d", Filter(in_order=True))) == []


def test_of_two_links_the_one_that_is_in_time_is_named():
    drawn = chart(
        "a-b pays confirmed 2019-05-02",
        "b-c pays confirmed 2019-05-01",
        "b-c calls confirmed 2019-05-04",
    )
    found = shortest_paths(drawn, "a", "c", Filter(in_order=True)).found
    assert [path.links for path in found] == [(("l0",), ("l2",))]


@pytest.mark.parametrize(
    ("moment", "low", "high"),
    [
        ("2019", "2019-01-01T00:00:00", "2019-12-31T23:59:59"),
        ("2019-02", "2019-02-01T00:00:00", "2019-02-31T23:59:59"),
        ("2019-03-12", "2019-03-12T00:00:00", "2019-03-12T23:59:59"),
        ("2019-03-12T22:15", "2019-03-12T22:15:00", "2019-03-12T22:15:59"),
        ("2019-03-12T22:15Z", "2019-03-12T22:15:00", "2019-03-12T22:15:59"),
        ("2019-03-12T22:15:07Z", "2019-03-12T22:15:07", "2019-03-12T22:15:07"),
        ("2019-03-12T22:15:07.250Z", "2019-03-12T22:15:07", "2019-03-12T22:15:07"),
        ("2019-03-12T01:15+05:00", "2019-03-11T20:15:00", "2019-03-11T20:15:59"),
    ],
)
def test_a_partial_date_means_a_span(moment, low, high):
    assert (earliest(moment), latest(moment)) == (low, high)


def test_what_is_linked_to_a_depth():
    drawn = chart("a-b", "b-c", "c-d", "d-a", "c-e")
    assert dump_part(find_linked(drawn, "a", 1)) == {
        "entities": {"a": 0, "b": 1, "d": 1},
        "links": ["l0", "l3"],
    }
    assert find_linked(drawn, "a", 2).entities == {"a": 0, "b": 1, "c": 2, "d": 1}
    assert find_linked(drawn, "a", 0).entities == {"a": 0}
    forward = chart("a>b", "c>b", "b>d")
    assert find_linked(forward, "a", 5, Filter(follow=Follow.WITH)).entities == {
        "a": 0,
        "b": 1,
        "d": 2,
    }


def test_what_connects_several():
    drawn = chart("a-m", "m-b", "b-n", "n-c", "c-o", "a-x", "x-y", "y-b")
    found = connecting(drawn, ["a", "b", "c"])
    assert found.entities == {"a": 0, "b": 0, "c": 0, "m": 1, "n": 1}
    assert found.links == ("l0", "l1", "l2", "l3")
    assert connecting(drawn, ["a"]).links == ()


def test_paths_as_json():
    found = dump_paths(shortest_paths(chart("a-b", "b-c"), "a", "c"))
    assert found == {
        "complete": True,
        "paths": [{"entities": ["a", "b", "c"], "links": [["l0"], ["l1"]]}],
    }


def test_a_very_long_row_is_walked():
    row = chart(*(f"n{at:04}-n{at + 1:04}" for at in range(3000)))
    found = shortest_paths(row, "n0000", "n3000")
    assert found.complete and found.found[0].steps == 3000


@given(small_charts())
@settings(max_examples=40, deadline=None)
def test_all_paths_are_those_that_trying_everything_finds(drawn):
    start, end = list(drawn.entities)[:2]
    wanted = sorted(ways(drawn, start, end), key=lambda path: (len(path), path))
    assert [path.entities for path in all_paths(drawn, start, end).found] == wanted
    shortest = [path for path in wanted if len(path) == len(wanted[0])]
    assert [path.entities for path in shortest_paths(drawn, start, end).found] == shortest


days = st.sampled_from(["", "2019-01", "2019-01-05", "2019-02-01", "2019-02-10", "2019-03"])


@st.composite
def dated_charts(draw):
    ids = [f"n{at}" for at in range(draw(st.integers(2, 6)))]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    links = draw(st.lists(st.tuples(pairs, days), min_size=1, max_size=12))
    return Chart(
        {key: Entity(key, "person", key) for key in ids},
        {
            f"l{at}": Link(f"l{at}", *pair, "pays", since=day)
            for at, (pair, day) in enumerate(links)
        },
    )


def can_be_dated(path):
    """Whether moments can be chosen for these steps, each of which has links, in their order."""
    moment = "0"
    for links in path:
        then = [max(moment, low) for low, high in map(span, links) if high >= moment]
        if not then:
            return False
        moment = min(then)
    return True


@given(dated_charts())
@settings(max_examples=60, deadline=None)
def test_paths_in_order_of_time_are_those_that_can_be_dated(drawn):
    start, end = list(drawn.entities)[:2]
    only = Filter(in_order=True)
    on = {}
    for link in drawn.links.values():
        on.setdefault(frozenset((link.source, link.target)), []).append(link)
    wanted = [
        path
        for path in sorted(ways(drawn, start, end), key=lambda path: (len(path), path))
        if can_be_dated([on[frozenset(step)] for step in pairwise(path)])
    ]
    assert [path.entities for path in all_paths(drawn, start, end, only).found] == wanted
    shortest = [path for path in wanted if len(path) == len(wanted[0])]
    assert [path.entities for path in shortest_paths(drawn, start, end, only).found] == shortest
