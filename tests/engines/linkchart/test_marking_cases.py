"""Charts whose marks are known from the method, in their order and with their reasons."""

from fractions import Fraction
from itertools import combinations

import pytest

from lms.engines.linkchart.lines import LineOutcome, explain
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.model import EMPTY, Entity, Grade, Link, citing
from lms.engines.linkchart.stored import one_decimal
from lms.engines.linkchart.vocabulary import Direction, Strength

from .case44 import KEY, changed, chart_of, key_entities, key_links, perfect


def identical():
    return perfect()


def cyrillic_reordered():
    entities = key_entities()
    entities[0] = Entity("E1", "person", "Велк, Радомир")
    return chart_of(entities, key_links())


def second_node_for_an_alias():
    entities = [*key_entities(), Entity("x", "person", "the Cooper")]
    links = key_links()
    links[0] = Link(
        "L1",
        "x",
        "E2",
        "controls",
        Direction.FORWARD,
        Strength.CONFIRMED,
        cards=citing(("R1", "R2")),
    )
    return chart_of(entities, links)


def reversed_once():
    return changed("L1", source="E2", target="E1")


def wrong_type():
    return changed("L1", type="associate")


def dotted_drawn_solid():
    return changed("L5", strength=Strength.CONFIRMED)


def all_pairs():
    ids = [entity.id for entity in key_entities()] + ["D1"]
    entities = [*key_entities(), Entity("D1", "organisation", "Kestrel Cold Storage Ltd")]
    links = [
        Link(f"x{i}", one, two, "associate", Direction.NONE, Strength.CONFIRMED)
        for i, (one, two) in enumerate(combinations(ids, 2))
    ]
    return chart_of(entities, links)


def without_evidence():
    return changed("L1", cards=citing(()))


def unsupported_link():
    return chart_of(key_entities(), [*key_links(), Link("x", "E3", "E6", "knows")])


def trap_link():
    entities = [*key_entities(), Entity("D1", "organisation", "Kestrel Cold Storage Ltd")]
    return chart_of(entities, [*key_links(), Link("x", "E2", "D1", "knows")])


def tolerated_link():
    return chart_of(key_entities(), [*key_links(), Link("x", "E1", "E5", "knows")])


def missing_phone():
    entities = [entity for entity in key_entities() if entity.id != "E4"]
    links = [link for link in key_links() if link.id not in ("L2", "L3")]
    return chart_of(entities, [*links, Link("x", "E1", "E3", "calls", cards=citing(("R3", "R4")))])


def phone_one_digit_off():
    entities = key_entities()
    entities[3] = Entity("E4", "phone", "+999 200 0102")
    return chart_of(entities, key_links())


def entities_only():
    return chart_of(key_entities(), [])


CASES = [
    (identical, "100.0"),
    (cyrillic_reordered, "100.0"),
    (second_node_for_an_alias, "99.0"),
    (reversed_once, "98.5"),
    (wrong_type, "97.1"),
    (dotted_drawn_solid, "98.5"),
    (without_evidence, "93.3"),
    (unsupported_link, "95.0"),
    (trap_link, "90.8"),
    (tolerated_link, "100.0"),
    (missing_phone, "78.5"),
    (phone_one_digit_off, "73.5"),
    (entities_only, "0.0"),
    (lambda: EMPTY, "0.0"),
]


