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

wall = datetime.fromisoformat
FIRST, LAST = wall("2026-03-01"), wall("2027-09-01")
# The other library looks for the next moment of a rule that never comes true until this year.
NEAR = SimpleNamespace(**{**vars(clockwork), "MAXYEAR": 2028})


def _list(numbers: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[str]:
    some = st.lists(numbers, min_size=1, max_size=most, unique=True)
    return some.map(lambda found: ",".join(map(str, found)))


def _signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most).filter(bool)


def _some(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """The part of a rule, or nothing."""
    return st.just({}) | values.map(lambda value: {name: value})


def _weekdays(ordinals: bool) -> st.SearchStrategy[str]:
    """Plain weekdays or, in months, numbered ones; the other library takes "MO,1MO" for both at
    once, RFC 5545 for either."""
    plain = st.sampled_from(WEEKDAYS)
    numbered = st.tuples(st.sampled_from(["1", "2", "-1", "+4", "5"]), plain).map("".join)
    return (_list(plain) | _list(numbered)) if ordinals else _list(plain)


def _merged(*parts: st.SearchStrategy[dict[str, str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.tuples(*parts).map(lambda found: {k: v for one in found for k, v in one.items()})


_ANY = (
    _some("INTERVAL", st.integers(1, 5).map(str)),
    _some("COUNT", st.integers(1, 40).map(str)),
    _some("WKST", st.sampled_from(WEEKDAYS)),
    _some("BYMONTH", _list(st.integers(1, 12))),
    _some("BYHOUR", _list(st.integers(0, 23), 2)),
)
_MONTH_DAYS = _some("BYMONTHDAY", _list(_signed(31)))
_POSITIONS = _some("BYSETPOS", _list(_signed(4), 2))
# What RFC 5545 forbids is left out, and positions in weeks: the other cuts the first week off.
RULES = st.one_of(
    _merged(st.just({"FREQ": "DAILY"}), *_ANY, _MONTH_DAYS, _some("BYDAY", _weekdays(False))),
    _merged(st.just({"FREQ": "WEEKLY"}), *_ANY, _some("BYDAY", _weekdays(False))),
    _merged(
        st.just({"FREQ": "MONTHLY"}),
        *_ANY,
        _MONTH_DAYS,
        _some("BYDAY", _weekdays(True)),
        _POSITIONS,
    ),
    _merged(
        st.just({"FREQ": "YEARLY", "BYMONTH": "3,9"}),
        *_ANY,
        _some("BYDAY", _weekdays(True)),
        _POSITIONS,
    ),
    _merged(
        st.just({"FREQ": "YEARLY"}),
        *_ANY,
        _MONTH_DAYS,
        _some("BYYEARDAY", _list(_signed(366))),
        _some("BYDAY", _weekdays(False)),
        _POSITIONS,
    ),
    _merged(
        st.just({"FREQ": "YEARLY"}),
        *_ANY,
        _list(_signed(53)).map(lambda weeks: {"BYWEEKNO": weeks}),
        _weekdays(False).map(lambda days: {"BYDAY": days}),
        _POSITIONS,
    ),
).map(lambda parts: ";".join(f"{name}={value}" for name, value in parts.items()))


@settings(max_examples=300)
@given(RULES, st.datetimes(wall("2024-01-01"), wall("2026-12-31")))
@example("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", wall("2026-01-30 09:00"))
@example("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", wall("2020-10-25 03:00"))
@example("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU", wall("2024-01-01 03:00"))
@example("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", wall("2026-01-06 09:00"))
@example("FREQ=MONTHLY;BYMONTHDAY=31", wall("2026-01-31 09:00"))
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
    rule, start = read_rule(text), wall("1601-01-01 09:00")
    assert list(occurrences(rule, start, first=FIRST, last=LAST)) == []
    assert days_to_look_at(rule, start, LAST, FIRST) <= 550 + 367


def test_a_count_is_looked_at_from_its_start() -> None:
    rule = read_rule("FREQ=DAILY;COUNT=10")
    start = FIRST - timedelta(days=7)
    found = list(occurrences(rule, start, first=FIRST, last=LAST))
    assert found == [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]
    assert days_to_look_at(rule, wall("1990-01-01"), LAST, FIRST) > 13_000
