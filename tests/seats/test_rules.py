"""Where released seats go, and how quotas are shared: sums are kept, nobody gets too much."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.seats.rules.flow import by_ratio, by_wait_list, in_order, largest_remainder
from lms.seats.rules.quotas import alike, in_ratio

NAMES = "ABCDEF"
numbers = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40), max_size=6)
seats = st.integers(0, 90)
QUICK = settings(max_examples=30)


def test_the_largest_remainder_as_in_the_books() -> None:
    """The states of the first apportionment, 1791: Hamilton's own numbers for 120 seats."""
    people = {
        "Virginia": 630560, "Massachusetts": 475327, "Pennsylvania": 432879,
        "North Carolina": 353523, "New York": 331589, "Maryland": 278514, "Connecticut": 236841,
        "South Carolina": 206236, "New Jersey": 179570, "New Hampshire": 141822,
        "Vermont": 85533, "Georgia": 70835, "Kentucky": 68705, "Rhode Island": 68446,
        "Delaware": 55540,
    }  # fmt: skip
    assert list(largest_remainder(120, people).values()) == [
        21, 16, 14, 12, 11, 9, 8, 7, 6, 5, 3, 2, 2, 2, 2,
    ]  # fmt: skip


def test_named_agencies_get_in_their_order_up_to_their_maximum() -> None:
    waiting = {"A": 5, "B": 2, "C": 9}
    assert in_order(8, waiting, ["C", "A"], {"C": 4}) == {"C": 4, "A": 4}
    assert in_order(20, waiting, ["C", "A", "C"]) == {"C": 9, "A": 5}
    assert in_order(3, waiting, ["D", "B", "A"]) == {"B": 2, "A": 1}


def test_the_wait_list_is_served_from_the_front() -> None:
    assert by_wait_list(3, {"A": 2, "B": 2}, list("ABBA")) == {"A": 1, "B": 2}
    assert by_wait_list(9, {"A": 1, "B": 2}, list("AABBB")) == {"A": 1, "B": 2}


def test_by_ratio_what_one_leaves_the_others_get() -> None:
    assert by_ratio(10, {"A": 10, "B": 10}, {"A": 3, "B": 2}) == {"A": 6, "B": 4}
    assert by_ratio(10, {"A": 2, "B": 10}, {"A": 3, "B": 2}) == {"A": 2, "B": 8}
    # without a weight: after all others
    assert by_ratio(5, {"A": 4, "B": 3, "C": 3}, {"A": 1}) == {"A": 4, "B": 1}
    assert by_ratio(1, {"A": 1, "B": 1}, {"A": 5, "B": 5}) == {"A": 1}


@QUICK
@given(seats, numbers, numbers)
def test_by_ratio_gives_all_it_can_and_nobody_more_than_asked(
    there: int, wanted: dict[str, int], weights: dict[str, int]
) -> None:
    got = by_ratio(there, wanted, weights)
    assert sum(got.values()) == min(there, sum(wanted.values()))
    assert all(0 < number <= wanted[key] for key, number in got.items())


@QUICK
@given(seats, numbers, st.lists(st.sampled_from(NAMES), max_size=60))
def test_in_order_and_by_wait_list_too(there: int, wanted: dict[str, int], line: list[str]) -> None:
    named = sum(wanted.get(key, 0) for key in set(line))
    inline = sum(min(line.count(key), wanted.get(key, 0)) for key in set(line))
    for got, most in (
        (in_order(there, wanted, line), named),
        (by_wait_list(there, wanted, line), inline),
    ):
        assert sum(got.values()) == min(there, most)
        assert all(0 < number <= wanted[key] for key, number in got.items())


@QUICK
@given(seats, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 40), min_size=1))
def test_a_share_is_never_a_seat_away_from_the_exact_one(
    there: int, weights: dict[str, int]
) -> None:
    got = largest_remainder(there, weights)
    assert sum(got.values()) == there
    for key, weight in weights.items():
        assert abs(got[key] - Fraction(there * weight, sum(weights.values()))) < 1


@QUICK
@given(seats, numbers, st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_proposed_quotas_sum_to_the_seats_and_keep_what_is_in_use(
    there: int, least: dict[str, int], ratio: list[int]
) -> None:
    weights = dict(zip(least, ratio, strict=False))
    for given_weights, got in (
        (dict.fromkeys(least, 1), alike(there, least)),
        (weights, in_ratio(there, weights, least)),
    ):
        assert all(got[key] >= least[key] for key in least)
        fits = sum(least.values()) <= there and any(given_weights.values())
        assert sum(got.values()) == (there if fits else sum(least.values()))


def test_proposals_in_values() -> None:
    assert alike(30, dict.fromkeys("ABCD", 0)) == {"A": 8, "B": 8, "C": 7, "D": 7}
    assert alike(10, {"A": 8, "B": 0, "C": 0}) == {"A": 8, "B": 1, "C": 1}
    assert in_ratio(30, {"A": 5, "B": 4, "C": 1}, dict.fromkeys("ABC", 0)) == {
        "A": 15, "B": 12, "C": 3,
    }  # fmt: skip
