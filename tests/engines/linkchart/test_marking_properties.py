"""What must hold for any chart, right or wrong."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.key import Key, KeyEntity, KeyLink
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.model import Card, Entity, Grade, Grading, Link, citing
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength

from .case44 import ENTITIES, KEY, LINKS, chart_of, key_entities, key_links
from .case44 import chart_of as made

NAMES = [name for entity in ENTITIES for name in entity.names] + ["Nobody", "+999 200 0102"]
TYPES = ["controls", "uses", "calls", "works-for", "drives", "knows"]
REPORTS = [*KEY.items, "R99"]
GRADINGS = [Grading(), Grading("4x4", "A", "1"), Grading("4x4", "B", "3"), Grading("4x4", "X", "4")]


@st.composite
def cited_cards(draw):
    """Cards that cite reports, some of them graded by the person."""
    codes = draw(st.lists(st.sampled_from(REPORTS), max_size=3, unique=True))
    return tuple(
        Card(f"c-{code}", source=code, grading=draw(st.sampled_from(GRADINGS))) for code in codes
    )


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
                cards=draw(cited_cards()),
                assessed=draw(st.booleans()),
            )
        )  # fmt: skip
    grades = draw(
        st.dictionaries(
            st.sampled_from(REPORTS),
            st.builds(Grade, st.sampled_from("ABCX"), st.sampled_from("1234")),
            max_size=3,
        )
    )
    return chart_of(entities, links, grades)


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
    assert score(chart_of(entities, links, chart.grades)) == score(chart)


def with_more(chart, entities=(), links=()):
    return chart_of(
        [*chart.entities.values(), *entities], [*chart.links.values(), *links], chart.grades
    )


@given(charts())
@settings(max_examples=30, deadline=None)
def test_adding_a_wrong_thing_never_raises(chart):
    before = score(chart)
    entities, links = list(chart.entities.values()), list(chart.links.values())

    def chart_of(entities, links):
        return made(entities, links, chart.grades)

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


# pairs of the key's entities on which nothing is stated, drawn past nothing and harmless to nobody
UNSTATED = [("E3", "E6"), ("E2", "E3"), ("E4", "E5"), ("E1", "E6"), ("E2", "E5")]
STYLES = [
    {"strength": Strength.CONFIRMED},
    {"strength": Strength.TENTATIVE, "assessed": True, "cards": citing(["R1"])},
]


@given(charts(), st.sampled_from(UNSTATED), st.sampled_from(STYLES))
@settings(max_examples=60, deadline=None)
def test_a_line_that_no_report_states_never_raises(chart, pair, style):
    ends = [Entity(f"w{end}", KEY.entities[end].type, KEY.entities[end].names[0]) for end in pair]
    before = with_more(chart, ends)
    line = Link("unstated", ends[0].id, ends[1].id, "knows", **style)
    assert score(with_more(before, links=[line])) <= score(before)


@given(charts(), st.sampled_from(["+999 200 0102", "the Coopers Ltd, a brewery", "KV-4477-C"]))
@settings(max_examples=30, deadline=None)
def test_a_thing_that_is_nearly_right_never_raises(chart, label):
    assert score(with_more(chart, [Entity("near", "phone", label)])) <= score(chart)


@given(charts())
@settings(max_examples=30, deadline=None)
def test_a_harmless_line_changes_nothing(chart):
    ends = [Entity(f"t{end}", KEY.entities[end].type, KEY.entities[end].names[0])
            for end in ("E1", "E5")]  # fmt: skip
    before = with_more(chart, ends)
    line = Link("harmless", "tE1", "tE5", "knows")
    assert score(with_more(before, links=[line])) == score(before)


@given(charts(), st.data())
@settings(max_examples=60, deadline=None)
def test_citing_what_names_neither_end_never_raises(chart, data):
    judged = mark_chart(chart, KEY).judgement.found
    if not judged:
        return
    found = judged[data.draw(st.sampled_from(sorted(judged)))]
    off = [
        code
        for code in REPORTS
        if code not in found.drawn.evidence
        and code not in found.link.accepted
        and not KEY.mentions.get(code, frozenset()) & found.link.pair
    ]
    grading = data.draw(st.sampled_from(GRADINGS))
    card = Card("c-off", source=data.draw(st.sampled_from(off)), grading=grading)
    links = [
        replace(one, cards=(*one.cards, card)) if one.id == found.drawn.id else one
        for one in chart.links.values()
    ]
    assert score(chart_of(chart.entities.values(), links, chart.grades)) <= score(chart)


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
    before = chart_of(chart.entities.values(), chart.links.values())
    assert score(chart_of(entities.values(), [*links, drawn])) >= score(before)


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
                assert score(chart_of(merged, kept, chart.grades)) >= score(chart)
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
             cards=citing(cited), assessed=assessed)
        for i, one in enumerate(ids) for j, two in enumerate(ids) if i < j
    ]  # fmt: skip
    assert score(chart_of(entities, links)) < 60


@st.composite
def keys(draw):
    """Keys of up to eight entities and twelve links, with parallels, near types and chains."""
    count = draw(st.integers(2, 8))
    entities = {
        f"K{at}": KeyEntity(f"K{at}", "phone", (f"+999 300 01{at:02}",), weight=at % 3 + 1)
        for at in range(count)
    }
    reports = [f"R{at}" for at in range(6)]
    links, seen = [], set()
    for at in range(draw(st.integers(1, 12))):
        ends = tuple(draw(st.permutations(sorted(entities)))[:2])
        kind = draw(st.sampled_from(TYPES))
        if (frozenset(ends), kind) in seen:
            continue
        seen.add((frozenset(ends), kind))
        links.append(
            KeyLink(
                f"L{at}", *ends, kind, draw(st.booleans()), draw(st.sampled_from(Strength)),
                tuple(draw(st.lists(st.frozensets(st.sampled_from(reports), min_size=1),
                                    min_size=1, max_size=2))),
                weight=draw(st.integers(1, 3)), contractible=draw(st.booleans()),
            )
        )  # fmt: skip
    touched = {end for link in links for end in link.pair}
    kept = {code: entity for code, entity in entities.items() if code in touched}
    items = {code: Item(code, "A", "1") for code in reports}
    return Key(
        kept, tuple(links), frozenset(), {}, items, dict.fromkeys(items, frozenset(kept)), {}
    )


def solved(key, left_out=()):
    return chart_of(
        [Entity(f"n{code}", one.type, one.names[0]) for code, one in key.entities.items()],
        [
            Link(
                f"n{one.id}", f"n{one.source}", f"n{one.target}", one.type,
                Direction.FORWARD if one.directed else Direction.NONE, one.strength,
                cards=citing(sorted(one.evidence[0])),
            )
            for one in key.links if one.id not in left_out
        ],
    )  # fmt: skip


@given(keys(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_key_against_itself_is_100_and_each_link_matters(key, data):
    assert mark_chart(solved(key), key).score == 100
    missing = data.draw(st.sampled_from([one.id for one in key.links]))
    assert mark_chart(solved(key, [missing]), key).score < 100
    assert mark_chart(chart_of([], []), key).score == 0