@pytest.mark.parametrize(("chart", "score"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_known_charts_get_their_known_scores(chart, score):
    assert one_decimal(mark_chart(chart(), KEY).score) == score


def test_everything_linked_to_everything_stays_far_under_the_pass_mark():
    mark = mark_chart(all_pairs(), KEY)
    assert Fraction(30) < mark.score < Fraction(45)
    assert Fraction(14, 100) < mark.precision["links"] < Fraction(19, 100)


ORDER = [
    [identical, cyrillic_reordered, tolerated_link],
    [second_node_for_an_alias],
    [reversed_once, dotted_drawn_solid],
    [wrong_type],
    [unsupported_link],
    [without_evidence],
    [trap_link],
    [missing_phone],
    [phone_one_digit_off],
    [all_pairs],
    [entities_only, lambda: EMPTY],
]


def test_the_order_of_the_cases_is_that_of_the_table():
    scores = [
        {float(one_decimal(mark_chart(chart(), KEY).score)) for chart in row} for row in ORDER
    ]
    assert [len(row) for row in scores] == [1] * len(ORDER)
    values = [row.pop() for row in scores]
    assert values == sorted(set(values), reverse=True)


def outcomes(chart):
    """Outcome of every line that is not simply found, by what it is about."""
    lines = explain(chart, KEY, mark_chart(chart, KEY))
    return {
        (line.about, line.key or ",".join(line.drawn)): line.outcome
        for line in lines
        if line.outcome is not LineOutcome.FOUND
    }


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (identical, {}),
        (reversed_once, {("link", "L1"): LineOutcome.WRONG_DIRECTION}),
        (wrong_type, {("link", "L1"): LineOutcome.WRONG_TYPE}),
        (dotted_drawn_solid, {("link", "L5"): LineOutcome.WRONG_STRENGTH}),
        (unsupported_link, {("link", "x"): LineOutcome.UNSUPPORTED}),
        (
            trap_link,
            {("link", "x"): LineOutcome.TRAP, ("entity", "D1"): LineOutcome.NEUTRAL},
        ),
        (tolerated_link, {("link", "x"): LineOutcome.NEUTRAL}),
        (
            missing_phone,
            {
                ("link", "L2"): LineOutcome.GAP,
                ("link", "L3"): LineOutcome.GAP,
                ("entity", "E4"): LineOutcome.MISSING,
            },
        ),
    ],
)
def test_each_fault_is_told_on_its_own_line(chart, expected):
    assert outcomes(chart()) == expected


def reasons(chart, key):
    lines = explain(chart, KEY, mark_chart(chart, KEY))
    return [reason.english() for line in lines if line.key == key for reason in line.reasons]


def told(chart):
    """The reasons of each line that has any, by the key's id or else by the drawn one."""
    lines = explain(chart, KEY, mark_chart(chart, KEY))
    return {
        line.key or f"drawn {line.drawn[0]}": [reason.english() for reason in line.reasons]
        for line in lines
        if line.reasons
    }


NO_LINK_TOUCHES = "On the chart, but no right link touches it, so it earns nothing yet."
NOT_DRAWN = "Not on the chart. See %s."
STEP_BETWEEN = "You drew Radomir Velk straight to Osei Bandar. Draw the step in between."
CITED = ("R1 + R2", "R3", "R4", "R5", "R6")
REASONS = [
    (identical, {}),
    (cyrillic_reordered, {}),
    (
        second_node_for_an_alias,
        {"E1": ["Drawn more than once: Radomir Velk, the Cooper. Merge them."]},
    ),
    (
        reversed_once,
        {"L1": ["It runs the other way: from Radomir Velk to Kestrel Cold Chain Ltd."]},
    ),
    (wrong_type, {"L1": ["The type is another one: controls."]}),
    (
        dotted_drawn_solid,
        {"L5": ["Drawn confirmed (solid). What the reports say makes it unconfirmed (dashed)."]},
    ),
    (without_evidence, {"L1": ["No report that states it is cited. Cite R1 + R2."]}),
    (unsupported_link, {"drawn x": ["No report states this link."]}),
    (
        trap_link,
        {
            "drawn x": ["These two do not belong together. It counts double against the chart."],
            "D1": ["Named in the reports, but not part of the answer."],
        },
    ),
    (tolerated_link, {"drawn x": ["True or harmless: it neither earns nor costs."]}),
    (
        missing_phone,
        {
            "L2": [STEP_BETWEEN],
            "L3": [STEP_BETWEEN],
            "E4": ["Not on the chart."],
        },
    ),
    (
        phone_one_digit_off,
        {
            "L2": [NOT_DRAWN % "R3", "+999 200 0101 is not on the chart."],
            "L3": [NOT_DRAWN % "R4", "+999 200 0101 is not on the chart."],
            "E4": ["Not on the chart."],
            "drawn E4": ["This is not part of the case: it lowers the share of right entities."],
            "drawn L2": ["One end is not part of the case. It counts half against the chart."],
            "drawn L3": ["One end is not part of the case. It counts half against the chart."],
        },
    ),
    (
        entities_only,
        {
            **{f"L{at}": [NOT_DRAWN % cited] for at, cited in enumerate(CITED, start=1)},
            **{f"E{at}": [NO_LINK_TOUCHES] for at in range(1, 7)},
        },
    ),
]


