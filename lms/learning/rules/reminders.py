"""Who is reminded of what, and on which days. Days are days at the venue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.core.messages import N_, Message
from lms.learning.enums import ReminderKind

# letters go out in the morning of the venue, not at night
EARLIEST_HOUR, LATEST_HOUR = 8, 17
# so long after a session a reminder still helps
LONGEST_AFTER = timedelta(days=60)
MOST_RULES = 8

LABELS: Mapping[ReminderKind, Message] = {
    ReminderKind.NOT_BEGUN: N_("Has opened nothing yet"),
    ReminderKind.PRE_TEST: N_("Has not handed in the test before the course"),
    ReminderKind.SILENT: N_("Has begun and made no step since"),
    ReminderKind.UNFINISHED: N_("Has modules left after the session"),
}
DAYS: Mapping[ReminderKind, Message] = {
    ReminderKind.NOT_BEGUN: N_("days before the session begins"),
    ReminderKind.PRE_TEST: N_("days before the session begins"),
    ReminderKind.SILENT: N_("days without a step"),
    ReminderKind.UNFINISHED: N_("days after the session ended"),
}


@dataclass(frozen=True)
class Standing:
    """What a reminder looks at for one person."""

    last_at: datetime | None
    modules_left: int
    pre_test_left: bool


def is_open(kind: ReminderKind, days: int, starts_on: date, ends_on: date, now: datetime) -> bool:
    """Whether a rule may write today. `now` is in the zone of the venue."""
    if not EARLIEST_HOUR <= now.hour < LATEST_HOUR:
        return False
    today = now.date()
    if kind in (ReminderKind.NOT_BEGUN, ReminderKind.PRE_TEST):
        return starts_on - timedelta(days=days) <= today < starts_on
    if kind is ReminderKind.SILENT:
        return today <= ends_on
    return ends_on + timedelta(days=days) <= today <= ends_on + LONGEST_AFTER


def concerns(kind: ReminderKind, days: int, standing: Standing, now: datetime) -> bool:
    """Whether a rule means this person. Who is done with all is never written to."""
    if kind is ReminderKind.PRE_TEST:
        return standing.pre_test_left
    if not standing.modules_left:
        return False
    if kind is ReminderKind.NOT_BEGUN:
        return standing.last_at is None
    if kind is ReminderKind.SILENT:
        return standing.last_at is not None and now - standing.last_at >= timedelta(days=days)
    return True
