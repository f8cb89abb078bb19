"""Weighted kappa against values worked out by hand, and against its own definition."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.agreement import agreement, quadratic_weight, weighted_kappa
from lms.engines.scales import FIVE_BY_FIVE, FOUR_BY_FOUR, SCALES, SIX_BY_SIX, THREE_BY_FIVE


def test_by_hand_two_by_two():
    """Two codes: weights are 0 and 1, so it is Cohen's plain kappa. 20 items, 7 + 7 agree:
    observed 14/20; chance (10*10 + 10*10)/400 = 1/2; (0.7 - 0.5) / 0.5 = 2/5."""
    pairs = [("A", "A")] * 7 + [("A", "B")] * 3 + [("B", "A")] * 3 + [("B", "B")] * 7

    def weight(one, other):
        return Fraction(one != other)

    assert weighted_kappa(pairs, weight) == Fraction(2, 5)


def test_by_hand_four_codes_in_order():
    """4x4 information, four answers: 1 as 1, 2 as 3, 3 as 3, 4 as 3. Weights (d/3)^2.

    Observed: (1/9 + 1/9) / 4 = 1/18. Chance: right codes 1/4 each, given 1/4 "1" and 3/4 "3":
    against "1": (0 + 1 + 4 + 9)/9/4 = 7/18, against "3": (4 + 1 + 0 + 1)/9/4 = 1/6;
    1/4 * 7/18 + 3/4 * 1/6 = 2/9. Kappa = 1 - (1/18)/(2/9) = 3/4.
    """
    pairs = [("1", "1"), ("2", "3"), ("3", "3"), ("4", "3")]
    assert agreement(FOUR_BY_FOUR, "information", pairs).kappa == Fraction(3, 4)


def test_by_hand_what_cannot_be_judged_is_as_far_as_can_be():
    """4x4 source, A as A, X as C, A as X: observed (0 + 1 + 1)/3. Chance: right A 2/3, X 1/3; given
    A, C, X 1/3 each: 2/3 * (0 + 1 + 1)/3 + 1/3 * (1 + 1 + 0)/3 = 2/3. Kappa = 0."""
    pairs = [("A", "A"), ("X", "C"), ("A", "X")]
    assert agreement(FOUR_BY_FOUR, "source", pairs).kappa == 0


def test_confusions_are_counted_by_right_and_given_code():
    found = agreement(FOUR_BY_FOUR, "source", [("A", "A"), ("A", "B"), ("B", "B"), ("A", "B")])
    assert (found.answers, found.exact) == (4, 2)
    assert found.row("A") == [1, 2, 0, 0]
    assert found.row("X") == [0, 0, 0, 0]


def test_nothing_can_be_said_of_nothing_or_of_one_code_alone():
    assert agreement(FOUR_BY_FOUR, "source", []).kappa is None
    assert agreement(FOUR_BY_FOUR, "source", [("A", "A"), ("A", "A")]).kappa is None


def test_weights_follow_the_order_and_handling_its_strictness():
    assert quadratic_weight(SIX_BY_SIX, "source")("A", "E") == 1
    assert quadratic_weight(SIX_BY_SIX, "source")("B", "C") == Fraction(1, 16)
    assert quadratic_weight(SIX_BY_SIX, "source")("A", "F") == 1
    assert quadratic_weight(THREE_BY_FIVE, "source")("1", "3") == 1
    assert quadratic_weight(FOUR_BY_FOUR, "handling")("H0", "H1") == Fraction(1, 9)
    assert quadratic_weight(FIVE_BY_FIVE, "handling")("1", "2") == 1
    assert quadratic_weight(FIVE_BY_FIVE, "handling")("1", "4") == Fraction(1, 4)


lists = [(scale, part) for scale in SCALES.values() for part in scale.parts]


@pytest.mark.parametrize(("scale", "part"), lists, ids=lambda one: getattr(one, "scheme", one))
@given(data=st.data())
def test_it_is_its_definition_and_never_above_one(scale, part, data):
    """Against the formula written out over the whole table of codes, in floats."""
    code = st.sampled_from(scale.codes(part))
    pairs = data.draw(st.lists(st.tuples(code, code), min_size=1, max_size=30))
    weight, found = quadratic_weight(scale, part), agreement(scale, part, pairs)
    total = len(pairs)
    observed = expected = 0.0
    for one in scale.codes(part):
        for other in scale.codes(part):
            cost = float(weight(one, other))
            assert weight(one, other) == weight(other, one)
            assert (cost == 0) == (one == other)
            observed += cost * pairs.count((one, other)) / total
            rows = sum(right == one for right, _ in pairs)
            columns = sum(given == other for _, given in pairs)
            expected += cost * rows * columns / total**2
    if expected == 0:
        assert found.kappa is None
    else:
        assert found.kappa <= 1
        assert float(found.kappa) == pytest.approx(1 - observed / expected)
    assert (found.kappa == 1) == (expected > 0 and all(one == other for one, other in pairs))
