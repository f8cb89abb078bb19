"""Expanding a rule of repetition within a window of days.

Pure, and bounded whatever the rule says: each day of the window is looked at once. Rules come
from files of strangers, so a rule that never comes true costs no more than one that does.
"""

import calendar
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product

from lms.agenda.formats.rrule import Rule


def days_to_look_at(rule: Rule, start: datetime, last: datetime, first: datetime) -> int:
    """How many days `occurrences` will look at: the measure of its work."""
    begin = start if rule.count is not None else max(start, first)
    return max(0, (last.date() - begin.date()).days) + _LEAD[rule.frequency] + 1


_LEAD = {"DAILY": 0, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}


def occurrences(
    rule: Rule, start: datetime, *, first: datetime, last: datetime
) -> Iterator[datetime]:
    """The starts that the rule gives from `first` to `last`, on the clock of the place (naive).

    The start itself counts as the first of them only where the rule names it; the caller adds it
    (RFC 5545 takes it as given). COUNT counts from the start.
    """
    left = rule.count
    for moment in _moments(rule, start, first, last):
        if moment < start or moment > last:
            continue
        if left is not None:
            if left == 0:
                return
            left -= 1
        if moment >= first:
            yield moment


def _moments(rule: Rule, start: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    begin = start if rule.count is not None else max(start, first)
    times = _times(rule, start)
    fits = _tests(rule, start.date())
    days = _days_between(_period_start(rule, begin.date()), last.date())
    if not rule.by_position:
        for day in days:
            if all(test(day) for test in fits):
                yield from (datetime.combine(day, at) for at in times)
        return
    group: list[datetime] = []
    period: date | None = None
    for day in days:
        this = _period_start(rule, day)
        if this != period:
            yield from _picked(group, rule.by_position)
            group, period = [], this
        if all(test(day) for test in fits):
            group += [datetime.combine(day, at) for at in times]
    group = _rest(rule, fits, times, last.date(), group)
    yield from _picked(group, rule.by_position)


def _rest(
    rule: Rule,
    fits: Sequence[Callable[[date], bool]],
    times: Sequence[time],
    day: date,
    group: list[datetime],
) -> list[datetime]:
    """The set of a period that the window cuts, to its end: positions count from both ends."""
    whole, period = list(group), _period_start(rule, day)
    following = day + timedelta(days=1)
    while _period_start(rule, following) == period:
        if all(test(following) for test in fits):
            whole += [datetime.combine(following, at) for at in times]
        following += timedelta(days=1)
    return whole


def _picked(group: Sequence[datetime], positions: Sequence[int]) -> list[datetime]:
    size = len(group)
    places = {p - 1 if p > 0 else size + p for p in positions}
    return [group[place] for place in sorted(places) if 0 <= place < size]


def _days_between(begin: date, end: date) -> Iterator[date]:
    return map(date.fromordinal, range(begin.toordinal(), end.toordinal() + 1))


def _times(rule: Rule, start: datetime) -> list[time]:
    hours, minutes = rule.hours or (start.hour,), rule.minutes or (start.minute,)
    seconds = rule.seconds or (start.second,)
    return [time(*parts) for parts in product(hours, minutes, seconds)]


def _period_start(rule: Rule, day: date) -> date:
    match rule.frequency:
        case "WEEKLY":
            return day - timedelta(days=(day.weekday() - rule.week_start) % 7)
        case "MONTHLY":
            return day.replace(day=1)
        case "YEARLY":
            return day.replace(month=1, day=1)
    return day


def _tests(rule: Rule, start: date) -> list[Callable[[date], bool]]:
    """What a day must pass, the cheapest first."""
    found: list[Callable[[date], bool]] = []
    if rule.by_month:
        months = rule.by_month
        found.append(lambda day: day.month in months)
    if rule.interval > 1:
        found.append(_in_step(rule, start))
    if rule.by_year_day:
        found.append(
            lambda day: bool(_both_ways(_year_day(day), _year_length(day)) & rule.by_year_day)
        )
    month_days = rule.by_month_day
    if month_days:
        found.append(lambda day: bool(_both_ways(day.day, _month_length(day)) & month_days))
    if rule.by_day:
        found.append(lambda day: _on_weekday(day, rule))
    if rule.by_week and rule.frequency == "YEARLY":
        found.append(lambda day: _in_week(day, rule))
    return found + _by_the_start(rule, start)


def _by_the_start(rule: Rule, start: date) -> list[Callable[[date], bool]]:
    """What the rule leaves open is as it is with the start."""
    if rule.by_day or rule.by_month_day or rule.by_year_day:
        return []
    weekday, day_number, month = start.weekday(), start.day, start.month
    if rule.frequency == "WEEKLY" or (rule.frequency == "YEARLY" and rule.by_week):
        return [lambda day: day.weekday() == weekday]
    if rule.frequency == "MONTHLY":
        return [lambda day: day.day == day_number]
    if rule.frequency == "YEARLY":
        in_month = bool(rule.by_month)
        return [lambda day: day.day == day_number and (in_month or day.month == month)]
    return []


def _in_step(rule: Rule, start: date) -> Callable[[date], bool]:
    origin, step = _period_start(rule, start), rule.interval
    match rule.frequency:
        case "DAILY":
            return lambda day: (day - origin).days % step == 0
        case "WEEKLY":
            return lambda day: (_period_start(rule, day) - origin).days // 7 % step == 0
        case "MONTHLY":
            months = origin.year * 12 + origin.month
            return lambda day: (day.year * 12 + day.month - months) % step == 0
    return lambda day: (day.year - origin.year) % step == 0


def _on_weekday(day: date, rule: Rule) -> bool:
    """Whether the day is one of the weekdays; "2MO" counts within the month, or in a yearly rule
    without months within the year."""
    within_month = rule.frequency == "MONTHLY" or bool(rule.by_month)
    number, length = (
        (day.day, _month_length(day)) if within_month else (_year_day(day), _year_length(day))
    )
    counts = rule.frequency in {"MONTHLY", "YEARLY"}
    ordinals = {0, (number - 1) // 7 + 1, -((length - number) // 7 + 1)}
    return any(
        weekday == day.weekday() and (ordinal in ordinals or not counts)
        for ordinal, weekday in rule.by_day
    )


def _in_week(day: date, rule: Rule) -> bool:
    """Whether the day lies in one of the numbered weeks; week 1 is the first with four days or
    more in its year, and may begin before it."""
    starts = [_first_week(day.year + more, rule.week_start) for more in (-1, 0, 1, 2)]
    place = max(n for n, start in enumerate(starts) if start <= day)
    first, following = starts[place], starts[place + 1]
    weeks = (following - first).days // 7
    return bool(_both_ways((day - first).days // 7 + 1, weeks) & rule.by_week)


def _first_week(year: int, week_start: int) -> date:
    new_year = date(year, 1, 1)
    back = (new_year.weekday() - week_start) % 7
    start = new_year - timedelta(days=back)
    return start if back <= 3 else start + timedelta(days=7)


def _both_ways(number: int, length: int) -> set[int]:
    """A place counted from the front and, negative, from the end."""
    return {number, number - length - 1}


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(day: date) -> int:
    return 366 if calendar.isleap(day.year) else 365


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
