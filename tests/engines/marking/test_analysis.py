"""Item analysis: figures that a textbook would give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.marking.analysis import Response, Sign, analyse


def right(*chosen: str) -> Response:
    return Response(1.0, True, chosen)


def wrong(*chosen: str) -> Response:
    return Response(0.0, True, chosen)


BLANK = Response(0.0, False)


def test_facility_is_the_mean_share_and_blanks_are_counted():
    sheets = [{"q": right()}, {"q": Response(0.5, True)}, {"q": BLANK}, {"q": wrong()}]
    item = analyse(sheets, ["q"]).items[0]
    assert (item.facility, item.blank, item.people) == (0.375, 1, 4)
    assert item.signs == (Sign.FEW,)


def test_alpha_of_the_guttman_scale_of_four_people():
    # KR-20 by hand: three items of facility 3/4, 1/2, 1/4; total variance 1.25
    sheets = [
        {"a": right(), "b": right(), "c": right()},
        {"a": right(), "b": right(), "c": wrong()},
        {"a": right(), "b": wrong(), "c": wrong()},
        {"a": wrong(), "b": wrong(), "c": wrong()},
    ]
    found = analyse(sheets, ["a", "b", "c"])
    assert found.alpha == pytest.approx(3 / 2 * (1 - (0.1875 + 0.25 + 0.1875) / 1.25))
    assert found.mean == pytest.approx(0.5)


def test_a_question_that_good_people_fail_is_told():
    good, weak = {f"q{n}": right() for n in range(4)}, {f"q{n}": wrong() for n in range(4)}
    sheets = [{**good, "odd": wrong("b")}] * 8 + [{**weak, "odd": right("a")}] * 8
    odd = analyse(sheets, ["odd"]).items[0]
    assert odd.discrimination == pytest.approx(-1)
    assert odd.signs == (Sign.NEGATIVE,)
    assert odd.spread == -1
    assert [(one.key, one.chosen, one.upper, one.lower) for one in odd.options] == [
        ("a", 8, 0, 4),
        ("b", 8, 4, 0),
    ]


def test_alpha_is_not_said_where_people_had_different_questions():
    sheets = [{"a": right(), "b": wrong()}, {"a": right(), "c": wrong()}]
    found = analyse(sheets, ["a", "b", "c"])
    assert found.alpha is None and found.error is None
    assert [item.people for item in found.items] == [2, 1, 1]


def test_nobody_gives_no_figures_and_no_error():
    found = analyse([], ["a"])
    assert found.mean is None and found.items[0].people == 0


shares = st.sampled_from([-2.0, -1 / 3, 0.0, 0.25, 0.5, 1.0])
sheets_of = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.builds(Response, shares, st.booleans())),
    max_size=25,
)


@settings(max_examples=30)
@given(sheets_of)
def test_figures_keep_their_bounds_and_do_not_hang_on_the_order_of_questions(sheets):
    found = analyse(sheets, list("abcdef"))
    again = analyse([dict(reversed(one.items())) for one in sheets], list("abcdef"))
    for item, other in zip(found.items, again.items, strict=True):
        assert item.facility == pytest.approx(other.facility)
        assert item.discrimination is None or -1.0001 <= item.discrimination <= 1.0001
        assert 0 <= item.blank <= item.people <= len(sheets)
    assert found.alpha is None or found.alpha <= 1.0001
