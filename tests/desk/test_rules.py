"""What waits for an organiser, from the counts of one session."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lms.agenda.overview import AgendaCount
from lms.attendance.overview import OpenHalfDay
from lms.certificates.overview import CertificateCount
from lms.core.access import Role
from lms.courses.enums import DayPart, SessionState
from lms.courses.rows import SessionRow
from lms.desk.rules import (
    SessionCard,
    in_order,
    today,
    waits_for_organiser,
    waits_for_trainer,
)
from lms.enrolments.overview import RollCount
from lms.exercises.overview import AttemptCount

DURING = datetime(2026, 3, 3, 8, tzinfo=UTC)
AFTER = datetime(2026, 3, 5, 8, tzinfo=UTC)
HALF = OpenHalfDay(
    uuid.uuid4(), uuid.uuid4(), date(2026, 3, 2), DayPart.AFTERNOON, DURING, marked=27, people=28
)


def card(state: SessionState, **changes: object) -> SessionCard:
    row = SessionRow(
        id=uuid.uuid4(),
        slug="spring",
        code="DGTR-2026-01",
        title={"en": "Training"},
        state=state,
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 4),
        zone="Asia/Karachi",
        venue={},
        place={},
        capacity=30,
        agencies=7,
    )
    whole = SessionCard(
        row,
        frozenset({Role.ORGANISER}),
        RollCount(people=28, unapproved=0),
        CertificateCount(),
        AttemptCount(),
        (),
        AgendaCount(items=30, released=True),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def said(one: SessionCard, now: datetime = DURING) -> list[str]:
    return [item.what.english() for item in waits_for_organiser(one, now)]


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (SessionState.DRAFT, DURING, ["Finish the set-up and announce it"]),
        (SessionState.ANNOUNCED, DURING, ["Confirm that the session takes place"]),
        (SessionState.CONFIRMED, DURING, ["Set the session to running"]),
        (SessionState.CONFIRMED, datetime(2026, 3, 1, 8, tzinfo=UTC), []),
        (SessionState.RUNNING, DURING, []),
        (SessionState.RUNNING, AFTER, ["Set the session to completed"]),
        (SessionState.COMPLETED, AFTER, ["Issue certificates"]),
        (SessionState.POSTPONED, DURING, ["Give the postponed session new dates"]),
        (SessionState.CLOSED, AFTER, []),
        (SessionState.CANCELLED, AFTER, []),
    ],
)
def test_each_state_has_its_next_step(
    state: SessionState, now: datetime, expected: list[str]
) -> None:
    assert said(card(state), now) == expected


@pytest.mark.parametrize(
    ("agenda", "expected"),
    [
        (AgendaCount(), "Plan the agenda"),
        (AgendaCount(items=30), "Release the agenda"),
        (AgendaCount(items=30, released=True, changed=True), "Release the changes of the agenda"),
    ],
)
def test_the_agenda_is_planned_then_released_then_kept_up(
    agenda: AgendaCount, expected: str
) -> None:
    before = datetime(2026, 2, 20, 8, tzinfo=UTC)
    assert said(card(SessionState.CONFIRMED, agenda=agenda), before) == [expected]
    trainer = waits_for_trainer(card(SessionState.CONFIRMED, agenda=agenda), before)
    assert [item.what.english() for item in trainer] == [expected]
    assert expected not in said(card(SessionState.RUNNING, agenda=agenda), AFTER)


def test_the_first_day_begins_by_the_clock_of_the_venue() -> None:
    still_evening_in_utc = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)
    assert today("Asia/Karachi", still_evening_in_utc) == date(2026, 3, 2)
    assert said(card(SessionState.CONFIRMED), still_evening_in_utc) == [
        "Set the session to running"
    ]


def test_an_empty_roll_comes_before_everything_else() -> None:
    assert said(card(SessionState.ANNOUNCED, roll=RollCount())) == [
        "Put people on the roll",
        "Confirm that the session takes place",
    ]


def test_names_without_approval_are_counted_and_block_the_issue() -> None:
    waiting = waits_for_organiser(card(SessionState.COMPLETED, roll=RollCount(28, 2)), AFTER)
    first = in_order(waiting)[0]
    assert first.what.english() == "Approve names on certificates"
    assert first.state.english() == "2 of 28 not approved"
    assert (first.blocks, first.mark) == (True, "warn")


def test_a_half_day_without_all_marks_names_itself_and_its_count() -> None:
    (item,) = waits_for_organiser(card(SessionState.RUNNING, open_half_days=(HALF,)), DURING)
    assert item.what.values["day"] == date(2026, 3, 2)
    assert item.state.english() == "27 of 28 marked"
    assert item.values == {"slug": "spring", "half_day_id": str(HALF.half_day_id)}


def test_after_the_issue_the_session_wants_to_be_closed() -> None:
    issued = CertificateCount(completion=24, participation=3)
    assert said(card(SessionState.COMPLETED, certificates=issued), AFTER) == ["Close the session"]


def test_files_that_are_being_made_are_said() -> None:
    making = CertificateCount(completion=28, unfiled=5)
    (item,) = waits_for_organiser(card(SessionState.COMPLETED, certificates=making), AFTER)
    assert item.state.english() == "5 files are being made"


def test_days_order_what_waits() -> None:
    late = card(SessionState.RUNNING, open_half_days=(HALF,))
    names = card(SessionState.RUNNING, roll=RollCount(28, 1))
    items = in_order([*waits_for_organiser(names, DURING), *waits_for_organiser(late, DURING)])
    assert [item.due for item in items] == [date(2026, 3, 2), date(2026, 3, 4)]
