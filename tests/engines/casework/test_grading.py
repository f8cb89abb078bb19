"""The grading drill: what is refused, what each code earns, and why."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.grading import (
    mark_drill,
    model_answers,
    parse_drill,
    read_answer,
)
from lms.engines.marking.types import HandMark, Outcome
from lms.engines.scales import SCALES
from tests.factories.casework import drill

from .material import case, words

CASE = case()


def typed(**more):
    parsed = parse_drill(drill(**more), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


def earned(line):
    return [part.points for part in line.parts]


def test_right_codes_come_from_the_case_where_the_scheme_is_the_same():
    drill_ = typed()
    assert drill_.lines == ("R01", "R02", "R03")
    assert model_answers(drill_)["R02"] == {"source": "X", "information": "4", "handling": "H2"}


def test_model_answers_earn_everything():
    drill_ = typed()
    mark = mark_drill(drill_, model_answers(drill_))
    assert (mark.points, mark.maximum) == (9, 9)
    assert {line.outcome for line in mark.lines} == {Outcome.RIGHT}
    assert mark.facts["classes"]["handling"] == {"points": "3", "maximum": 3}


@pytest.mark.parametrize(
    ("codes", "points", "reason"),
    [
        ({"source": "A"}, [1, 0, 0], "A is right."),
        ({"source": "B"}, [Fraction(1, 2), 0, 0], "B is next to the right code A"),
        ({"source": "C"}, [0, 0, 0], "C is too far from the right code A."),
        ({"source": "X"}, [0, 0, 0], "X is not A. Not knowing and knowing it is bad"),
    ],
)
def test_source_exact_one_next_half_unknown_nothing(codes, points, reason):
    line = mark_drill(typed(), {"R01": codes}).lines[0]
    assert earned(line) == points
    assert line.parts[0].reason.english().startswith(reason)


def test_a_letter_where_it_cannot_be_judged_earns_nothing():
    assert earned(mark_drill(typed(), {"R02": {"source": "C"}}).lines[1]) == [0, 0, 0]


def test_handling_too_strict_half_too_loose_nothing():
    lines = mark_drill(typed(), {"R01": {"handling": "H1"}, "R03": {"handling": "H0"}}).lines
    assert earned(lines[0])[2] == Fraction(1, 2)
    assert earned(lines[2])[2] == 0
    assert "others could see too much" in lines[2].parts[2].reason.english()


def test_source_and_information_are_marked_apart():
    line = mark_drill(typed(), {"R03": {"source": "B", "information": "4"}}).lines[2]
    assert [part.outcome for part in line.parts] == [Outcome.RIGHT, Outcome.WRONG, Outcome.BLANK]
    assert line.outcome is Outcome.PARTLY
    assert line.given == ("source:B", "information:4")


def test_grades_of_another_scheme_are_never_converted():
    parsed = parse_drill(drill(scheme="6x6", grade_handling=False), CASE)
    path, message = words(parsed.problems)[0]
    assert path == "items[0].answer"
    assert message.startswith("R01 carries no grade in 6x6. Write the right codes here: grades of")


def test_another_scheme_with_its_own_codes():
    items = [{"report": "R01", "answer": {"source": "F", "information": "6"}}]
    drill_ = typed(scheme="6x6", grade_handling=False, items=items)
    wrong = read_answer(drill_, "R01", {"source": "X"})
    assert wrong.problems[0].message.english() == "Choose one of: A, B, C, D, E, F."
    assert mark_drill(drill_, {"R01": {"source": "E", "information": "6"}}).points == 1


def test_a_scheme_without_handling_cannot_ask_for_it():
    items = [{"report": "R01", "answer": {"source": "A", "information": "1"}}]
    parsed = parse_drill(drill(scheme="6x6", items=items), CASE)
    assert ("grade_handling", "6x6 has no handling codes. Remove this.") in words(parsed.problems)


def test_who_differs_from_the_provider_says_why():
    other = {"source": "B", "information": "1", "handling": "H0"}
    parsed = parse_drill(drill(items=[{"report": "R01", "answer": other}]), CASE)
    assert words(parsed.problems) == [
        ("items[0].answer.source", "R01 carries A. Mend one of the two, or say why they differ.")
    ]
    item = {"report": "R01", "answer": other, "why": {"en": "The clerk was new."}}
    assert typed(items=[item]).items[0].answer["source"] == "B"


def test_quoted_words_must_stand_in_the_report():
    items = [
        {"report": "R02", "key": "R02a", "words": {"en": "Ada Tate knows\nBen Rook"}},
        {"report": "R02", "key": "R02b", "words": {"en": "Rook owns a ship."}},
    ]
    parsed = parse_drill(drill(items=items), CASE)
    assert words(parsed.problems) == [
        ("items[1].words.en", "These words do not stand in the report.")
    ]


def test_all_problems_at_once():
    items = [{"report": "R01"}, {"report": "R01"}, {"report": "R99"}, {"report": "R03", "wgy": 1}]
    paths = [
        path for path, _ in words(parse_drill(drill(items=items, scheme="9x9"), CASE).problems)
    ]
    assert "scheme" in paths
    assert "items[1].report" in paths
    assert "items[2].report" in paths
    assert "items[3].wgy" in paths


def test_a_trainer_may_give_other_points():
    hand = {"R01": HandMark({"credit": Fraction(2)}, "The sheet is hard to read.")}
    line = mark_drill(typed(), {"R01": {"source": "C"}}, hand).lines[0]
    assert (line.points, line.outcome, line.comment) == (
        2,
        Outcome.PARTLY,
        "The sheet is hard to read.",
    )
    assert line.parts[-1].reason.english() == ("The trainer gave 2 points here; the rules give 0.")


codes = st.fixed_dictionaries(
    {},
    optional={
        part: st.sampled_from(SCALES["4x4"].codes(part))
        for part in ("source", "information", "handling")
    },
)


@given(st.fixed_dictionaries({}, optional={f"R0{n}": codes for n in (1, 2, 3)}))
def test_never_below_nothing_or_above_all_and_right_codes_never_cost(answers):
    drill_ = typed()
    mark = mark_drill(drill_, answers)
    assert 0 <= mark.points <= mark.maximum
    for line, right in model_answers(drill_).items():
        for part, code in right.items():
            better = {**answers, line: {**answers.get(line, {}), part: code}}
            assert mark_drill(drill_, better).points >= mark.points
