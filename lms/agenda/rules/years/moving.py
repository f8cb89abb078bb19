"""A session's days, agenda and half-days moved to where a plan puts it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.agenda.rows import ItemRow
from lms.agenda.rules.times import day_of, local_moment
from lms.core.errors import Refused
from lms.core.messages import N_, Message
from lms.courses.inputs import HalfDayInput
from lms.courses.rows import HalfDayRow


def taught_days(first: date, count: int, weekdays: frozenset[int]) -> tuple[date, ...]:
    """The days of a session of so many days: working weekdays in a row from the first on."""
    days, day = [first], first
    while len(days) < count:
        day += timedelta(days=1)
        if day.isoweekday() in weekdays:
            days.append(day)
    return tuple(days)


def day_map(
    items: Sequence[ItemRow], halves: Sequence[HalfDayRow], zone: str, days: Sequence[date]
) -> dict[date, date]:
    """From the days in use to the new ones, in their order; half-days beyond them are left out.

    Raises Refused where the agenda has items on more days than there are new ones.
    """
    used = sorted({day_of(item.starts_at, zone) for item in items})
    if len(used) > len(days):
        raise Refused(N_("The agenda has items on more days than planned. Ask again."))
    return dict(zip(used or sorted({one.day for one in halves}), days, strict=False))


def moved_items(
    items: Sequence[ItemRow],
    days: Mapping[date, date],
    zones: tuple[str, str],
    swap: Mapping[UUID, UUID],
) -> list[ItemRow]:
    """The items on their new days, at the same clock times of the new place, with trainers
    exchanged. Raises Refused where a time does not exist on its new day."""
    before, after = zones
    found = []
    for item in items:
        local = item.starts_at.astimezone(ZoneInfo(before))
        begin = _moment(days[local.date()], local, after)
        found.append(
            replace(
                item,
                starts_at=begin,
                ends_at=begin + (item.ends_at - item.starts_at),
                trainer_ids=tuple(swap.get(one, one) for one in item.trainer_ids),
            )
        )
    return found


def moved_halves(
    halves: Sequence[HalfDayRow], days: Mapping[date, date], zones: tuple[str, str]
) -> list[HalfDayInput]:
    """The half-days on their new days. Raises Refused as `moved_items` does."""
    before, after = zones
    found = []
    for half in halves:
        if half.day in days:
            day = days[half.day]
            begin = _moment(day, half.starts_at.astimezone(ZoneInfo(before)), after)
            end = begin + (half.ends_at - half.starts_at)
            found.append(HalfDayInput(day, half.part, begin, end, half.contact_minutes))
    return found


def swapped(before: Sequence[UUID], after: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who takes over from whom: those who go, in their order, paired with those who come."""
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    return dict(zip(gone, come, strict=False))


def _moment(day: date, local: datetime, zone: str) -> datetime:
    found = local_moment(day, local.time(), zone)
    if isinstance(found, Message):
        raise Refused(found)
    return found
