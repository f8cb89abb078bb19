"""Inference sheets: premises, kind, likelihood, wording, and the matrix of rival hypotheses."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.inference.answers import (
    Drawn,
    Filled,
    Use,
    dump_answer,
    model_answers,
    read_answer,
)
from lms.engines.casework.inference.marking import mark_inference
from lms.engines.casework.inference.task import (
    MATRIX,
    Cell,
    Kind,
    least_inconsistent,
    parse_inference,
)
from lms.engines.casework.wording import vague_words
from lms.engines.casework.yardstick import BANDS, bands_in
from lms.engines.marking.types import HandMark
from tests.engines.casework.material import case, words
from tests.factories.casework import CASE as PAYLOAD
from tests.factories.products import inference

CASE = case()
SEED = "seed"


def sheet(**changes):
    parsed = parse_inference(inference(**changes), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


SHEET = sheet()
MODEL = model_answers(SHEET)
RIGHT = MODEL["control"]


def faults(**changes):
    return words(parse_inference(inference(**changes), CASE).problems)


def part(drawn, number):
    """(outcome, share, reason) of one part of the inference's line."""
    line = mark_inference(SHEET, {**MODEL, "control": drawn}).lines[0]
    found = line.parts[number]
    return found.outcome.value, found.points / found.maximum, found.reason.english()


def matrix_lines(filled):
    mark = mark_inference(SHEET, {**MODEL, MATRIX: filled})
    return {line.key: line for line in mark.lines[1:]}


# ----- by value


def test_the_right_sheet_has_all_points():
    mark = mark_inference(SHEET, MODEL)
    assert (mark.points, mark.maximum) == (15, 15)
    assert [line.key for line in mark.lines] == [
        "control",
        "matrix:director",
        "matrix:number",
        "matrix:lamps",
        "matrix:best",
    ]


def test_nothing_earns_nothing():
    mark = mark_inference(SHEET, {})
    assert mark.points == 0
    assert all(line.outcome.value == "blank" for line in mark.lines)


def test_premises_that_are_left_out_are_named_with_their_report():
    drawn = replace(RIGHT, facts={"director": Use.FOR, "runs": Use.AGAINST})
    assert part(drawn, 0) == (
        "partly",
        Fraction(2, 3),
        "2 of 3 are chosen rightly. Left out: R03 “Tate uses the number.”.",
    )


def test_a_contrary_fact_that_is_taken_for_a_premise_is_told():
    drawn = replace(RIGHT, facts={**RIGHT.facts, "runs": Use.FOR})
    assert part(drawn, 0) == (
        "partly",
        Fraction(1, 2),
        "2 of 3 are chosen rightly. It speaks against it: R06 “Lind is said to run the shop.”.",
    )


def test_what_does_not_carry_it_costs_half_and_what_does_no_harm_costs_nothing():
    drawn = replace(RIGHT, facts={**RIGHT.facts, "lamps": Use.FOR})
    assert part(drawn, 0) == (
        "partly",
        Fraction(5, 6),
        "3 of 3 are chosen rightly. It does not carry it: R05 “Another shop sells lamps.”.",
    )
    assert part(replace(RIGHT, facts={**RIGHT.facts, "touch": Use.FOR}), 0)[1] == 1


def test_reports_of_one_source_count_once_and_that_is_told():
    reports = [{**one, "origin": "same"} for one in PAYLOAD["reports"]]
    spec = parse_inference(inference(), case(reports=reports)).value
    mark = mark_inference(spec, model_answers(spec))
    assert mark.lines[0].parts[0].reason.english() == (
        "3 of 3 are chosen rightly. R01, R03 go back to one source: they count once."
    )


@pytest.mark.parametrize(
    ("kind", "outcome", "share"),
    [
        (Kind.HYPOTHESIS, "right", 1),
        (Kind.CONCLUSION, "partly", Fraction(1, 2)),
        (Kind.PREDICTION, "wrong", 0),
        (None, "blank", 0),
    ],
)
def test_the_kind_of_inference(kind, outcome, share):
    assert part(replace(RIGHT, kind=kind), 1)[:2] == (outcome, share)


@pytest.mark.parametrize(
    ("word", "share"),
    [
        ("highly-likely", 1),
        ("likely", Fraction(1, 2)),
        ("almost-certain", Fraction(1, 2)),
        ("realistic-possibility", 0),
        ("", 0),
    ],
)
def test_the_next_word_of_the_yardstick_has_half(word, share):
    assert part(replace(RIGHT, likelihood=word), 2)[1] == share


