import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.credentials.serials import Serial, parse_serial

serials = st.builds(
    Serial,
    st.from_regex(r"[A-Z0-9]{2,12}", fullmatch=True),
    st.integers(1000, 9999),
    st.integers(1, 999_999_999),
)


def test_written_with_four_digits_and_more_when_needed() -> None:
    assert str(Serial("DGTR", 2026, 17)) == "DGTR-2026-0017"
    assert str(Serial("DGTR", 2026, 12345)) == "DGTR-2026-12345"


@given(serials)
def test_reading_gives_back_what_was_written(serial: Serial) -> None:
    assert parse_serial(str(serial)) == serial
    assert parse_serial(f" {str(serial).lower().replace('-', ' – ')} ") == serial


@pytest.mark.parametrize(
    "typed",
    [
        "dgtr-2026-17",
        "DGTR - ۲۰۲۶ - ۰۰۱۷",
        "DGTR–2026–0017",
        "DGTR 2026 0017",
        "dgtr20260017",
        "DGTR-2O26-OO17",
        "DGTR-2026-00l7",
    ],
)
def test_loose_typing(typed: str) -> None:
    assert parse_serial(typed) == Serial("DGTR", 2026, 17)


@pytest.mark.parametrize("typed", ["", "DGTR", "DGTR-2026", "DGTR-2026-0", "X-2026-1", "0017"])
def test_what_is_no_serial(typed: str) -> None:
    assert parse_serial(typed) is None


@given(st.text(max_size=40))
def test_nothing_typed_raises(typed: str) -> None:
    parse_serial(typed)


@pytest.mark.parametrize(
    ("prefix", "year", "number"), [("d", 2026, 1), ("DGTR", 26, 1), ("AB", 2026, 0)]
)
def test_an_impossible_serial_is_refused(prefix: str, year: int, number: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        Serial(prefix, year, number)
