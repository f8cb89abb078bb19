"""Dates and times of an iCalendar event as strangers write them (RFC 5545, 3.3)."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from lms.agenda.formats.filezones import Clock, Zones
from lms.agenda.formats.lines import Block, CalendarUnreadable, Fault, Property
from lms.agenda.formats.recurrence import days_to_look_at, occurrences
from lms.agenda.formats.rrule import Rule, RuleUnreadable, read_rule
from lms.core.messages import N_

_MOMENT = re.compile(r"([0-9]{8})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?", re.ASCII)
_LENGTH = re.compile(
    r"([+-]?)P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?"
    r"(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,8})S)?)?",
    re.ASCII,
)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=366)  # of what repeats; how far before the window a time may begin
_EARLIEST, _LATEST = 1600, 9000
MOST_DATES = 2000


class Span(NamedTuple):
    """From one moment to another, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def touches(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and self.ends_at > other.starts_at


class Written(NamedTuple):
    """A time as it stands in the file: on the clock of a place, or a whole day."""

    local: datetime
    clock: Clock
    whole_day: bool

    @property
    def moment(self) -> datetime:
        return self.clock.to_utc(self.local)


@dataclass(frozen=True)
class ReadEvent:
    """An event with its first time. `replaces` is the start of the repetition it stands for."""

    block: Block
    start: Written
    ends_at: datetime
    local_length: timedelta
    rule: Rule | None
    free: bool
    replaces: datetime | None

    @property
    def repeats(self) -> bool:
        return self.rule is not None or self.block.first("RDATE") is not None


Spend = Callable[[int, Block], None]


def read_event(block: Block, zones: Zones) -> ReadEvent:
    """The event of a block. Raises CalendarUnreadable with its line."""
    first = block.first("DTSTART")
    if first is None:
        raise CalendarUnreadable([Fault(block.line, N_("This entry has no start."))])
    start = read_moment(first, zones)
    ends_at, length = _end(block, start, zones)
    if ends_at < start.moment:
        line = block.first("DTEND") or block.first("DURATION") or first
        raise line.fault(N_("This entry ends before it begins."))
    return ReadEvent(
        block=block,
        start=start,
        ends_at=ends_at,
        local_length=length,
        rule=_rule(block),
        free=_is_free(block) or ends_at == start.moment,
        replaces=_replaces(block, start, zones),
    )


def spans_of(
    event: ReadEvent, zones: Zones, changed: Collection[datetime], window: Span, spend: Spend
) -> Iterator[Span]:
    """The times of an event in the window, without those that were taken out and those that stand
    for themselves in `changed`. `spend` is told how many days will be looked at."""
    moments: Iterable[datetime] = [event.start.moment]
    out: set[datetime] = set()
    if event.replaces is None:
        lines = event.block.properties
        out = {at for ln in lines if ln.name == "EXDATE" for at in _dates(ln, event, zones)}
        out |= set(changed)
        given = [at for ln in lines if ln.name == "RDATE" for at in _dates(ln, event, zones)]
        moments = chain(moments, _ruled(event, window, spend), given)
    seen: set[datetime] = set()
    for moment in moments:
        if moment in seen or moment in out or moment >= window.ends_at:
            continue
        seen.add(moment)
        span = Span(moment, _end_of(event, moment))
        if span.touches(window):
            yield span


def _end_of(event: ReadEvent, moment: datetime) -> datetime:
    """Whole days end at midnight, however long the clock change makes them."""
    clock = event.start.clock
    if event.start.whole_day:
        return clock.to_utc(clock.to_local(moment) + event.local_length)
    return moment + (event.ends_at - event.start.moment)


def free_busy_spans(block: Block, zones: Zones) -> Iterator[Span]:
    """The busy times of a free-busy block; what it calls free is left out."""
    for line in block.all("FREEBUSY"):
        if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        for piece in line.value.split(",")[:MOST_DATES]:
            begin, _slash, end = piece.partition("/")
            start = _moment(begin, line, zones)
            if end[:1].upper() in {"P", "+", "-"}:
                ends_at = start.moment + _length(end, line)
            else:
                ends_at = _moment(end, line, zones).moment
            if ends_at < start.moment:
                raise line.fault(N_("This entry ends before it begins."))
            if ends_at > start.moment:
                yield Span(start.moment, ends_at)


def read_moment(line: Property, zones: Zones) -> Written:
    """The one time of a line. Raises CalendarUnreadable."""
    return _moment(line.value, line, zones)


def _moment(text: str, line: Property, zones: Zones) -> Written:
    found = _MOMENT.fullmatch(text.strip().upper())
    if found is None:
        raise _unread(line)
    day, hour, minute, second, utc = found.groups()
    clock = zones.clock("UTC" if utc else line.parameters.get("TZID"))
    try:
        local = datetime.fromisoformat(day)
        if hour is not None:
            local = local.replace(hour=int(hour), minute=int(minute), second=min(int(second), 59))
    except ValueError as error:
        raise _unread(line) from error
    if not _EARLIEST <= local.year <= _LATEST:
        raise _unread(line)
    return Written(local, clock, hour is None)


def _end(block: Block, start: Written, zones: Zones) -> tuple[datetime, timedelta]:
    """When an event ends, and its length on the clock of its place."""
    line = block.first("DTEND")
    if line is not None:
        end = read_moment(line, zones)
        return end.moment, end.local - start.local
    line = block.first("DURATION")
    if line is not None:
        length = _length(line.value, line)
        if start.whole_day:
            return start.clock.to_utc(start.local + length), length
        return start.moment + length, length
    if start.whole_day:
        return start.clock.to_utc(start.local + _DAY), _DAY
    return start.moment, timedelta()


def _length(text: str, line: Property) -> timedelta:
    found = _LENGTH.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise line.fault(N_("This length of time is not understood."))
    sign, *numbers = found.groups()
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if sign == "-" else length


def _rule(block: Block) -> Rule | None:
    lines = block.all("RRULE")
    if block.all("EXRULE") or len(lines) > 1:
        line = (block.all("EXRULE") or lines)[-1]
        raise line.fault(N_("The rule of repetition is of a kind that is not read."))
    if not lines:
        return None
    try:
        return read_rule(lines[0].value)
    except RuleUnreadable as unreadable:
        raise lines[0].fault(unreadable.reason) from unreadable


def _is_free(block: Block) -> bool:
    return (
        block.text("STATUS") == "CANCELLED"
        or block.text("TRANSP") == "TRANSPARENT"
        or block.text("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    )


def _replaces(block: Block, start: Written, zones: Zones) -> datetime | None:
    line = block.first("RECURRENCE-ID")
    if line is None:
        return None
    if line.parameters.get("RANGE"):
        raise line.fault(
            N_("A change from one day on is not read. Export the calendar with single changes.")
        )
    return _as_start(read_moment(line, zones), start)


def _as_start(written: Written, start: Written) -> datetime:
    """A day that names one of the repetitions stands for the time at which that one begins."""
    if written.whole_day and not start.whole_day:
        local = datetime.combine(written.local.date(), start.local.time())
        return start.clock.to_utc(local)
    return written.moment


def _dates(line: Property, event: ReadEvent, zones: Zones) -> Iterator[datetime]:
    pieces = line.value.split(",")
    if len(pieces) > MOST_DATES:
        raise line.fault(N_("This line holds too many dates. Export a shorter time."))
    for piece in filter(None, pieces):
        yield _as_start(_moment(piece.partition("/")[0], line, zones), event.start)


def _ruled(event: ReadEvent, window: Span, spend: Spend) -> Iterator[datetime]:
    if event.rule is None:
        return
    clock, start = event.start.clock, event.start.local
    length = min(event.ends_at - event.start.moment, _LONGEST)
    begin, end = clock.to_local(window.starts_at - length), clock.to_local(window.ends_at)
    until = _until(event)
    if until is not None:
        end = min(end, until)
    spend(days_to_look_at(event.rule, start, end, begin), event.block)
    for local in occurrences(event.rule, start, first=begin, last=end):
        yield clock.to_utc(local)


def _until(event: ReadEvent) -> datetime | None:
    """The last moment of a rule on the clock of the event; a day means its whole."""
    assert event.rule is not None
    if not event.rule.until:
        return None
    line = event.block.all("RRULE")[0]
    found = _MOMENT.fullmatch(event.rule.until)
    if found is None:
        raise line.fault(N_("The rule of repetition is broken."))
    day, hour, minute, second, utc = found.groups()
    try:
        local = datetime.fromisoformat(day)
        if hour is None:
            return local + _DAY - timedelta(seconds=1)
        local = local.replace(hour=int(hour), minute=int(minute), second=min(int(second), 59))
        return event.start.clock.to_local(local.replace(tzinfo=UTC)) if utc else local
    except (ValueError, OverflowError) as error:
        raise line.fault(N_("The rule of repetition is broken.")) from error


def _unread(line: Property) -> CalendarUnreadable:
    return line.fault(N_("This date or time is not understood."))
