import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.credentials import codes

random_signs = st.text(codes.ALPHABET, min_size=15, max_size=15)
code = random_signs.map(lambda signs: signs + codes.check_sign(signs))


def test_a_new_code_has_sixteen_signs_and_is_valid() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.is_valid(one) and len(one) == 16 for one in made)


@given(code)
def test_any_one_wrong_sign_is_found(right: str) -> None:
    for place, sign in itertools.product(range(16), codes.ALPHABET):
        if sign != right[place]:
            assert not codes.is_valid(right[:place] + sign + right[place + 1 :])


@given(code)
def test_any_two_swapped_signs_are_found(right: str) -> None:
    for one, two in itertools.combinations(range(16), 2):
        signs = list(right)
        signs[one], signs[two] = signs[two], signs[one]
        if signs != list(right):
            assert not codes.is_valid("".join(signs))


@given(code)
def test_a_doubled_pair_typed_as_another_is_found(right: str) -> None:
    for place in range(15):
        if right[place] == right[place + 1]:
            for sign in set(codes.ALPHABET) - {right[place]}:
                assert not codes.is_valid(right[:place] + sign * 2 + right[place + 2 :])


@given(
    code,
    st.booleans(),
    st.sampled_from(["-", " ", " - ", "\u2013", "\u2212", "", "\u00a0"]),
)
def test_what_people_type_is_understood(right: str, lower: bool, joint: str) -> None:
    typed = joint.join(right[start : start + 4] for start in range(0, 16, 4))
    typed = typed.replace("0", "O").replace("1", "l")
    assert codes.read(typed.lower() if lower else typed) == codes.TypedCode(right, True)


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("oOiIlL", "001111"),
        ("۷K۳M", "7K3M"),
        ("７ｋ３ｍ", "7K3M"),
        ("  7k3m\t\n", "7K3M"),
        ("7K3M.", "7K3M"),
    ],
)
def test_lookalikes_and_other_digits(typed: str, signs: str) -> None:
    assert codes.normalise(typed) == signs


@given(st.text(max_size=60))
def test_nothing_typed_raises(typed: str) -> None:
    codes.read(typed)


def test_printed_in_groups() -> None:
    assert codes.grouped("7K3MQ2XA9FTD00AB") == "7K3M-Q2XA-9FTD-00AB"
