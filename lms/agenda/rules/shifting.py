"""The days of a template laid onto the calendar, over weekends, holidays and days off by rule.

Pure: which day is closed, and why, is handed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.courses.inputs import LONGEST_DAYS

Closed = Callable[[date], Message | None]


class DayRule(StrEnum):
    """What happens where a day is closed: go on behind it, refuse, or take it all the same."""

    SKIP = "skip"
    REFUSE = "refuse"
    CONSECUTIVE = "consecutive"


RULE_WORDS: Mapping[DayRule, Message] = {
    DayRule.SKIP: N_("Skip them: go on with the next open day"),
    DayRule.REFUSE: N_("Refuse: all days must be open ones"),
    DayRule.CONSECUTIVE: N_("Use them: one day after the other, whatever they are"),
}


@dataclass(frozen=True)
class ClosedDay:
    """A day that is no working day, and why."""

    day: date
    reason: Message


@dataclass(frozen=True)
class Laid:
    """The calendar days of a template's days, in order.

    `closed` are the days that were skipped, or that are used although they are closed. With
    `faults` the days are not to be used; each sentence says what to do.
    """

    days: tuple[date, ...]
    closed: tuple[ClosedDay, ...] = ()
    faults: tuple[Message, ...] = ()

    @property
    def last(self) -> date | None:
        return self.days[-1] if self.days else None


def lay_days(
    first: date, count: int, rule: DayRule, closed: Closed, *, last: date | None = None
) -> Laid:
    """Lay `count` days from `first` on. `last` is a day that they must not pass.

    A session may not last longer than the house allows, so the search ends there.
    """
    days: list[date] = []
    found: list[ClosedDay] = []
    day, end = first, first + timedelta(days=LONGEST_DAYS - 1)
    while len(days) < count and day <= end:
        reason = closed(day)
        if reason is not None:
            found.append(ClosedDay(day, reason))
        if reason is None or rule is not DayRule.SKIP:
            days.append(day)
        day += timedelta(days=1)
    faults = [
        *_not_enough(days, count, first),
        *(_refusals(found) if rule is DayRule.REFUSE else ()),
        *(_too_few(days, first, last) if last is not None and len(days) == count else ()),
    ]
    return Laid(tuple(days), tuple(found), tuple(faults))


def _not_enough(days: Sequence[date], count: int, first: date) -> list[Message]:
    if len(days) == count:
        return []
    return [
        N_(
            "From %(day)s there are only %(have)s open days within %(most)s. Choose another "
            "first day or another rule for days off.",
            day=first,
            have=len(days),
            most=LONGEST_DAYS,
        )
    ]


def _refusals(found: Sequence[ClosedDay]) -> list[Message]:
    return [
        N_(
            "%(day)s is no working day (%(reason)s). Choose another first day or another rule "
            "for days off.",
            day=one.day,
            reason=one.reason,
        )
        for one in found
    ]


def _too_few(days: Sequence[date], first: date, last: date) -> list[Message]:
    if days[-1] <= last:
        return []
    return [
        N_(
            "Too few days: the agenda needs %(need)s, and from %(first)s to %(last)s there are "
            "%(have)s that count. Choose a later last day, or a shorter agenda.",
            need=len(days),
            first=first,
            last=last,
            have=sum(1 for one in days if one <= last),
        )
    ]
