"""Commodity flows: ends, direction, what passes, how much and when, and what is drawn besides."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.casework.flow.drawing import Arrow, draw
from lms.engines.casework.flow.marking import mark_flow, model_rows
from lms.engines.casework.flow.rows import Row, dump_row, read_rows
from lms.engines.casework.flow.task import parse_flow
from lms.engines.marking.types import HandMark
from tests.engines.casework.material import case, words
from tests.factories.products import MONEY, flows

CASE = case()
SEED = "seed"
SUPPORTED = [
    {"from": "E1", "to": "E4", "commodity": "money", "evidence": [["R01"]], "key": "pays"},
    {"from": "E4", "to": "E1", "commodity": "goods", "evidence": [["R01"]], "key": "back"},
]


def chart(**changes):
    parsed = parse_flow(flows(**changes), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


CHART = chart()
PAYS, LAMPS, BACK = model_rows(CHART)


def faults(**changes):
    return words(parse_flow(flows(**changes), CASE).problems)


def line(mark, key):
    return next(one for one in mark.lines if one.key == key)


def told(mark, key):
    return [
        (
            part.subject.english() if part.subject else None,
            part.outcome.value,
            part.reason.english(),
        )
        for part in line(mark, key).parts
    ]


def test_the_right_flows_have_all_points():
    mark = mark_flow(CHART, (PAYS, LAMPS, BACK))
    assert (mark.points, mark.maximum) == (4, 4)
    assert mark.facts == {"rows": ["right", "right", "right"]}


def test_nothing_earns_nothing():
    mark = mark_flow(CHART, ())
    assert mark.points == 0
    assert told(mark, "pays") == [(None, "blank", "Not drawn. It is stated in R01.")]


def test_an_arrow_turned_round_loses_its_direction():
    mark = mark_flow(CHART, (replace(PAYS, source="E4", target="E1"), LAMPS, BACK))
    assert told(mark, "pays")[1] == ("Direction", "wrong", "It passes the other way round.")
    assert mark.points == 4 - 2 * Fraction(2, 13)


def test_the_right_pair_with_another_commodity_keeps_its_ends():
    mark = mark_flow(CHART, (replace(LAMPS, commodity="money"),))
    assert told(mark, "lamps")[2] == ("What passes", "wrong", "It is goods.")
    assert mark.points == Fraction(8, 10)


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        ("1200", "right"),
        ("1,240 EUR", "right"),
        ("۱۲۰۰", "right"),
        ("120000 cent", "right"),
        ("1251", "wrong"),
        ("", "blank"),
        ("a lot", "wrong"),
        ("1200 kg", "wrong"),
    ],
)
def test_amounts_are_read_with_their_unit_and_tolerance(amount, outcome):
    mark = mark_flow(CHART, (replace(PAYS, amount=amount),))
    assert told(mark, "pays")[3][:2] == ("Amount", outcome)


def test_an_amount_that_cannot_be_read_is_told():
    mark = mark_flow(CHART, (replace(PAYS, amount="1200 kg"),))
    assert told(mark, "pays")[3][2] == ("“1200 kg” cannot be read as an amount. It is 1200 EUR.")


@pytest.mark.parametrize(("day", "outcome"), [(4, "right"), (6, "right"), (7, "wrong")])
def test_a_date_may_be_off_by_the_days_of_the_key(day, outcome):
    mark = mark_flow(CHART, (replace(PAYS, day=date(2019, 3, day)),))
    assert told(mark, "pays")[4][1] == outcome


def test_what_stands_beside_the_key_costs_by_what_it_is():
    trap = Row("D1", "E4", "goods")
    loose = Row("E3", "D1", "goods")
    harmless = Row("E3", "E4", "money")
    again = replace(LAMPS)
    unfinished = Row("E3", "", "money")
    mark = mark_flow(CHART, (PAYS, LAMPS, BACK, trap, loose, harmless, again, unfinished))
    assert mark.facts["rows"] == [
        *["right"] * 3,
        "wrong",
        "wrong",
        "right",
        "wrong",
        "none",
    ]
    assert [one.points for one in mark.lines[3:]] == [-1, Fraction(-1, 2), 0, Fraction(-1, 4)]
    assert mark.lines[3].why == {"en": "Another shop."}
    assert mark.points == 4 - Fraction(7, 4)
    assert mark.lines[4].subject.english() == "goods: from Lind, Cy to Lantern Stores"


def test_each_row_stands_for_the_flow_where_it_earns_most():
    # two rows between E1 and E4, the weaker one first
    mark = mark_flow(CHART, (replace(PAYS, amount="", commodity="goods"), BACK, PAYS, LAMPS))
    assert line(mark, "pays").points == 2
    assert line(mark, "back").points == 1


def test_a_row_with_neither_direction_nor_commodity_is_no_try_at_a_flow():
    turned = replace(LAMPS, source="buyer", target="E4")
    assert line(mark_flow(CHART, (turned,)), "lamps").points == Fraction(8, 10)
    other = replace(turned, commodity="money")
    mark = mark_flow(CHART, (other,))
    assert line(mark, "lamps").points == 0
    assert mark.lines[-1].points == Fraction(-1, 4)


def test_a_trap_between_the_two_of_a_flow_stands_for_no_flow():
    spec = chart(traps=[{"from": "buyer", "to": "E4", "commodity": "goods", "why": {"en": "No."}}])
    mark = mark_flow(spec, (Row("buyer", "E4", "goods", cited=("R05",)),))
    assert mark.facts["rows"] == ["wrong"]
    assert [one.points for one in mark.lines] == [0, 0, 0, -1]


def test_everything_drawn_to_everything_stays_under_the_pass_mark():
    ends = list(CHART.parties)
    rows = tuple(
        Row(one, other, what)
        for one in ends
        for other in ends
        for what in CHART.commodities
        if one != other
    )
    mark = mark_flow(CHART, rows)
    assert 100 * mark.points / mark.maximum < CHART.settings.pass_mark


def test_what_a_person_gives_for_a_line_counts():
    hand = {
        "E3>D1:goods": HandMark({"credit": Fraction(0)}),
        "pays": HandMark({"credit": Fraction(1)}),
    }
    mark = mark_flow(CHART, (Row("E3", "D1", "goods"),), hand)
    assert mark.points == 1


def test_rows_of_a_browser_come_back_as_they_went():
    raw = {"rows": [dump_row(row, SEED) for row in (PAYS, LAMPS, Row())]}
    assert read_rows(CHART, SEED, raw).answer == (PAYS, LAMPS, Row())


def test_parties_have_names_of_the_attempt_that_tell_nothing():
    tokens = CHART.parties_by_token(SEED)
    assert not {"E1", "E3", "E4", "D1", "buyer"} & tokens.keys()
    assert [party.name["en"] for party in tokens.values()] == [
        "Buyers",
        "Lantern Shop",
        "Lantern Stores",
        "Lind, Cy",
        "Tate, Ada",
    ]


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({}, "rows"),
        ({"rows": [[]]}, "rows[0]"),
        ({"rows": [{"from": "E1"}]}, "rows[0].from"),
        ({"rows": [{"to": 3}]}, "rows[0].to"),
        ({"rows": [{"commodity": "gold"}]}, "rows[0].commodity"),
        ({"rows": [{"amount": "1" * 61}]}, "rows[0].amount"),
        ({"rows": [{"date": "today"}]}, "rows[0].date"),
        ({"rows": [{"evidence": "R01"}]}, "rows[0].evidence"),
        ({"rows": [{"strange": 1}]}, "rows[0]"),
        ({"rows": [{}] * 81}, "rows"),
    ],
)
def test_what_is_no_answer_is_told_with_its_place(raw, path):
    found = read_rows(CHART, SEED, raw)
    assert found.answer is None
    assert [one.path for one in found.problems] == [path]


def test_all_faults_of_a_file_are_told_at_once():
    bad = [
        {**SUPPORTED[0], "to": "E1", "amount": "-3"},
        {**SUPPORTED[1], "evidence": [["R03"]], "date": "2019-03-01"},
        {**SUPPORTED[1], "key": "again"},
    ]
    found = faults(
        flows=bad,
        dates=False,
        parties=["E1", "E4", "E9", "E1"],
        traps=[{"from": "E4", "to": "E1"}],
        tolerated=[],
    )
    assert found == [
        ("parties[2]", "E9 is no entity of the case's key."),
        ("parties[3]", "This stands in the list twice."),
        ("flows[0].to", "A flow needs two different ends."),
        ("flows[0].amount", "Write a number that is not below 0."),
        ("flows[1].date", "This task asks for no dates. Set dates: true, or remove this."),
        ("flows[1].evidence", "R03 does not name E4."),
        (
            "flows",
            "Two flows have the same ends and commodity. Make one of them, with the sum.",
        ),
        ("traps[0].why", "This text is needed, at least in English (en)."),
        ("traps", "E4 to E1 is a right flow."),
    ]


def test_a_mode_that_is_none_is_told():
    assert ("mode", "Choose one of: commodity, activity.") in faults(mode="rivers")


# ----- properties

ROW = st.builds(
    Row,
    source=st.sampled_from(["", *CHART.parties]),
    target=st.sampled_from(["", *CHART.parties]),
    commodity=st.sampled_from(["", *CHART.commodities]),
    amount=st.sampled_from(["", "1200", "7", "x"]),
    cited=st.lists(st.sampled_from(sorted(CASE.reports)), unique=True, max_size=3).map(tuple),
    day=st.none() | st.dates(date(2019, 3, 1), date(2019, 3, 9)),
)
ROWS = st.lists(ROW, max_size=8).map(tuple)


@given(ROWS)
def test_marks_stay_between_nothing_and_all(rows):
    mark = mark_flow(CHART, rows)
    assert 0 <= mark.points <= mark.maximum
    assert len(mark.facts["rows"]) == len(rows)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_count(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert mark_flow(CHART, tuple(shuffled)).points == mark_flow(CHART, rows).points


@given(ROWS, st.sampled_from([Row("D1", "E4", "goods"), Row("E3", "D1", "money")]))
def test_what_no_report_states_never_raises_the_mark(rows, wrong):
    assert mark_flow(CHART, (*rows, wrong)).points <= mark_flow(CHART, rows).points


@given(ROWS, st.sampled_from([PAYS, LAMPS, BACK]))
def test_a_right_row_never_lowers_the_mark_where_it_was_missing(rows, right):
    others = tuple(row for row in rows if {row.source, row.target} != {right.source, right.target})
    assert mark_flow(CHART, (*others, right)).points >= mark_flow(CHART, others).points


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=12))
def test_a_drawing_has_a_box_for_each_party_and_all_lie_inside(ends):
    arrows = [Arrow(one, other, "money") for one, other in ends if one != other]
    drawing = draw(dict.fromkeys("abcde", "A party with quite a long name Ltd"), arrows)
    if not arrows:
        assert drawing is None
        return
    assert len(drawing.arrows) == len(arrows)
    assert len({(box.x, box.y) for box in drawing.boxes}) == len(drawing.boxes)
    assert all(0 <= box.x < drawing.width and 0 <= box.y < drawing.height for box in drawing.boxes)
    assert all(0 < arrow.y < drawing.height for arrow in drawing.arrows)


def test_boxes_stand_in_columns_along_the_arrows_and_names_in_two_lines():
    arrows = [Arrow("a", "b", "1"), Arrow("b", "c", "2"), Arrow("a", "c", "3")]
    names = {"a": "Tidewater Fruit Import", "b": "Kestrel Cold Chain Limited of Dunmere", "c": "C"}
    drawing = draw(names, arrows)
    assert [box.x for box in drawing.boxes] == [16, 342, 668]
    assert drawing.boxes[1].lines == ("Kestrel Cold Chain", "Limited of Dunmere")


def test_money_has_other_units():
    parsed = parse_flow(flows(commodities=[{**MONEY, "unit": "5"}]), CASE)
    assert ("commodities[0].unit", "Begin the unit with a letter, not like a number.") in words(
        parsed.problems
    )
