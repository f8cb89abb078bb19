"""VTIMEZONE components: the clock changes of a place, for just the years that are used (RFC 5545,
3.6.5)."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

Offset = tuple[timedelta, str, bool]  # from UTC, short name, whether summer time
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@lru_cache(maxsize=256)
def zone_component(zone: str, first_year: int, last_year: int) -> Timezone:
    """The rules of `zone` from the start of the first year to the end of the last.

    Each change of the clocks is an observance of its own, with no rule of repetition: what holds
    beyond the years is not claimed. Callers do not change the component.
    """
    place = ZoneInfo(zone)
    begin = datetime(first_year, 1, 1, tzinfo=place).astimezone(UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=place).astimezone(UTC)
    component = Timezone()
    component.add("TZID", zone)
    known = _offset(begin, place)
    component.add_component(_observance(begin, known[0], known))
    for moment in _changes(begin, end, place):
        new = _offset(moment, place)
        component.add_component(_observance(moment, known[0], new))
        known = new
    return component


def _observance(moment: datetime, before: timedelta, offset: Offset) -> Component:
    """One observance. Its start stands in the clock that held until then."""
    after, name, summer = offset
    part = TimezoneDaylight() if summer else TimezoneStandard()
    part.add("DTSTART", (moment + before).replace(tzinfo=None))
    part.add("TZOFFSETFROM", before)
    part.add("TZOFFSETTO", after)
    part.add("TZNAME", name)
    return part


def _offset(moment: datetime, place: tzinfo) -> Offset:
    local = moment.astimezone(place)
    offset = local.utcoffset()
    assert offset is not None
    return offset, local.tzname() or "", bool(local.dst())


def _changes(begin: datetime, end: datetime, place: tzinfo) -> list[datetime]:
    """The moments at which the clocks change, found day by day, then to the second."""
    found = []
    at = begin
    while at < end:
        following = min(at + _DAY, end)
        known = _offset(at, place)
        if _offset(following, place) != known:
            low, high = at, following
            while high - low > _SECOND:
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                low, high = (middle, high) if _offset(middle, place) == known else (low, middle)
            if high < end:
                found.append(high)
        at = following
    return found
