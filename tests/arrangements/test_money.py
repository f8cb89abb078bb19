"""Money: exact in every currency, typed as people type it, never a float."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.arrangements.rules import money
from lms.core.messages import Message

URDU = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("2,500.00", "PKR", 250_000),
        ("2500", "PKR", 250_000),
        ("۲٬۵۰۰٫۵۰", "PKR", 250_050),
        ("1,00,000", "PKR", 10_000_000),  # grouped as in South Asia
        ("2 500.5", "EUR", 250_050),
        ("2500", "JPY", 2_500),
        ("1.234", "KWD", 1_234),
        ("12.500", "USD", 1_250),
        ("0", "USD", 0),
    ],
)
def test_a_sum_as_it_is_typed(text: str, currency: str, minor: int) -> None:
    assert money.parse(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "PKR"),
        ("2.500,00", "PKR"),
        ("2,50", "PKR"),
        ("-5", "PKR"),
        ("1e3", "PKR"),
        ("Rs 500", "PKR"),
        ("0.5", "JPY"),
        ("1.005", "USD"),
        ("NaN", "USD"),
        ("99999999999", "PKR"),
        ("5.", "PKR"),
    ],
)
def test_a_doubtful_sum_is_not_guessed(text: str, currency: str) -> None:
    assert isinstance(money.parse(text, currency), Message)


@settings(max_examples=30)
@given(st.integers(0, money.MOST), st.sampled_from(["PKR", "USD", "JPY", "KWD", "EUR", "AFN"]))
def test_there_and_back(minor: int, currency: str) -> None:
    """Typed, grouped or in Urdu digits: the same sum comes back."""
    places = money.decimals(currency)
    grouped = f"{money.amount(minor, currency):,.{places}f}"
    for text in (money.typed(minor, currency), grouped, grouped.translate(URDU)):
        assert money.parse(text, currency) == minor
    assert money.amount(minor, currency) * 10**places == Decimal(minor)


def test_currencies_are_those_of_iso_4217() -> None:
    assert money.currency_code(" pkr ") == "PKR"
    assert [money.decimals(one) for one in ("PKR", "JPY", "KWD")] == [2, 0, 3]
    for wrong in ("", "Rs", "QQQ", "PK1", "RUPEES"):
        assert isinstance(money.currency_code(wrong), Message)
