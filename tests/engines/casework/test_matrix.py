"""The association matrix: order of the grid, what each cell earns or costs, and its properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.matrix import Symbol, model_answers, parse_matrix, read_answer
from lms.engines.casework.matrix_marking import mark_matrix
from lms.engines.marking.types import HandMark, Outcome
from tests.factories.casework import matrix

from .material import case, words

CASE = case()
CONFIRMED, UNCONFIRMED = Symbol.CONFIRMED, Symbol.UNCONFIRMED
MEMBER, MAYBE = Symbol.MEMBER, Symbol.MEMBER_UNCONFIRMED


def typed(**more):
    parsed = parse_matrix(matrix(**more), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


TASK = typed()
RIGHT = model_answers(TASK)
SHOP_TATE = "E1|E4"  # Lantern Shop and Tate: key link L1
TATE_ROOK = "E2|E1"  # L2
LIND_ROOK = "E3|E2"  # tolerated
LIND_TATE = "E3|E1"  # past the telephone between them
SHOPS = "E4|D1"  # trap


def line(answers, key, hand=None):
    return next(one for one in mark_matrix(TASK, answers, hand).lines if one.key == key)


def reasons(found):
    return [part.reason.english() for part in found.parts]


def test_people_by_name_come_first_then_organisations_then_things():
    assert [entity.id for entity in TASK.entities] == ["E3", "E2", "E1", "E4", "D1", "E5"]
    assert len(TASK.lines) == 15


def test_signs_of_the_key_say_membership_and_strength():
    assert RIGHT == {
        "E1|E4": MEMBER,
        "E2|E1": UNCONFIRMED,
        "E1|E5": CONFIRMED,
        "E3|E5": UNCONFIRMED,
        "E3|E4": MAYBE,
    }


def test_the_key_itself_is_a_hundred_and_nothing_is_nothing():
    assert mark_matrix(TASK, RIGHT).points == 100
    assert mark_matrix(TASK, {}).points == 0


def test_a_right_cell_tells_each_of_its_three_sides():
    found = line(RIGHT, SHOP_TATE)
    assert found.points == 1
    assert reasons(found) == [
        "Stated in R01.",
        "Membership or office, rightly.",
        "Confirmed, rightly.",
    ]
    assert found.why == {"en": "The register says so."}


@pytest.mark.parametrize(
    ("symbol", "points", "reason"),
    [
        (MAYBE, Fraction(15, 18), "By the grades of R01 it is confirmed."),
        (
            CONFIRMED,
            Fraction(14, 18),
            "The reports say more than that they are linked: one is member, officer or investor.",
        ),
        (UNCONFIRMED, Fraction(11, 18), "By the grades of R01 it is confirmed."),
    ],
)
def test_right_pair_with_another_sign(symbol, points, reason):
    found = line({SHOP_TATE: symbol}, SHOP_TATE)
    assert (found.points, found.outcome) == (points, Outcome.PARTLY)
    assert reason in reasons(found)


def test_a_tentative_link_of_the_key_is_not_confirmed_in_a_matrix():
    found = line({TATE_ROOK: CONFIRMED}, TATE_ROOK)
    assert "By the grades of R02 it is not confirmed." in reasons(found)


def test_a_blank_cell_of_the_key_names_the_report():
    found = line({}, SHOP_TATE)
    assert (found.outcome, reasons(found)) == (
        Outcome.BLANK,
        ["Blank. The link is stated in R01."],
    )
    assert found.solution[0].english() == "+ member, officer or investor, confirmed"


def test_wrong_pairs_cost_one_traps_two_tolerated_nothing():
    answers = {**RIGHT, "E2|E4": CONFIRMED, SHOPS: CONFIRMED, LIND_ROOK: CONFIRMED}
    assert line(answers, "E2|E4").points == -1
    assert reasons(line(answers, "E2|E4")) == ["No report links these two."]
    assert line(answers, SHOPS).points == -2
    assert line(answers, SHOPS).why == {"en": "Another shop."}
    assert line(answers, LIND_ROOK).points == 0
    # five right ones, precision 5 of 8, recall whole: 2 * 5/8 / (13/8)
    assert mark_matrix(TASK, answers).points == 100 * Fraction(10, 13)


def test_the_thing_between_left_out_earns_a_little_for_both_links():
    answers = {LIND_TATE: CONFIRMED}
    assert reasons(line(answers, LIND_TATE)) == [
        "They are linked only through +999 700 0001, not directly."
    ]
    assert line(answers, "E1|E5").points == Fraction(35, 100)
    assert line(answers, "E3|E5").points == Fraction(35, 100)
    assert line({**answers, "E1|E5": CONFIRMED}, "E1|E5").points == 1


def test_links_of_each_entity_are_counted():
    counts = mark_matrix(TASK, {SHOP_TATE: MEMBER, SHOPS: CONFIRMED}).facts["counts"]
    assert counts == {
        "E3": [0, 2],
        "E2": [0, 1],
        "E1": [1, 3],
        "E4": [2, 2],
        "D1": [1, 0],
        "E5": [0, 2],
    }


def test_a_trainer_may_accept_a_cell_or_credit_one():
    hand = {
        "E2|E4": HandMark({"credit": Fraction(0)}, "Fair reading."),
        SHOP_TATE: HandMark({"credit": Fraction(1, 2)}),
    }
    answers = {key: symbol for key, symbol in RIGHT.items() if key != SHOP_TATE}
    accepted = line({**answers, "E2|E4": CONFIRMED}, "E2|E4", hand)
    assert (accepted.points, accepted.outcome, accepted.comment) == (
        0,
        Outcome.RIGHT,
        "Fair reading.",
    )
    assert line(answers, SHOP_TATE, hand).points == Fraction(1, 2)
    # credit (1/2 + 4) of 5 found; weights 3 * ... : recall (2 * 1/2 + 4) / 6
    precision, recall = Fraction(9, 10), Fraction(5, 6)
    wanted = 100 * 2 * precision * recall / (precision + recall)
    assert mark_matrix(TASK, answers, hand).points == wanted


def test_entities_must_be_of_the_key_and_linked():
    parsed = parse_matrix(matrix(entities=["E1", "E2", "E77"]), CASE)
    assert words(parsed.problems) == [("entities[2]", "No entity of the key has this id.")]
    parsed = parse_matrix(matrix(entities=["E2", "E5", "D1"]), CASE)
    assert words(parsed.problems) == [("entities", "The key links no two of these. Choose others.")]


def test_further_signs_count_where_the_author_lets_them():
    task = typed(also=[{"between": ["E1", "E2"], "symbols": ["confirmed", "member"]}])
    for symbol in (UNCONFIRMED, CONFIRMED, MEMBER):
        mark = mark_matrix(task, {**model_answers(task), TATE_ROOK: symbol})
        assert mark.points == 100
    assert mark_matrix(task, {TATE_ROOK: MAYBE}).lines[0].points == Fraction(15, 18)
    also = [{"between": ["E1", "D1"], "symbols": ["green"]}]
    assert [path for path, _ in words(parse_matrix(matrix(also=also), CASE).problems)] == [
        "also[0].between",
        "also[0].symbols",
    ]


def test_links_through_what_is_not_in_the_grid_are_not_counted():
    task = typed(entities=["E1", "E2", "E3", "E4"])
    found = mark_matrix(task, {**model_answers(task), LIND_TATE: CONFIRMED})
    assert found.points == 100
    assert next(one for one in found.lines if one.key == LIND_TATE).points == 0


def test_answers_are_one_of_four_signs():
    assert read_answer(TASK, SHOP_TATE, {"symbol": "member"}).answer is MEMBER
    assert read_answer(TASK, SHOP_TATE, {"symbol": ""}).answer is None
    assert read_answer(TASK, SHOP_TATE, {"symbol": "blue"}).problems


def test_a_hairball_stays_under_the_pass_mark():
    everything = dict.fromkeys(TASK.lines, CONFIRMED)
    assert mark_matrix(TASK, everything).points < 60


answers_of = st.dictionaries(st.sampled_from(TASK.lines), st.sampled_from(list(Symbol)))


@given(answers_of)
def test_score_is_bounded_and_does_not_hang_on_order(answers):
    mark = mark_matrix(TASK, answers)
    assert 0 <= mark.points <= 100
    turned = dict(reversed(list(answers.items())))
    assert mark_matrix(TASK, turned) == mark


@given(answers_of, st.sampled_from(sorted(RIGHT)))
def test_a_right_cell_never_lowers(answers, key):
    before = mark_matrix(TASK, answers).points
    assert mark_matrix(TASK, {**answers, key: RIGHT[key]}).points >= before


@given(answers_of, st.sampled_from(sorted(set(TASK.lines) - RIGHT.keys() - {LIND_TATE})))
def test_a_wrong_cell_never_raises(answers, key):
    bare = {one: symbol for one, symbol in answers.items() if one != key}
    assert mark_matrix(TASK, {**bare, key: CONFIRMED}).points <= mark_matrix(TASK, bare).points
