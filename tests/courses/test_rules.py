"""What each state of a course session allows, what may follow, and what stands against it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.courses.enums import DayPart, SessionState
from lms.courses.rules import ALLOWED, NEXT, Act, Readiness, allows, blockers, usual_half_days

S = SessionState
READY = Readiness(
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 3, 4),
    today=date(2026, 3, 4),
    organisers=1,
    agencies=2,
    half_days=6,
    half_days_outside=0,
    signatories=2,
    has_content=True,
    has_venue=True,
)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (S.DRAFT, {Act.EDIT, Act.ROLL}),
        (S.ANNOUNCED, {Act.EDIT, Act.ROLL, Act.LEARN}),
        (S.CONFIRMED, {Act.EDIT, Act.ROLL, Act.LEARN}),
        (S.RUNNING, set(Act)),
        (S.COMPLETED, set(Act)),
        (S.CLOSED, {Act.CORRECT_CERTIFICATES}),
        (S.POSTPONED, {Act.EDIT, Act.ROLL}),
        (S.CANCELLED, set()),
    ],
)
def test_each_state_allows_exactly_this(state, acts):
    assert {act for act in Act if allows(state, act)} == acts


def test_every_state_is_reached_and_can_be_left():
    assert set(ALLOWED) == set(NEXT) == set(SessionState)
    reached = {to for targets in NEXT.values() for to in targets}
    assert reached == set(SessionState)
    assert all(NEXT.values())


def test_a_ready_session_meets_nothing_on_its_way():
    assert all(blockers(to, READY) == [] for to in SessionState)


@pytest.mark.parametrize(
    ("to", "change", "words"),
    [
        (S.ANNOUNCED, {"organisers": 0}, "Appoint an organiser"),
        (S.ANNOUNCED, {"agencies": 0}, "at least one"),
        (S.ANNOUNCED, {"has_venue": False}, "venue"),
        (S.CONFIRMED, {"half_days": 0}, "half-days"),
        (S.CONFIRMED, {"half_days_outside": 2}, "2 half-days lie outside"),
        (S.CONFIRMED, {"has_content": False}, "version of the course"),
        (S.CONFIRMED, {"signatories": 0}, "signatory"),
        (S.RUNNING, {"today": date(2026, 3, 1)}, "first day is 2026-03-02"),
        (S.COMPLETED, {"today": date(2026, 3, 3)}, "last day is 2026-03-04"),
        (S.CLOSED, {"open_checks": 3}, "checklist: 3"),
    ],
)
def test_what_is_missing_is_said_with_its_mend(to, change, words):
    found = blockers(to, replace(READY, **change))
    assert len(found) == 1
    assert words in found[0].english()


def test_announcing_does_not_ask_for_what_comes_later():
    early = replace(READY, half_days=0, signatories=0, has_content=False)
    assert blockers(S.ANNOUNCED, early) == []


def test_usual_half_days_are_two_a_day_with_five_and_a_half_hours():
    first = date(2019, 9, 17)
    halves = usual_half_days(first, first + timedelta(days=2))
    assert [half.part for half in halves[:2]] == [DayPart.MORNING, DayPart.AFTERNOON]
    assert len(halves) == 6
    assert sum(half.contact_minutes for half in halves) == 3 * 330