def test_confidence_stands_apart_from_likelihood():
    assert part(replace(RIGHT, confidence="high"), 3) == (
        "partly",
        Fraction(1, 2),
        "One step beside the right one: moderate confidence.",
    )


@pytest.mark.parametrize(
    ("statement", "share", "reason"),
    [
        ("Highly likely Tate runs it.", 1, "Clear words, and nothing vague."),
        (
            "Tate may control it, possibly.",
            0,
            "Vague: “may”, “possibly”. Say how likely it is, by a word of the yardstick.",
        ),
        ("Tate signs.", Fraction(1, 2), "It does not say “controls”."),
        (
            "It is unlikely that Tate controls it.",
            Fraction(1, 2),
            "Clear words, and nothing vague. It says “unlikely”, but you chose “highly likely”.",
        ),
    ],
)
def test_the_wording_of_the_statement(statement, share, reason):
    assert part(replace(RIGHT, statement=statement), 4)[1:] == (share, reason)


def test_the_verb_may_is_vague_and_the_month_is_not():
    assert vague_words("They may come in May.") == ["may"]
    assert vague_words("They come in May 2019, in all likelihood.") == []
    assert vague_words("It is possible; a possibility is not.") == ["possible"]
    assert vague_words("شاید وہ آئے") == ["شاید"]


def test_a_longer_word_of_the_yardstick_is_not_read_as_the_shorter():
    assert bands_in("highly unlikely") == ["highly-unlikely"]
    assert bands_in("Highly likely, or at least probable") == ["likely", "highly-likely"]
    assert bands_in("a realistic possibility") == ["realistic-possibility"]
    assert list(BANDS) == [
        "remote-chance",
        "highly-unlikely",
        "unlikely",
        "realistic-possibility",
        "likely",
        "highly-likely",
        "almost-certain",
    ]


def test_consistent_and_not_applicable_are_near_inconsistent_is_not():
    cells = dict(MODEL[MATRIX].cells)
    cells["director", "tate"] = Cell.NOT_APPLICABLE
    cells["director", "lind"] = Cell.CONSISTENT
    line = matrix_lines(Filled(cells, "tate"))["matrix:director"]
    assert [(one.outcome.value, one.points) for one in line.parts] == [
        ("partly", Fraction(1, 4)),
        ("wrong", 0),
    ]


def test_a_cell_may_have_two_right_values():
    cells = dict(MODEL[MATRIX].cells)
    cells["lamps", "tate"] = Cell.CONSISTENT
    assert matrix_lines(Filled(cells, "tate"))["matrix:lamps"].points == 1


def test_the_winner_may_follow_from_the_own_cells():
    cells = {
        **MODEL[MATRIX].cells,
        ("director", "lind"): Cell.CONSISTENT,
        ("number", "tate"): Cell.INCONSISTENT,
    }
    best = matrix_lines(Filled(cells, "lind"))["matrix:best"]
    assert best.points == 2
    assert best.parts[0].reason.english() == (
        "It follows from your own cells. By the key it is: Tate controls it."
    )
    assert matrix_lines(Filled(MODEL[MATRIX].cells, "lind"))["matrix:best"].points == 0
    assert matrix_lines(Filled({}, "lind"))["matrix:best"].points == 0
    assert matrix_lines(Filled({}, "tate"))["matrix:best"].points == 2


def test_the_fewest_inconsistent_wins_whatever_is_consistent():
    cells = {
        ("a", "x"): Cell.CONSISTENT,
        ("b", "x"): Cell.INCONSISTENT,
        ("a", "y"): Cell.NOT_APPLICABLE,
    }
    assert least_inconsistent(["x", "y"], cells) == {"y"}
    assert least_inconsistent(["x", "y"], {}) == {"x", "y"}


def test_what_a_person_gives_for_a_line_counts():
    mark = mark_inference(SHEET, {}, {"control": HandMark({"credit": Fraction(7)}, "By word.")})
    assert (mark.points, mark.lines[0].comment) == (7, "By word.")


# ----- reading


def test_answers_of_a_browser_come_back_as_they_went():
    for line, answer in MODEL.items():
        raw = dump_answer(SHEET, SEED, answer)
        assert read_answer(SHEET, SEED, line, raw).answer == answer


