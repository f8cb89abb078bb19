"""The life of a course session: which act each state allows, which state may follow, and why not.

Pure: the day is handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.courses.enums import DayPart, SessionState, StaffRole

STATE_WORDS: Mapping[SessionState, Message] = {
    SessionState.DRAFT: N_("Draft"),
    SessionState.ANNOUNCED: N_("Announced"),
    SessionState.CONFIRMED: N_("Confirmed"),
    SessionState.RUNNING: N_("Running"),
    SessionState.COMPLETED: N_("Completed"),
    SessionState.CLOSED: N_("Closed"),
    SessionState.POSTPONED: N_("Postponed"),
    SessionState.CANCELLED: N_("Cancelled"),
}
ROLE_WORDS: Mapping[StaffRole, Message] = {
    StaffRole.ORGANISER: N_("Organiser"),
    StaffRole.TRAINER: N_("Trainer"),
    StaffRole.SIGNATORY: N_("Signatory"),
    StaffRole.OBSERVER: N_("Observer"),
}

S = SessionState


class Act(StrEnum):
    """What people do with a course session; higher rooms ask for the same words."""

    EDIT = "edit"
    ROLL = "roll"
    LEARN = "learn"
    ATTENDANCE = "attendance"
    ISSUE = "issue"
    CORRECT_CERTIFICATES = "correct_certificates"


_PREPARING = frozenset({Act.EDIT, Act.ROLL})
_OPEN = _PREPARING | {Act.LEARN}

ALLOWED: Mapping[SessionState, frozenset[Act]] = {
    S.DRAFT: _PREPARING,
    S.ANNOUNCED: _OPEN,
    S.CONFIRMED: _OPEN,
    S.RUNNING: _OPEN | {Act.ATTENDANCE, Act.ISSUE, Act.CORRECT_CERTIFICATES},
    S.COMPLETED: _OPEN | {Act.ATTENDANCE, Act.ISSUE, Act.CORRECT_CERTIFICATES},
    S.CLOSED: frozenset({Act.CORRECT_CERTIFICATES}),
    S.POSTPONED: _PREPARING,
    S.CANCELLED: frozenset(),
}

NEXT: Mapping[SessionState, tuple[SessionState, ...]] = {
    S.DRAFT: (S.ANNOUNCED, S.CANCELLED),
    S.ANNOUNCED: (S.CONFIRMED, S.POSTPONED, S.CANCELLED),
    S.CONFIRMED: (S.RUNNING, S.POSTPONED, S.CANCELLED),
    S.RUNNING: (S.COMPLETED, S.POSTPONED, S.CANCELLED),
    S.COMPLETED: (S.CLOSED, S.RUNNING),
    S.CLOSED: (S.COMPLETED,),
    S.POSTPONED: (S.ANNOUNCED, S.CANCELLED),
    S.CANCELLED: (S.DRAFT,),
}
# These turns are told to the people concerned or undone with effort: they need a reason.
NEEDS_REASON = frozenset(
    {(S.COMPLETED, S.RUNNING), (S.CLOSED, S.COMPLETED), (S.CANCELLED, S.DRAFT)}
)

_REFUSAL: Mapping[Act, Message] = {
    Act.EDIT: N_("This session is closed or cancelled. Open it again to change it."),
    Act.ROLL: N_("The roll of a closed or cancelled session stays as it is."),
    Act.LEARN: N_("Lessons open when the session is announced and end when it is closed."),
    Act.ATTENDANCE: N_("Attendance is taken from the day on which the session is set to running."),
    Act.ISSUE: N_("Certificates are issued while the session is running or completed."),
    Act.CORRECT_CERTIFICATES: N_("This session has no certificates yet."),
}


def allows(state: SessionState, act: Act) -> bool:
    """Whether `act` is open in `state`."""
    return act in ALLOWED[state]


def refusal(act: Act) -> Message:
    """Why `act` is not open in some state, and when it is."""
    return _REFUSAL[act]


@dataclass(frozen=True)
class Readiness:
    """What the turn of a state looks at. Counts are rows of the session."""

    starts_on: date
    ends_on: date
    today: date
    organisers: int
    agencies: int
    half_days: int
    half_days_outside: int
    signatories: int
    has_content: bool
    has_venue: bool
    open_checks: int = 0


def blockers(to: SessionState, ready: Readiness) -> list[Message]:
    """What stands against the turn to `to`; each sentence says what to do. Empty: nothing does."""
    found: list[Message] = []
    if to in (S.ANNOUNCED, S.CONFIRMED, S.RUNNING):
        found += _announcing(ready)
    if to in (S.CONFIRMED, S.RUNNING):
        found += _confirming(ready)
    if to is S.RUNNING and ready.today < ready.starts_on:
        found.append(N_("The first day is %(day)s. Wait for it.", day=ready.starts_on))
    if to is S.COMPLETED and ready.today < ready.ends_on:
        found.append(N_("The last day is %(day)s. Wait for it.", day=ready.ends_on))
    if to is S.CLOSED and ready.open_checks:
        found.append(
            N_("Open points on the closing checklist: %(n)s. Finish them.", n=ready.open_checks)
        )
    return found


def _announcing(ready: Readiness) -> list[Message]:
    found = []
    if not ready.organisers:
        found.append(N_("Nobody organises this session. Appoint an organiser."))
    if not ready.agencies:
        found.append(N_("No partner agency is named. Add at least one."))
    if not ready.has_venue:
        found.append(N_("The venue is not set. Write where people shall come."))
    return found


def _confirming(ready: Readiness) -> list[Message]:
    found = []
    if not ready.half_days:
        found.append(N_("There are no half-days. Add them, so that attendance can be taken."))
    if ready.half_days_outside:
        found.append(
            N_("%(n)s half-days lie outside the dates. Mend them.", n=ready.half_days_outside)
        )
    if not ready.has_content:
        found.append(N_("No course content is pinned. Choose a version of the course."))
    if not ready.signatories:
        found.append(N_("No signatory is named. Add the offices that sign the certificates."))
    return found


@dataclass(frozen=True)
class ProposedHalfDay:
    """A half-day before it has a row: local clock times as (hour, minute), minutes of contact."""

    day: date
    part: DayPart
    starts: tuple[int, int]
    ends: tuple[int, int]
    contact_minutes: int


def usual_half_days(starts_on: date, ends_on: date) -> Sequence[ProposedHalfDay]:
    """A morning and an afternoon for each day, three hours and two and a half hours of contact."""
    length = (ends_on - starts_on).days + 1
    return [
        half
        for offset in range(length)
        for half in (
            ProposedHalfDay(
                starts_on + timedelta(days=offset), DayPart.MORNING, (9, 0), (12, 30), 180
            ),
            ProposedHalfDay(
                starts_on + timedelta(days=offset), DayPart.AFTERNOON, (13, 30), (16, 30), 150
            ),
        )
    ]
