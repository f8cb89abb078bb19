"""Four scales: their codes, and which wrong grade is a near miss."""

from fractions import Fraction

import pytest

from lms.engines.marking.quiz import mark_question, parse_question, public_question
from lms.engines.scales import SCALES

HALF = Fraction(1, 2)

# what a grade earns (columns, in the order of the scale) where another is right (rows)
NEAR = {
    ("4x4", "source"): {"A": "2100", "B": "1210", "C": "0120", "X": "0002"},
    ("4x4", "information"): {"1": "2100", "2": "1210", "3": "0121", "4": "0012"},
    ("6x6", "source"): {
        "A": "210000",
        "B": "121000",
        "C": "012100",
        "D": "001210",
        "E": "000120",
        "F": "000002",
    },
    ("6x6", "information"): {
        "1": "210000",
        "2": "121000",
        "3": "012100",
        "4": "001210",
        "5": "000120",
        "6": "000002",
    },
    ("5x5x5", "source"): {"A": "21000", "B": "12100", "C": "01210", "D": "00120", "E": "00002"},
    ("5x5x5", "information"): {
        "1": "21000",
        "2": "12100",
        "3": "01200",
        "4": "00020",
        "5": "00002",
    },
    ("3x5x2", "source"): {"1": "200", "2": "020", "3": "002"},
    ("3x5x2", "information"): {
        "A": "21000",
        "B": "12100",
        "C": "01200",
        "D": "00020",
        "E": "00002",
    },
    ("4x4", "handling"): {"H0": "2111", "H1": "0211", "H2": "0021", "H3": "0002"},
    ("5x5x5", "handling"): {"1": "20011", "2": "02011", "3": "00211", "4": "00021", "5": "00002"},
    ("3x5x2", "handling"): {"P": "21", "C": "02"},
}


def test_every_list_of_every_scale_is_in_the_table():
    assert {(scale.scheme, part) for scale in SCALES.values() for part in scale.parts} == set(NEAR)


@pytest.mark.parametrize(("scheme", "part"), sorted(NEAR))
def test_near_misses_earn_half_and_not_knowing_is_no_neighbour(scheme, part):
    scale = SCALES[scheme]
    assert list(NEAR[scheme, part]) == list(scale.codes(part))
    for right, row in NEAR[scheme, part].items():
        answer = {name: scale.codes(name)[0] for name in ("source", "information")}
        answer[part] = right
        asked = parse_question(
            {
                "key": "q",
                "kind": "source_grading",
                "points": len(answer),
                "text": {"en": "Grade it."},
                "scheme": scheme,
                "answer": answer,
            }
        ).value
        assert list(public_question(asked, "seed")["parts"]) == list(answer)
        for code, halves in zip(scale.codes(part), row, strict=True):
            earned = mark_question(asked, "seed", {part: code}).mark.points
            assert earned == int(halves) * HALF, (right, code)


def test_codes_of_one_scale_are_none_of_another():
    payload = {"key": "q", "kind": "source_grading", "text": {"en": "Grade it."}}
    answer = {"source": "A", "information": "1"}
    found = parse_question(payload | {"scheme": "3x5x2", "answer": answer})
    assert [problem.path for problem in found.problems] == ["answer.source", "answer.information"]