@pytest.mark.parametrize(("chart", "expected"), REASONS)
def test_every_case_is_told_with_its_reasons(chart, expected):
    assert told(chart()) == expected


def test_reasons_say_what_to_mend():
    assert reasons(reversed_once(), "L1") == [
        "It runs the other way: from Radomir Velk to Kestrel Cold Chain Ltd."
    ]
    assert reasons(without_evidence(), "L1") == ["No report that states it is cited. Cite R1 + R2."]
    assert reasons(changed("L1", cards=citing(("R1", "R4"))), "L1") == [
        "Only a part of what states it is cited: R1 + R2.",
        "R4 names neither end.",
    ]
    assert reasons(phone_one_digit_off(), "L2") == [
        "Not on the chart. See R3.",
        "+999 200 0101 is not on the chart.",
    ]
    assert reasons(missing_phone(), "L2") == [
        "You drew Radomir Velk straight to Osei Bandar. Draw the step in between."
    ]


def test_a_near_name_is_read_as_the_one_it_is_nearest_to_and_said_so():
    entities = key_entities()
    entities[2] = Entity("E3", "person", "Ossei Bandar")
    chart = chart_of(entities, key_links())
    assert mark_chart(chart, KEY).score == 100
    assert reasons(chart, "E3") == ["Ossei Bandar was read as Osei Bandar."]


def test_a_word_before_an_identifier_does_not_matter_but_a_digit_does():
    entities = key_entities()
    entities[4] = Entity("E5", "vehicle", "Lorry KV 4471 C")
    assert mark_chart(chart_of(entities, key_links()), KEY).score == 100
    entities[4] = Entity("E5", "vehicle", "Lorry KV-4477-C")
    assert mark_chart(chart_of(entities, key_links()), KEY).extra == ("E5",)


def test_the_wrong_type_of_an_entity_earns_less_by_family():
    entities = key_entities()
    entities[2] = Entity("E3", "organisation", "Osei Bandar")
    near = mark_chart(chart_of(entities, key_links()), KEY).score
    entities[2] = Entity("E3", "place", "Osei Bandar")
    far = mark_chart(chart_of(entities, key_links()), KEY).score
    assert far < near < 100


def test_strength_follows_from_the_persons_own_grades():
    own = {"R6": Grade("A", "1")}
    solid = changed("L5", strength=Strength.CONFIRMED)
    followed = chart_of(solid.entities.values(), solid.links.values(), own)
    assert mark_chart(followed, KEY).score == 100
    dashed = perfect()
    against = chart_of(dashed.entities.values(), dashed.links.values(), own)
    assert mark_chart(against, KEY).score < 100
    assert reasons(against, "L5") == [
        "Drawn unconfirmed (dashed). By your own grades of what you cite it is confirmed (solid)."
    ]


def test_inferences_cost_nothing_while_they_stay_few():
    def inference(code, one, two):
        return Link(
            code, one, two, "knows", Direction.NONE, Strength.TENTATIVE,
            cards=citing(("R1",)), assessed=True,
        )  # fmt: skip

    one = chart_of(key_entities(), [*key_links(), inference("x", "E3", "E6")])
    assert mark_chart(one, KEY).score == 100
    more = [inference("x", "E3", "E6"), inference("y", "E1", "E6"), inference("z", "E2", "E3")]
    assert mark_chart(chart_of(key_entities(), [*key_links(), *more]), KEY).score < 95


def test_a_chain_drawn_in_full_and_as_a_shortcut_counts_once():
    chart = chart_of(key_entities(), [*key_links(), Link("x", "E1", "E3", "calls")])
    assert mark_chart(chart, KEY).score == 100


def test_of_parallel_lines_the_best_counts():
    worse = Link("x", "E2", "E1", "associate")
    assert mark_chart(chart_of(key_entities(), [worse, *key_links()]), KEY).score == 100
