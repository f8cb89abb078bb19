"""Each rule of the marking method by itself, with its figures."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from lms.engines.linkchart.judging import Fault, Verdict
from lms.engines.linkchart.key import KeyEntity, KeyLink
from lms.engines.linkchart.lines import LineOutcome, explain
from lms.engines.linkchart.marking import ENGINE, WEIGHTS, harmonic, mark_chart
from lms.engines.linkchart.model import Card, Entity, Grade, Grading, Link, citing
from lms.engines.linkchart.stored import dump_mark
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import Direction, Strength

from .case44 import KEY, changed, chart_of, key_entities, key_links, perfect

F = Fraction


def found(chart, code, key=KEY):
    return mark_chart(chart, key).judgement.found[code]


def verdicts(chart, key=KEY):
    return {one.drawn.id: (one.verdict, one.cost) for one in mark_chart(chart, key).judgement.drawn}


def drawing(*links, entities=()):
    return chart_of([*key_entities(), *entities], [*key_links(), *links])


# 1. From drawn entities to those of the key


def drawn_as(at, kind, label, **more):
    entities = key_entities()
    entities[at] = Entity(entities[at].id, kind, label, **more)
    return mark_chart(chart_of(entities, key_links()), KEY)


def test_an_alias_of_the_person_or_its_identity_is_read_too():
    assert drawn_as(0, "person", "Subject 1", aliases=("the Cooper",)).score == 100
    assert drawn_as(3, "phone", "his phone", identity="00 999 200 0101").score == 100
    assert drawn_as(0, "person", "Subject 1").extra == ("E1",)


def test_an_id_of_the_key_names_nothing():
    entities = [replace(one, label=f"Thing {at}") for at, one in enumerate(key_entities())]
    mark = mark_chart(chart_of(entities, key_links()), KEY)
    assert (mark.score, len(mark.extra)) == (0, 6)


def test_a_decoy_stands_for_itself_and_for_nobody_near():
    entities = [*key_entities(), Entity("x", "organisation", "Kestrel Cold Storage")]
    mark = mark_chart(chart_of(entities, key_links()), KEY)
    assert [one.key_id for one in mark.entities if "x" in one.drawn] == ["D1"]
    assert mark.score == 100


def test_a_near_name_that_two_could_be_is_nobody():
    entities = dict(KEY.entities)
    entities["E7"] = KeyEntity("E7", "person", ("Osei Bandur",), distractor=True)
    key = replace(KEY, entities=entities)
    drawn = key_entities()
    drawn[2] = Entity("E3", "person", "Osei Bander")
    assert mark_chart(chart_of(drawn, key_links()), key).extra == ("E3",)
    assert mark_chart(chart_of(drawn, key_links()), KEY).extra == ()


# 2. Entities


@pytest.mark.parametrize(
    ("kind", "credit"), [("person", F(1)), ("organisation", F(3, 4)), ("place", F(1, 2))]
)
def test_the_type_of_an_entity(kind, credit):
    mark = drawn_as(0, kind, "Radomir Velk")
    score = next(one for one in mark.entities if one.key_id == "E1")
    assert score.credit == credit
    assert mark.precision["entities"] == (5 + credit) / 6
    assert mark.recall["entities"] == (5 + 3 * credit) / 8


def test_an_entity_earns_only_where_a_right_link_touches_it():
    links = [link for link in key_links() if link.id != "L5"]
    mark = mark_chart(chart_of(key_entities(), links), KEY)
    earning = {one.key_id for one in mark.entities if one.earns}
    assert earning == {"E1", "E2", "E3", "E4", "E5"}
    assert mark.precision["entities"] == 1
    assert mark.recall["entities"] == F(7, 8)
    touched = [Link("t", "E1", "E5", "knows"), Link("u", "E6", "E3", "knows")]
    assert mark_chart(chart_of(key_entities(), touched), KEY).score == 0


def test_one_that_may_stand_alone_earns_without_a_link():
    entities = dict(KEY.entities)
    entities["E7"] = KeyEntity("E7", "place", ("Old Ferry Road",), isolated_ok=True)
    key = replace(KEY, entities=entities)
    alone = Entity("x", "place", "Old Ferry Road")
    with_it = mark_chart(drawing(entities=[alone]), key)
    without = mark_chart(perfect(), key)
    assert (with_it.score, without.recall["entities"]) == (100, F(8, 9))


def test_strangers_and_duplicates_lower_the_share_of_right_entities():
    stranger = Entity("x", "person", "Zyx Qwv")
    twin = Entity("y", "person", "the Cooper")
    assert mark_chart(drawing(entities=[stranger]), KEY).precision["entities"] == F(6, 7)
    assert mark_chart(drawing(entities=[twin]), KEY).precision["entities"] == F(12, 13)
    assert mark_chart(drawing(entities=[stranger, twin]), KEY).precision["entities"] == F(12, 15)


# 3. Links of the key


@pytest.mark.parametrize(
    ("changes", "credit", "faults"),
    [
        ({}, F(1), ()),
        ({"type": "associate"}, F(80, 100), (Fault.TYPE,)),
        ({"type": "directs"}, F(90, 100), (Fault.NEAR_TYPE,)),
        ({"direction": Direction.NONE}, F(95, 100), (Fault.NO_ARROW,)),
        ({"direction": Direction.BOTH}, F(95, 100), (Fault.NO_ARROW,)),
        ({"source": "E2", "target": "E1"}, F(90, 100), (Fault.REVERSED,)),
        ({"strength": Strength.UNCONFIRMED}, F(85, 100), (Fault.STRENGTH,)),
        (
            {
                "type": "x",
                "source": "E2",
                "target": "E1",
                "strength": Strength.TENTATIVE,
            },
            F(55, 100),
            (Fault.TYPE, Fault.REVERSED, Fault.STRENGTH),
        ),
    ],
)
def test_what_a_link_on_a_right_pair_earns(changes, credit, faults):
    near = replace(KEY.links[0], near=frozenset({"directs"}))
    one = found(changed("L1", **changes), "L1", replace(KEY, links=(near, *KEY.links[1:])))
    assert (one.credit, one.faults) == (credit, faults)


def test_a_link_without_direction_in_the_key_may_be_drawn_any_way():
    free = replace(KEY.links[0], directed=False)
    key = replace(KEY, links=(free, *KEY.links[1:]))
    for changes in (
        {},
        {"direction": Direction.NONE},
        {"direction": Direction.BOTH},
        {"source": "E2", "target": "E1"},
    ):
        assert mark_chart(changed("L1", **changes), key).score == 100


def test_a_line_between_two_drawings_of_one_thing_counts_for_nothing():
    twin = Entity("y", "person", "the Cooper")
    chart = drawing(Link("s", "E1", "y", "knows"), entities=[twin])
    assert verdicts(chart)["s"] == (Verdict.MERGED, 0)
    assert mark_chart(chart, KEY).score == mark_chart(drawing(entities=[twin]), KEY).score


def test_parallels_on_a_key_pair_count_as_their_best():
    better = [Link("p", "E2", "E1", "x"), Link("q", "E1", "E2", "controls")]
    links = [link for link in key_links() if link.id != "L1"]
    mark = mark_chart(chart_of(key_entities(), [*links, *better]), KEY)
    assert mark.judgement.found["L1"].drawn.id == "q"
    assert verdicts(chart_of(key_entities(), [*links, *better]))["p"] == (Verdict.REPEATED, 0)


def test_two_links_of_the_key_on_one_pair_need_two_lines():
    second = KeyLink(
        "L6", "E1", "E2", "owns", True, Strength.CONFIRMED, (frozenset({"R2"}),), weight=3
    )
    key = replace(KEY, links=(*KEY.links, second))
    assert set(mark_chart(perfect(), key).judgement.found) == {"L2", "L3", "L4", "L5", "L6"}
    owns = Link("o", "E1", "E2", "owns", cards=citing(["R2"]))
    assert mark_chart(drawing(owns), key).score == 100


def test_of_two_links_on_a_pair_one_line_stands_for_the_one_that_earns_most():
    light = KeyLink("L6", "E1", "E2", "owns", True, Strength.CONFIRMED, (frozenset({"R2"}),))
    key = replace(KEY, links=(*KEY.links, light))
    mark = mark_chart(perfect(), key)
    assert "L6" not in mark.judgement.found
    assert mark.recall["links"] == F(6, 7)


# Strength and own grades


def graded(code, source, information, scheme="4x4"):
    return Card(f"c-{code}", source=code, grading=Grading(scheme, source, information))


SOLID, DASHED, DOTTED = Strength.CONFIRMED, Strength.UNCONFIRMED, Strength.TENTATIVE


@pytest.mark.parametrize(
    ("items", "strength"),
    [
        (["A1"], SOLID),
        (["B1"], SOLID),
        (["C1"], DASHED),
        (["X1"], DASHED),
        (["A2"], DASHED),
        (["A2", "B3"], SOLID),
        (["A2", "C3"], DASHED),
        (["B4", "A4"], DASHED),
        (["B3", "A4"], DASHED),
        (["C4"], DOTTED),
        (["X4", "C4"], DOTTED),
        (["X4", "B4"], DASHED),
        (["X3"], DASHED),
    ],
)
def test_the_strength_rule_through_grades_on_the_cards(items, strength):
    """L1 with as many reports as there are grades; each is of an origin of its own."""
    codes = ["R1", "R2"][: len(items)]
    cards = tuple(graded(code, *item) for code, item in zip(codes, items, strict=True))
    one = found(changed("L1", cards=cards, strength=strength), "L1")
    assert (one.expected, one.by_own_grades) == (strength, True)
    assert Fault.STRENGTH not in one.faults


def test_two_reports_of_one_origin_do_not_confirm_each_other_by_any_grades():
    items = {**KEY.items, "R2": Item("R1", "B", "3")}
    key = replace(KEY, items=items)
    cards = (graded("R1", "B", "2"), graded("R2", "A", "3"))
    assert found(changed("L1", cards=cards), "L1", key).expected is DASHED
    assert found(changed("L1", cards=cards), "L1").expected is SOLID


def test_a_report_that_is_cited_twice_counts_once():
    twice = (graded("R6", "B", "2"), replace(graded("R6", "A", "1"), id="c-again"))
    assert found(changed("L5", cards=twice), "L5").expected is DASHED


def test_the_grade_on_the_card_goes_before_the_one_of_the_report():
    chart = changed("L5", cards=(graded("R6", "X", "4"),), strength=DOTTED)
    own = {"R6": Grade("A", "1")}
    both = chart_of(chart.entities.values(), chart.links.values(), own)
    assert found(both, "L5").expected is DOTTED
    plain = changed("L5", strength=SOLID)
    assert found(chart_of(plain.entities.values(), plain.links.values(), own), "L5").faults == ()


def test_a_report_that_was_not_graded_keeps_the_providers_grade():
    own = {"R1": Grade("C", "3")}
    chart = perfect()
    one = found(chart_of(chart.entities.values(), chart.links.values(), own), "L1")
    assert (one.expected, one.by_own_grades) == (DASHED, True)


@pytest.mark.parametrize(
    "grading",
    [
        Grading(),
        Grading("", "A", "1"),
        Grading("6x6", "A", "1"),
        Grading("4x4", "A", ""),
        Grading("4x4", "E", "5"),
        Grading("4x4", "very good", "1"),
    ],
)
def test_what_is_no_whole_grade_of_the_scale_is_no_own_grade(grading):
    chart = changed("L5", cards=(Card("c", source="R6", grading=grading),))
    one = found(chart, "L5")
    assert (one.expected, one.by_own_grades) == (DASHED, False)


def test_a_grade_of_what_names_neither_end_lifts_nothing():
    cards = (graded("R6", "B", "2"), graded("R4", "A", "1"))
    one = found(changed("L5", cards=cards), "L5")
    assert (one.expected, one.irrelevant) == (DASHED, ("R4",))
    only = found(changed("L5", cards=(graded("R4", "A", "1"),)), "L5")
    assert (only.expected, only.by_own_grades) == (DASHED, False)


def test_a_grade_of_what_is_not_cited_changes_nothing():
    chart = perfect()
    own = {"R1": Grade("X", "4"), "R3": Grade("X", "4")}
    other = chart_of(chart.entities.values(), chart.links.values(), own)
    assert found(other, "L5").by_own_grades is False
    assert found(other, "L4").faults == ()


def test_one_wrong_grade_is_not_punished_again_in_the_chart():
    """R6 is B2. Who takes it for A1 and draws what follows from that loses nothing here."""
    followed = changed("L5", cards=(graded("R6", "A", "1"),), strength=SOLID)
    assert mark_chart(followed, KEY).score == 100
    against = changed("L5", cards=(graded("R6", "A", "1"),), strength=DASHED)
    line = next(one for one in explain(against, KEY, mark_chart(against, KEY)) if one.key == "L5")
    assert line.outcome is LineOutcome.WRONG_STRENGTH
    assert [reason.english() for reason in line.reasons] == [
        "Drawn unconfirmed (dashed). By your own grades of what you cite it is confirmed (solid)."
    ]


# 4. What was drawn past the thing between


def shortcut(**more):
    return Link("x", "E1", "E3", "calls", **more)


def test_a_shortcut_gives_part_of_both_links_and_costs_nothing():
    entities = [one for one in key_entities() if one.id != "E4"]
    links = [one for one in key_links() if one.id not in ("L2", "L3")]
    mark = mark_chart(chart_of(entities, [*links, shortcut()]), KEY)
    assert set(mark.judgement.contracted) == {"L2", "L3"}
    assert mark.precision["links"] == (3 + F(70, 100)) / 5
    assert mark.recall["links"] == (4 + F(70, 100)) / 6
    assert {one.key_id for one in mark.entities if one.earns} == {"E1", "E2", "E3", "E5", "E6"}


def test_a_shortcut_beside_one_of_its_links_gives_the_other():
    links = [one for one in key_links() if one.id != "L3"]
    mark = mark_chart(chart_of(key_entities(), [*links, shortcut()]), KEY)
    assert set(mark.judgement.contracted) == {"L3"}


def test_both_links_must_be_contractible():
    fixed = tuple(replace(one, contractible=one.id == "L2") for one in KEY.links)
    key = replace(KEY, links=fixed)
    assert verdicts(drawing(shortcut()), key)["x"] == (Verdict.UNSUPPORTED, 1)


def test_what_the_key_calls_a_trap_is_no_shortcut():
    pair = frozenset(("E1", "E3"))
    links = [one for one in key_links() if one.id not in ("L2", "L3")]
    chart = chart_of(key_entities(), [*links, shortcut()])
    trap = mark_chart(chart, replace(KEY, traps={pair: None}))
    assert trap.judgement.contracted == {}
    assert verdicts(chart, replace(KEY, traps={pair: None}))["x"] == (Verdict.TRAP, 2)
    harmless = replace(KEY, tolerated=frozenset({pair}))
    assert mark_chart(chart, harmless).judgement.contracted == {}
    assert verdicts(chart, harmless)["x"] == (Verdict.TOLERATED, 0)


def test_a_link_of_the_key_on_the_pair_of_a_shortcut_is_that_link():
    direct = KeyLink("L6", "E1", "E3", "tasks", True, DASHED, (frozenset({"R1"}),))
    key = replace(KEY, links=(*KEY.links, direct))
    links = [one for one in key_links() if one.id not in ("L2", "L3")]
    mark = mark_chart(chart_of(key_entities(), [*links, shortcut()]), key)
    assert mark.judgement.contracted == {}
    assert set(mark.judgement.found) == {"L1", "L4", "L5", "L6"}


# 5. What is drawn besides


STRANGER = Entity("n", "person", "Zyx Qwv Plmk")
DECOY = Entity("d", "organisation", "Kestrel Cold Storage Ltd")


def assessed(code, source, target, **more):
    facts = {"strength": DOTTED, "cards": citing(["R1"]), "assessed": True, **more}
    return Link(code, source, target, "knows", Direction.NONE, **facts)


@pytest.mark.parametrize(
    ("link", "verdict", "cost"),
    [
        (Link("x", "E3", "E6", "knows"), Verdict.UNSUPPORTED, 1),
        (Link("x", "E2", "d", "knows"), Verdict.TRAP, 2),
        (Link("x", "E5", "d", "knows"), Verdict.UNSUPPORTED, 1),
        (Link("x", "E1", "n", "knows"), Verdict.UNMATCHED, F(1, 2)),
        (Link("x", "d", "n", "knows"), Verdict.UNMATCHED, F(1, 2)),
        (Link("x", "E1", "E5", "knows"), Verdict.TOLERATED, 0),
        (assessed("x", "E3", "E6"), Verdict.ASSESSED, 0),
        (assessed("x", "E1", "n"), Verdict.ASSESSED, 0),
        (assessed("x", "E2", "d"), Verdict.TRAP, 2),
        (assessed("x", "E3", "E6", strength=DASHED), Verdict.UNSUPPORTED, 1),
        (assessed("x", "E3", "E6", cards=()), Verdict.UNSUPPORTED, 1),
        (assessed("x", "E3", "E6", assessed=False), Verdict.UNSUPPORTED, 1),
    ],
)
def test_what_a_line_besides_the_key_costs(link, verdict, cost):
    chart = drawing(link, entities=[STRANGER, DECOY])
    assert verdicts(chart)["x"] == (verdict, cost)
    mark = mark_chart(chart, KEY)
    assert mark.precision["links"] == F(5) / (5 + cost)
    assert mark.recall["links"] == 1


def test_parallels_besides_the_key_cost_once():
    pair = [Link("x", "E3", "E6", "knows"), Link("y", "E6", "E3", "pays")]
    assert mark_chart(drawing(*pair), KEY).judgement.costs == 1
    assert verdicts(drawing(*pair))["y"] == (Verdict.REPEATED, 0)


def test_no_line_besides_the_key_gives_an_entity_credit():
    alone = [
        Link("t", "E1", "E5", "knows"),
        Link("u", "E2", "d", "knows"),
        assessed("v", "E3", "E6"),
    ]
    mark = mark_chart(chart_of([*key_entities(), DECOY], alone), KEY)
    assert [one.key_id for one in mark.entities if one.earns] == []
    assert mark.score == 0


@pytest.mark.parametrize(("right", "free"), [(1, 1), (4, 1), (5, 1)])
def test_few_inferences_are_free(right, free):
    pairs = [("E3", "E6"), ("E2", "E3"), ("E4", "E5")]
    links = [assessed(f"a{at}", *pair) for at, pair in enumerate(pairs)]
    chart = chart_of(key_entities(), [*key_links()[:right], *links])
    found_verdicts = [verdict for verdict, _cost in verdicts(chart).values()]
    assert found_verdicts.count(Verdict.ASSESSED) == free
    assert found_verdicts.count(Verdict.UNSUPPORTED) == 3 - free


# 6. Evidence


@pytest.mark.parametrize(
    ("cited", "credit", "irrelevant"),
    [
        (["R1", "R2"], F(1), ()),
        (["R1"], F(1, 2), ()),
        ([], F(0), ()),
        (["R6"], F(0), ()),
        (["R1", "R2", "R6"], F(1), ()),
        (["R1", "R2", "R4"], F(3, 4), ("R4",)),
        (["R1", "R2", "R4", "R5"], F(1, 2), ("R4", "R5")),
        (["R1", "R4", "R5", "R99"], F(0), ("R4", "R5", "R99")),
        (["R99"], F(0), ("R99",)),
    ],
)
def test_what_citations_are_worth(cited, credit, irrelevant):
    chart = changed("L1", cards=citing(cited))
    one = found(chart, "L1")
    assert (one.evidence, one.irrelevant) == (credit, irrelevant)
    mark = mark_chart(chart, KEY)
    assert mark.shares["evidence"] == (4 + 2 * credit) / 6
    assert mark.shares["links"] == 1


def test_one_of_several_accepted_sets_is_enough():
    either = replace(KEY.links[0], evidence=(frozenset({"R1", "R2"}), frozenset({"R6"})))
    key = replace(KEY, links=(either, *KEY.links[1:]))
    assert found(changed("L1", cards=citing(["R6"])), "L1", key).evidence == 1
    assert found(changed("L1", cards=citing(["R2"])), "L1", key).evidence == F(1, 2)


def test_cards_on_entities_and_notes_cite_nothing_for_a_link():
    entities = [replace(one, cards=citing(["R1", "R2"])) for one in key_entities()]
    links = [replace(one, cards=()) for one in key_links()]
    assert mark_chart(chart_of(entities, links), KEY).shares["evidence"] == 0


# 7. The whole


def test_the_chart_is_the_weighted_sum_of_its_shares():
    assert {"entities": F(1, 4), "links": F(55, 100), "evidence": F(1, 5)} == WEIGHTS
    mark = mark_chart(changed("L1", type="x", cards=()), KEY)
    links = harmonic((4 + F(80, 100)) / 5, (4 + 2 * F(80, 100)) / 6)
    assert mark.shares == {"entities": 1, "links": links, "evidence": F(4, 6)}
    assert mark.score == 25 + 55 * links + 20 * F(4, 6)


def test_the_mark_names_its_scheme_and_adds_up_line_by_line():
    chart = drawing(Link("x", "E2", "d", "knows"), entities=[DECOY])
    mark = mark_chart(chart, KEY)
    detail = dump_mark(chart, KEY, mark)
    assert detail["engine"] == ENGINE == "linkchart/2"
    assert F(detail["score"]) == mark.score == sum(F(one["points"]) for one in detail["parts"])
    links = [one for one in detail["lines"] if one["about"] == "link"]
    assert {one["key"] for one in links if one["key"]} == {one.id for one in KEY.links}
    drawn = [one for line in links for one in line["drawn"]]
    assert sorted(drawn) == sorted(chart.links)
    points = sum(F(one["points"]) for one in links)
    costs = sum(F(one["cost"]) for one in links)
    assert mark.precision["links"] == points / (len(mark.judgement.found) + costs)


def test_a_hairball_is_told_apart_from_a_chart():
    ids = [one.id for one in key_entities()]
    links = [
        Link(f"{one}{other}", one, other, "knows", cards=citing(KEY.items))
        for one, other in combinations(ids, 2)
    ]
    mark = mark_chart(chart_of(key_entities(), links), KEY)
    assert mark.precision["links"] < F(1, 2) and mark.score < 60
