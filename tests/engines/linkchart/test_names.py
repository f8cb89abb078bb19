"""Names that are the same, near, or another's."""

import pytest

from lms.engines.linkchart.names import NameIndex, Names


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
    assert NameIndex([Names.of("E1", False, [listed])]).same(written) == ["E1"]


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
    assert NameIndex([Names.of("E1", True, [listed])]).same(written) == ["E1"] * same


def index(*names, identifier=False):
    return NameIndex(
        Names.of(chr(ord("A") + at), identifier, [name] if isinstance(name, str) else name)
        for at, name in enumerate(names)
    )


def test_a_near_name_must_be_clearly_ahead_of_the_next():
    assert index("Ahmad Karimi").nearest("Ahmid Karimi") == "A"
    assert index("Ahmad Karimi", "Ahmed Karimi").nearest("Ahmid Karimi") is None
    assert index(["Ahmad Karimi", "Ahmed Karimi"]).nearest("Ahmid Karimi") == "A"


@pytest.mark.parametrize(
    ("listed", "written", "found"),
    [
        (["abcdefg"], "abcdefx", None),  # 0.857
        (["abcdefghijklmn"], "abcdefghijklxn", "A"),  # 0.929
        (["abcdefghijklmnopqrst", "abcdefghijklmnopqrxy"], "abcdefghijklmnopqrsu", None),  # by 0.05
        (["abcdefghijklmnop", "abcdefghijklmxyz"], "abcdefghijklmnoq", "A"),  # 0.938 and 0.812
        (["abcdefghijklmnop", "qqqqqqqq"], "abcdefghijklmnoq", "A"),
    ],
)
def test_the_two_thresholds(listed, written, found):
    assert index(*listed).nearest(written) == found


def test_a_far_name_and_an_identifier_are_never_near():
    assert index("Ahmad Karimi").nearest("Somebody Else") is None
    assert index("+999 200 0101", identifier=True).nearest("+999 200 0102") is None


def test_one_name_of_two_things_is_said_of_both():
    both = NameIndex([Names.of("B", False, ["Lantern"]), Names.of("A", False, ["lantern"])])
    assert both.same("LANTERN") == ["A", "B"]
    assert both.nearest("lantarn") is None
