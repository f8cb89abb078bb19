"""Laying a template's days over weekends and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.rules.shifting import DayRule, lay_days
from lms.core.messages import N_, Message

WEEKEND = N_("weekend")
EID = N_("Eid")
HOLIDAYS = {date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23)}


def closed(day: date) -> Message | None:
    if day in HOLIDAYS:
        return EID
    return WEEKEND if day.isoweekday() > 5 else None


def test_three_days_go_round_eid_and_the_weekend():
    laid = lay_days(date(2026, 3, 18), 3, DayRule.SKIP, closed)
    assert laid.days == (date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 24))
    assert [(one.day.day, one.reason) for one in laid.closed] == [
        (20, EID),
        (21, EID),
        (22, WEEKEND),
        (23, EID),
    ]
    assert laid.faults == ()


def test_a_closed_first_day_moves_to_the_next_open_one():
    assert lay_days(date(2026, 3, 20), 1, DayRule.SKIP, closed).days == (date(2026, 3, 24),)


def test_refusing_names_each_closed_day():
    laid = lay_days(date(2026, 3, 19), 2, DayRule.REFUSE, closed)
    assert [fault.english() for fault in laid.faults] == [
        "2026-03-20 is no working day (Eid). Choose another first day or another rule for days off."
    ]


def test_using_them_keeps_the_days_together_and_says_which_are_closed():
    laid = lay_days(date(2026, 3, 19), 3, DayRule.CONSECUTIVE, closed)
    assert laid.days == (date(2026, 3, 19), date(2026, 3, 20), date(2026, 3, 21))
    assert [one.day.day for one in laid.closed] == [20, 21]
    assert laid.faults == ()


@pytest.mark.parametrize(
    ("rule", "have"), [(DayRule.SKIP, 2), (DayRule.CONSECUTIVE, 3), (DayRule.REFUSE, 3)]
)
def test_too_few_days_say_how_many_there_are(rule, have):
    laid = lay_days(date(2026, 3, 18), 5, rule, closed, last=date(2026, 3, 20))
    assert laid.faults[-1].english() == (
        f"Too few days: the agenda needs 5, and from 2026-03-18 to 2026-03-20 there are {have} "
        "that count. Choose a later last day, or a shorter agenda."
    )


def test_a_place_that_never_opens_is_said():
    laid = lay_days(date(2026, 3, 18), 1, DayRule.SKIP, lambda _day: WEEKEND)
    assert laid.days == ()
    assert "only 0 open days within 60" in laid.faults[0].english()


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(first=days, count=st.integers(1, 10), shut=st.sets(st.integers(0, 40), max_size=20))
def test_skipping_never_lands_on_a_closed_day_and_keeps_the_order(first, count, shut):
    off = {first + timedelta(days=offset) for offset in shut}
    laid = lay_days(first, count, DayRule.SKIP, lambda day: EID if day in off else None)
    assert len(laid.days) == count
    assert not off & set(laid.days)
    assert list(laid.days) == sorted(set(laid.days))
    # each day between the first wished and the last laid is either used or closed with its reason
    span = {first + timedelta(days=n) for n in range((laid.days[-1] - first).days + 1)}
    assert span == set(laid.days) | {one.day for one in laid.closed}


@given(first=days, count=st.integers(1, 10), rule=st.sampled_from(DayRule))
def test_distances_stay_where_nothing_is_closed(first, count, rule):
    laid = lay_days(first, count, rule, lambda _day: None)
    assert [(day - first).days for day in laid.days] == list(range(count))
    assert laid.faults == ()