def test_names_for_the_browser_tell_nothing():
    assert not SHEET.facts.keys() & SHEET.facts_by_token(SEED).keys()
    tokens = list(SHEET.hypotheses_by_token(SEED))
    assert tokens == sorted(tokens)


@pytest.mark.parametrize(
    ("line", "raw", "path"),
    [
        ("control", [], "answer"),
        ("control", {"cells": {}}, "answer"),
        ("control", {"facts": {"director": "for"}}, "facts"),
        ("control", {"facts": {"?": "maybe"}}, "facts"),
        ("control", {"kind": "guess"}, "kind"),
        ("control", {"likelihood": ["likely"]}, "likelihood"),
        ("control", {"confidence": 3}, "confidence"),
        ("control", {"statement": "x" * 2001}, "statement"),
        (MATRIX, {"facts": {}}, "answer"),
        (MATRIX, {"cells": {"?": {}}}, "cells"),
        (MATRIX, {"best": "tate"}, "best"),
    ],
)
def test_what_is_no_answer_is_told_with_its_place(line, raw, path):
    found = read_answer(SHEET, SEED, line, raw)
    assert found.answer is None
    assert [one.path for one in found.problems] == [path]


@pytest.mark.parametrize(("line", "raw"), [("control", {}), (MATRIX, {"cells": {}})])
def test_nothing_filled_in_is_no_answer(line, raw):
    assert read_answer(SHEET, SEED, line, raw) == type(read_answer(SHEET, SEED, line, raw))(None)


# ----- files


def test_all_faults_of_a_file_are_told_at_once():
    bad = {
        "key": "bad",
        "ask": {"en": "Who?"},
        "premises": ["director", "nothing"],
        "against": ["director"],
        "kind": [],
        "statement": {"en": "Tate may do it."},
        "words": ["Lind"],
        "likelihood": "perhaps",
    }
    matrix = inference()["matrix"]
    matrix["evidence"][0]["cells"] = {"tate": "consistent"}
    found = faults(inferences=[bad, {**bad, "key": "matrix"}], matrix=matrix)
    options = ", ".join(BANDS)
    one = [
        ("premises", "No fact has the key nothing."),
        ("likelihood", f"Choose from: {options}."),
        ("kind", "Say which kind of inference it is."),
        ("against", "director cannot be both."),
        ("words", "The text itself lacks “Lind”."),
        ("statement", "“may” is vague. Say how likely it is."),
    ]
    assert found == [
        *((f"inferences[0].{path}", message) for path, message in one),
        *((f"inferences[1].{path}", message) for path, message in one),
        ("inferences[1].key", "matrix is used twice. Choose another."),
        ("matrix.evidence[0].cells.lind", "This field is needed."),
        ("matrix.evidence", "lind, tate are inconsistent equally often: none wins."),
    ]


# ----- properties

USES = st.dictionaries(st.sampled_from(sorted(SHEET.facts)), st.sampled_from(Use))
DRAWN = st.builds(
    Drawn,
    facts=USES,
    kind=st.none() | st.sampled_from(Kind),
    statement=st.sampled_from(["", "Tate controls it", "Tate might", "unlikely"]),
    likelihood=st.sampled_from(["", *BANDS]),
    confidence=st.sampled_from(["", "high", "moderate", "low"]),
)
CELLS = st.dictionaries(
    st.sampled_from([(fact, one) for fact in SHEET.matrix.rows for one in ("tate", "lind")]),
    st.sampled_from(Cell),
)
FILLED = st.builds(Filled, CELLS, st.sampled_from(["", "tate", "lind"]))


@given(DRAWN, FILLED)
def test_marks_stay_between_nothing_and_all(drawn, filled):
    mark = mark_inference(SHEET, {"control": drawn, MATRIX: filled})
    assert 0 <= mark.points <= mark.maximum
    assert all(0 <= line.points <= line.maximum for line in mark.lines)


@given(DRAWN, st.sampled_from(sorted(SHEET.facts)))
def test_a_fact_taken_rightly_never_lowers_and_wrongly_never_raises(drawn, key):
    def premises(facts):
        mark = mark_inference(SHEET, {"control": replace(drawn, facts=facts)})
        return mark.lines[0].parts[0].points

    others = {fact: use for fact, use in drawn.facts.items() if fact != key}
    right = RIGHT.facts.get(key)
    if right:
        assert premises({**others, key: right}) >= premises(others)
    for use in Use:
        if use is not right:
            assert premises({**others, key: use}) <= premises(others)
