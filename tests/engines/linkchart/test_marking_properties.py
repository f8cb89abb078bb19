"""What must hold for any chart, right or wrong."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.model import Entity, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength

from .case44 import ENTITIES, KEY, LINKS, chart_of, key_entities, key_links

NAMES = [name for entity in ENTITIES for name in entity.names] + ["Nobody", "+999 200 0102"]
TYPES = ["controls", "uses", "calls", "works-for", "drives", "knows"]
REPORTS = [*KEY.items, "R99"]


@st.composite
def charts(draw):
    """Charts that mix right, near and wrong things."""
    labels = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=9))
    entities = [
        Entity(f"n{i}", draw(st.sampled_from(sorted(ENTITY_TYPES))), label)
        for i, label in enumerate(labels)
    ]
    ids = [entity.id for entity in entities]
    links = []
    for i in range(draw(st.integers(0, 12))):
        source, target = draw(st.permutations(ids))[:2]
        links.append(
            Link(
                f"k{i}", source, target,
                draw(st.sampled_from(TYPES)),
                draw(st.sampled_from(Direction)),
                draw(st.sampled_from(Strength)),
                evidence=tuple(draw(st.lists(st.sampled_from(REPORTS), max_size=3, unique=True))),
                assessed=draw(st.booleans()),
            )
        )  # fmt: skip
    return chart_of(entities, links)


def score(chart):
    return mark_chart(chart, KEY).score


@given(charts())
@settings(max_examples=30, deadline=None)
def test_a_score_is_between_0_and_100_and_always_the_same(chart):
    assert 0 <= score(chart) <= 100
    assert score(chart) == score(chart)


@given(charts(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_ids_order_and_layout_do_not_matter(chart, random):
    names = list(chart.entities)
    random.shuffle(names)
    new = {old: f"z{i}" for i, old in enumerate(names)}
    entities = [
        replace(entity, id=new[entity.id], at=(random.randint(0, 999), 5))
        for entity in chart.entities.values()
    ]
    links = [
        replace(link, id=f"q{-i}", source=new[link.source], target=new[link.target])
        for i, link in enumerate(chart.links.values())
    ]
    random.shuffle(entities)
    random.shuffle(links)
    assert score(chart_of(entities, links)) == score(chart)


@given(charts())
@settings(max_examples=30, deadline=None)
def test_adding_a_wrong_thing_never_raises(chart):
    before = score(chart)
    entities, links = list(chart.entities.values()), list(chart.links.values())
    stranger = Entity("wrong", "person", "Zyx Qwv Plmk")
    assert score(chart_of([*entities, stranger], links)) <= before
    decoy = Entity("decoy", "organisation", "Kestrel Cold Storage Ltd")
    boss = Entity("boss", "organisation", "Kestrel Cold Chain Ltd")
    with_both = [*entities, decoy, boss]
    unlinked = score(chart_of(with_both, links))
    trap = Link("trap", "boss", "decoy", "knows")
    assert score(chart_of(with_both, [*links, trap])) <= unlinked
    loose = Link("loose", entities[0].id, "wrong", "knows")
    with_stranger = [*entities, stranger]
    assert score(chart_of(with_stranger, [*links, loose])) <= score(chart_of(with_stranger, links))


@given(charts(), st.sampled_from(range(len(LINKS))))
@settings(max_examples=30, deadline=None)
def test_adding_a_right_link_with_its_entities_never_lowers(chart, index):
    right = LINKS[index]
    entities, links = dict(chart.entities), list(chart.links.values())
    ends = {}
    for end in (right.source, right.target):
        known = KEY.entities[end]
        same = [e.id for e in entities.values() if e.label == known.names[0]]
        if not same:
            if any(e.label in known.names for e in entities.values()):
                return  # a second name for what is there would be a duplicate, not a right thing
            entities[f"r{end}"] = Entity(f"r{end}", known.type, known.names[0])
            same = [f"r{end}"]
        ends[end] = same[0]
    drawn = replace(
        key_links()[index], id="right", source=ends[right.source], target=ends[right.target]
    )
    before = score(chart)
    assert score(chart_of(entities.values(), [*links, drawn])) >= before


@given(charts())
@settings(max_examples=30, deadline=None)
def test_merging_a_duplicate_never_lowers(chart):
    entities = list(chart.entities.values())
    for one in entities:
        for two in entities:
            if one.id != two.id and one.label == two.label and one.type == two.type:
                merged = [e for e in entities if e.id != two.id]
                links = [
                    replace(
                        link,
                        source=one.id if link.source == two.id else link.source,
                        target=one.id if link.target == two.id else link.target,
                    )
                    for link in chart.links.values()
                ]
                kept = [link for link in links if link.source != link.target]
                assert score(chart_of(merged, kept)) >= score(chart)
                return


@given(st.lists(st.sampled_from(range(5)), unique=True))
@settings(max_examples=30, deadline=None)
def test_the_key_itself_gets_100_and_parts_of_it_less(left_out):
    links = [link for i, link in enumerate(key_links()) if i not in left_out]
    value = score(chart_of(key_entities(), links))
    assert (value == 100) == (not left_out)


@given(
    st.sampled_from(Strength), st.sampled_from(Direction), st.booleans(),
    st.lists(st.sampled_from(REPORTS), unique=True),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_a_hairball_of_any_style_stays_under_the_pass_mark(strength, direction, assessed, cited):
    entities = [*key_entities(), Entity("D1", "organisation", "Kestrel Cold Storage Ltd")]
    ids = [entity.id for entity in entities]
    links = [
        Link(f"h{i}{j}", one, two, "controls", direction, strength,
             evidence=tuple(cited), assessed=assessed)
        for i, one in enumerate(ids) for j, two in enumerate(ids) if i < j
    ]  # fmt: skip
    assert score(chart_of(entities, links)) < 60
