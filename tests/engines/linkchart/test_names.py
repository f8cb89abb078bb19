"""Names that are the same, near, or another's."""

import pytest

from lms.engines.linkchart.names import Names, nearest


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Велк Радомир", "Radomir Velk"),
        ("radomir  VELK", "Radomir Velk"),
        ("“the Cooper”", "the Cooper"),
        ("Ünal Şahin", "Unal Sahin"),
    ],
)
def test_script_case_accents_and_order_do_not_matter(written, listed):
    assert Names.of("E1", False, [listed]).same(written)


@pytest.mark.parametrize(
    ("written", "listed", "same"),
    [
        ("00999 200 0101", "+999 200 0101", True),
        ("۹۹۹ ۲۰۰ ۰۱۰۱", "+999 200 0101", True),
        ("+999 200 0102", "+999 200 0101", False),
        ("lorry KV 4471 C", "KV-4471-C", True),
        ("KV-4477-C", "KV-4471-C", False),
        ("container ZZZU 481220-3", "ZZZU 481220-3", True),
        ("ZZZV 481220-3", "ZZZU 481220-3", False),
        ("481220-3", "ZZZU 481220-3", False),
    ],
)
def test_identifiers_match_exactly_after_cleaning(written, listed, same):
    assert Names.of("E1", True, [listed]).same(written) is same


def test_a_near_name_must_be_clearly_ahead_of_the_next():
    one = {"A": Names.of("A", False, ["Ahmad Karimi"])}
    two = {**one, "B": Names.of("B", False, ["Ahmed Karimi"])}
    assert nearest("Ahmid Karimi", one) == "A"
    assert nearest("Ahmid Karimi", two) is None


def test_a_far_name_and_an_identifier_are_never_near():
    assert nearest("Somebody Else", {"A": Names.of("A", False, ["Ahmad Karimi"])}) is None
    assert nearest("+999 200 0102", {"P": Names.of("P", True, ["+999 200 0101"])}) is None
