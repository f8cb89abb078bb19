"""Rules of repetition against the expansion of an independent library, and their bounds."""

import datetime as clockwork
from datetime import datetime, timedelta
from types import SimpleNamespace
from unittest import mock

import dateutil.rrule
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.agenda.formats.recurrence import days_to_look_at, occurrences
from lms.agenda.formats.rrule import WEEKDAYS, RuleUnreadable, read_rule

FIRST, LAST = datetime(2026, 3, 1), datetime(2027, 9, 1)
# The other library looks for the next moment of a rule that never comes true until this year.
NEAR = SimpleNamespace(**{**vars(clockwork), "MAXYEAR": 2028})


def _list(numbers: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[str]:
    some = st.lists(numbers, min_size=1, max_size=most, unique=True)
    return some.map(lambda found: ",".join(map(str, found)))


def _signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most).filter(bool)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules as RFC 5545 allows them, with the parts that its table forbids left out."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency}
    if draw(st.booleans()):
        parts["INTERVAL"] = str(draw(st.integers(1, 5)))
    if draw(st.booleans()):
        parts["COUNT"] = str(draw(st.integers(1, 40)))
    if draw(st.booleans()):
        parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    if draw(st.booleans()):
        parts["BYMONTH"] = draw(_list(st.integers(1, 12)))
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = draw(_list(_signed(31)))
    if draw(st.booleans()):
        days = st.sampled_from(WEEKDAYS)
        if frequency == "MONTHLY" or (frequency == "YEARLY" and "BYMONTH" in parts):
            # the other takes "MO,1MO" for both at once, RFC 5545 for either
            if draw(st.booleans()):
                ordinals = st.sampled_from(["1", "2", "-1", "+4", "5"])
                days = st.tuples(ordinals, days).map("".join)
        parts["BYDAY"] = draw(_list(days))  # type: ignore[arg-type]
    if frequency == "YEARLY" and draw(st.booleans()):
        parts["BYYEARDAY"] = draw(_list(_signed(366)))
    if frequency == "YEARLY" and "BYDAY" in parts and draw(st.booleans()):
        if not any(sign.isdigit() for sign in parts["BYDAY"]):
            parts["BYWEEKNO"] = draw(_list(_signed(53)))
    if draw(st.booleans()):
        parts["BYHOUR"] = draw(_list(st.integers(0, 23), 2))
    some = set(parts) & {"BYDAY", "BYMONTHDAY", "BYHOUR"}
    if frequency != "WEEKLY" and some and draw(st.booleans()):  # the other counts weeks cut off
        parts["BYSETPOS"] = draw(_list(_signed(4), 2))
    return ";".join(f"{name}={value}" for name, value in parts.items())


@settings(max_examples=300)
@given(rules(), st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)))
@example("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", datetime(2026, 1, 30, 9))
@example("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", datetime(2020, 10, 25, 3))
@example("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU", datetime(2024, 1, 1, 3))
@example("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", datetime(2026, 1, 6, 9))
@example("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2026, 1, 31, 9))
def test_the_same_moments_as_the_other_library(text: str, start: datetime) -> None:
    start = start.replace(microsecond=0)
    with mock.patch.object(dateutil.rrule, "datetime", NEAR):
        theirs = dateutil.rrule.rrulestr(text, dtstart=start).between(FIRST, LAST, inc=True)
    ours = list(occurrences(read_rule(text), start, first=FIRST, last=LAST))
    assert ours == theirs


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FREQ=SECONDLY", "It repeats more often than daily. Such rules are not read."),
        ("FREQ=HOURLY;INTERVAL=2", "It repeats more often than daily. Such rules are not read."),
        (
            "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5",
            "It repeats more often than hourly. Such rules are not read.",
        ),
        ("", "The rule of repetition is broken."),
        ("FREQ=DAILY;FREQ=DAILY", "The rule of repetition is broken."),
        ("FREQ=DAILY;INTERVAL=0", "The rule of repetition is broken."),
        ("FREQ=DAILY;COUNT=-1", "The rule of repetition is broken."),
        ("FREQ=DAILY;COUNT=99999999999999999999", "The rule of repetition is broken."),
        ("FREQ=DAILY;INTERVAL=1_0", "The rule of repetition is broken."),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "The rule of repetition is broken."),
        ("FREQ=DAILY;INTERVAL=", "The rule of repetition is broken."),
        ("FREQ=WEEKLY;BYDAY=XX", "The rule of repetition is broken."),
        ("FREQ=WEEKLY;BYDAY=0MO", "The rule of repetition is broken."),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "The rule of repetition is broken."),
        ("FREQ=NEVER", "The rule of repetition is of a kind that is not read."),
        ("FREQ=DAILY;BYEASTER=1", "The rule of repetition is of a kind that is not read."),
        ("RSCALE=HEBREW;FREQ=YEARLY", "The rule of repetition is of a kind that is not read."),
    ],
)
def test_what_is_not_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(RuleUnreadable) as found:
        read_rule(text)
    assert found.value.reason.english() == reason


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYYEARDAY=300",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=366",
    ],
)
def test_a_rule_that_never_comes_true_costs_no_more_than_its_window(text: str) -> None:
    rule, start = read_rule(text), datetime(1601, 1, 1, 9)
    assert list(occurrences(rule, start, first=FIRST, last=LAST)) == []
    assert days_to_look_at(rule, start, LAST, FIRST) <= 550 + 367


def test_a_count_is_looked_at_from_its_start() -> None:
    rule = read_rule("FREQ=DAILY;COUNT=10")
    start = FIRST - timedelta(days=7)
    found = list(occurrences(rule, start, first=FIRST, last=LAST))
    assert found == [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]
    assert days_to_look_at(rule, datetime(1990, 1, 1), LAST, FIRST) > 13_000
