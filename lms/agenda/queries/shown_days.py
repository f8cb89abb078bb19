"""Which days of a session its planners look at: closed days without items are left out."""

from datetime import date
from typing import NamedTuple

from lms.agenda.queries.agenda import Draft, days
from lms.agenda.queries.closed_days import closed_days
from lms.agenda.rows import DayRow
from lms.core.messages import Message


class LeftOut(NamedTuple):
    """A day that is not shown, and why."""

    day: date
    reason: Message


class ShownDays(NamedTuple):
    """The days to plan on, and those between them that are left out."""

    days: tuple[DayRow, ...]
    left_out: tuple[LeftOut, ...]


def shown_days(draft: Draft) -> ShownDays:
    """Working days and days with items; weekends, holidays and days off without any are named
    instead. Where nothing would be left, all days are shown."""
    rows = days(draft.items, draft.head)
    closed = closed_days(draft.venue, rows[0].day, rows[-1].day)
    left = [
        LeftOut(row.day, reason)
        for row in rows
        if not row.items and (reason := closed(row.day)) is not None
    ]
    if len(left) == len(rows):
        return ShownDays(tuple(rows), ())
    out = {one.day for one in left}
    return ShownDays(tuple(row for row in rows if row.day not in out), tuple(left))
