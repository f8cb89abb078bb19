"""Measures against values worked out by hand, and against plain counting on small random charts."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.clusters import clusters, modularity
from lms.engines.linkchart.measures import betweenness, dump_measures, measures
from lms.engines.linkchart.model import Chart, Entity, Link
from lms.engines.linkchart.network import Filter, Follow
from lms.engines.linkchart.vocabulary import Direction, Strength
from tests.engines.linkchart.charts import chart

WITH = Filter(follow=Follow.WITH)


def of(found, name):
    return {key: getattr(one, name) for key, one in found.entities.items()}


def near(**values):
    return {key: pytest.approx(value, abs=1e-6) for key, value in values.items()}


def test_a_row_of_four():
    found = measures(chart("a-b", "b-c", "c-d"))
    assert of(found, "betweenness") == near(a=0, b=2 / 3, c=2 / 3, d=0)
    assert of(found, "closeness") == near(a=1 / 2, b=3 / 4, c=3 / 4, d=1 / 2)
    assert found.links == near(l0=3 / 6, l1=4 / 6, l2=3 / 6)
    golden = (1 + 5**0.5) / 2
    assert of(found, "eigenvector") == near(a=1 / golden, b=1, c=1, d=1 / golden)
    assert of(found, "core") == dict.fromkeys("abcd", 1)
    assert found.density == pytest.approx(1 / 2)


def test_a_star_of_four():
    found = measures(chart("m-a", "m-b", "m-c", "m-d"))
    assert of(found, "betweenness") == near(m=1, a=0, b=0, c=0, d=0)
    assert of(found, "closeness") == near(m=1, **dict.fromkeys("abcd", 4 / 7))
    assert of(found, "eigenvector") == near(m=1, **dict.fromkeys("abcd", 1 / 2))
    assert found.entities["m"].degree == found.entities["m"].neighbours == 4
    assert found.links["l0"] == pytest.approx(4 / 10)


def test_a_pair_with_two_shortest_paths_counts_in_parts():
    found = measures(chart("a-b", "b-c", "c-d", "d-a"))
    assert of(found, "betweenness") == near(**dict.fromkeys("abcd", 1 / 6))
    assert found.links == near(l0=1 / 3, l1=1 / 3, l2=1 / 3, l3=1 / 3)


def test_a_triangle_with_a_tail_has_cores():
    found = measures(chart("a-b", "b-c", "c-a", "c-d", "d-e", alone="x"))
    assert of(found, "core") == {"a": 2, "b": 2, "c": 2, "d": 1, "e": 1, "x": 0}
    assert of(found, "component") == {**dict.fromkeys("abcde", 0), "x": 1}
    assert found.components == [["a", "b", "c", "d", "e"], ["x"]]
    assert found.entities["x"].closeness == found.entities["x"].eigenvector == 0


def test_closeness_is_scaled_by_how_many_are_reached():
    found = measures(chart("a-b", "c-d", "d-e"))
    assert of(found, "closeness") == near(
        a=1 / 4, b=1 / 4, c=2 / 4 * 2 / 3, d=2 / 4, e=2 / 4 * 2 / 3
    )


def test_two_triangles_on_one_bridge_are_two_clusters():
    drawn = chart("a-b", "b-c", "c-a", "c-x", "x-y", "y-z", "z-x")
    found = measures(drawn)
    assert found.clusters == [["a", "b", "c"], ["x", "y", "z"]]
    assert of(found, "cluster") == {**dict.fromkeys("abc", 0), **dict.fromkeys("xyz", 1)}
    assert found.modularity == pytest.approx(5 / 14)
    assert found.links["l3"] == pytest.approx(9 / 15)


def test_modularity_by_hand():
    pairs = {("a", "b"): 1, ("c", "d"): 1}
    assert modularity([["a", "b"], ["c", "d"]], pairs) == Fraction(1, 2)
    assert modularity([["a", "b", "c", "d"]], pairs) == 0
    assert modularity([["a", "c"], ["b", "d"]], pairs) == Fraction(-1, 2)
    assert modularity([["a"]], {}) == 0


def test_parallel_links_count_in_the_degree_only():
    one, two = measures(chart("a-b", "b-c")), measures(chart("a-b", "b-c", "b-a calls"))
    assert of(two, "betweenness") == of(one, "betweenness") == near(a=0, b=1, c=0)
    assert (two.entities["b"].degree, two.entities["b"].neighbours) == (3, 2)
    assert two.links == near(l0=2 / 3, l1=2 / 3, l2=2 / 3)


def test_arrows_are_counted_and_followed_where_the_filter_asks():
    drawn = chart("a>b", "b>c", "c=d", "d-e")
    plain = measures(drawn)
    assert [(one.incoming, one.outgoing) for one in plain.entities.values()] == [
        (0, 1),
        (1, 1),
        (2, 1),
        (1, 1),
        (0, 0),
    ]
    row = chart("a>b", "b>c")
    assert of(measures(row, WITH), "betweenness") == near(a=0, b=1 / 2, c=0)
    assert of(measures(row, WITH), "closeness") == near(a=0, b=1 / 2, c=2 / 3)
    assert measures(row, WITH).links == near(l0=2 / 6, l1=2 / 6)
    against = measures(row, Filter(follow=Follow.AGAINST))
    assert of(against, "closeness") == near(a=2 / 3, b=1 / 2, c=0)


def test_only_what_the_filter_takes_is_measured():
    drawn = chart("a-b calls", "b-c pays unconfirmed", "c-d calls tentative 2019-03")
    calls = measures(drawn, Filter(types=frozenset({"calls"})))
    assert list(calls.links) == ["l0", "l2"]
    assert len(calls.components) == 2
    firm = measures(drawn, Filter(strengths=frozenset({Strength.CONFIRMED})))
    assert list(firm.links) == ["l0"]
    assert list(measures(drawn, Filter(until="2019-02")).links) == ["l0", "l1"]
    assert list(measures(drawn, Filter(since="2019-03-31")).links) == ["l0", "l1", "l2"]


def test_nothing_and_one_alone_have_measures_too():
    assert measures(Chart()).components == []
    alone = measures(chart(alone="a")).entities["a"]
    assert (alone.degree, alone.betweenness, alone.closeness, alone.core) == (0, 0, 0, 0)


def test_the_json_is_plain_and_whole():
    found = dump_measures(measures(chart("a>b", "b>c")))
    assert json.loads(json.dumps(found)) == found
    assert found["entities"][1] == {
        "id": "b",
        "degree": 2,
        "incoming": 1,
        "outgoing": 1,
        "neighbours": 2,
        "betweenness": 1.0,
        "closeness": 1.0,
        "eigenvector": 1.0,
        "core": 1,
        "component": 0,
        "cluster": 0,
    }
    assert found["links"] == [{"id": f"l{at}", "betweenness": 0.666666667} for at in (0, 1)]
    assert found["schema"] == 1


names = [f"n{at}" for at in range(7)]


@st.composite
def small_charts(draw):
    """Charts of up to seven entities with any links, parallels and arrows among them."""
    ids = names[: draw(st.integers(2, 7))]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    links = draw(st.lists(st.tuples(pairs, st.sampled_from(Direction)), max_size=14))
    return Chart(
        {key: Entity(key, "person", key) for key in ids},
        {
            f"l{at}": Link(f"l{at}", *pair, "knows", direction=way)
            for at, (pair, way) in enumerate(links)
        },
    )


def renamed(drawn: Chart, new: dict[str, str], order: list[int]) -> Chart:
    links = list(drawn.links.values())
    return Chart(
        {new[key]: replace(one, id=new[key]) for key, one in reversed(drawn.entities.items())},
        {
            links[at].id: replace(
                links[at], source=new[links[at].source], target=new[links[at].target]
            )
            for at in order
        },
    )


@given(small_charts(), st.randoms(use_true_random=False), st.sampled_from(Follow))
@settings(max_examples=60, deadline=None)
def test_names_and_order_change_no_measure(drawn, random, follow):
    shuffled = list(drawn.entities)
    random.shuffle(shuffled)
    new = dict(zip(drawn.entities, shuffled, strict=True))
    order = random.sample(range(len(drawn.links)), len(drawn.links))
    only = Filter(follow=follow)
    one, other = measures(drawn, only), measures(renamed(drawn, new, order), only)
    for name in ("degree", "incoming", "outgoing", "neighbours", "core"):
        assert {new[key]: value for key, value in of(one, name).items()} == of(other, name)
    for name in ("betweenness", "closeness", "eigenvector"):
        there = of(other, name)
        for key, value in of(one, name).items():
            assert value == pytest.approx(there[new[key]], abs=1e-5), name
    assert one.links == pytest.approx(other.links, abs=1e-9)
    again = measures(renamed(drawn, {key: key for key in new}, order), only)
    assert again.clusters == one.clusters


@given(small_charts(), st.sampled_from(Follow))
@settings(max_examples=80, deadline=None)
def test_measures_stay_in_their_bounds(drawn, follow):
    found = measures(drawn, Filter(follow=follow))
    for one in found.entities.values():
        assert 0 <= one.betweenness <= 1 and 0 <= one.closeness <= 1
        assert one.eigenvector is not None and 0 <= one.eigenvector <= 1
        assert one.core <= one.neighbours <= one.degree
        assert one.neighbours < len(drawn.entities)
    assert all(0 <= value <= 1 for value in found.links.values())
    assert 0 <= found.density <= 1 and -0.5 <= found.modularity < 1
    assert sorted(key for group in found.clusters for key in group) == sorted(drawn.entities)
    for group in found.clusters:
        assert len({found.entities[key].component for key in group}) == 1
    assert of(found, "betweenness") == betweenness(drawn, Filter(follow=follow))


def ways(drawn: Chart, start: str, end: str) -> list[tuple[str, ...]]:
    """All paths without a repeat, arrows or not, by trying every order of every set."""
    tied = {frozenset((link.source, link.target)) for link in drawn.links.values()}
    middle = [key for key in drawn.entities if key not in (start, end)]
    tries = (
        (start, *order, end)
        for count in range(len(middle) + 1)
        for chosen in combinations(middle, count)
        for order in permutations(chosen)
    )
    return [path for path in tries if all(frozenset(step) in tied for step in pairwise(path))]


@given(small_charts())
@settings(max_examples=30, deadline=None)
def test_betweenness_is_what_counting_paths_gives(drawn):
    share = dict.fromkeys(drawn.entities, Fraction(0))
    count = len(drawn.entities)
    for start, end in combinations(drawn.entities, 2):
        found = ways(drawn, start, end)
        shortest = [path for path in found if len(path) == min(map(len, found))]
        for key in drawn.entities:
            through = [path for path in shortest if key in path[1:-1]]
            share[key] += Fraction(len(through), len(shortest) or 1)
    pairs = Fraction((count - 1) * (count - 2), 2)
    wanted = {key: float(value / pairs) if pairs else 0 for key, value in share.items()}
    assert of(measures(drawn), "betweenness") == pytest.approx(wanted, abs=1e-6)


@given(small_charts())
@settings(max_examples=40, deadline=None)
def test_clusters_are_no_worse_than_everybody_alone_or_together(drawn):
    pairs = {}
    for link in drawn.links.values():
        pair = tuple(sorted((link.source, link.target)))
        pairs[pair] = pairs.get(pair, 0) + 1
    found = modularity(clusters(drawn.entities, pairs), pairs)
    assert found >= modularity([[key] for key in drawn.entities], pairs)
    assert found >= 0
