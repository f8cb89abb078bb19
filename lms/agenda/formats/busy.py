"""When somebody is busy, read from an iCalendar file of a stranger.

Only times are taken (and titles where asked for). Free, cancelled and past entries are left out;
repetitions are written out within the window. A file with a fault is not taken at all.
"""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lms.agenda.formats.filezones import Zones, system_zone
from lms.agenda.formats.lines import (
    MOST_FAULTS,
    Block,
    CalendarUnreadable,
    Fault,
    read_blocks,
)
from lms.agenda.formats.moments import Span, free_busy_spans, read_event, spans_of
from lms.core.messages import N_, Message

MOST_TIMES = 2000
MOST_DAYS = 400_000  # of repetitions that are looked at in one file
EIGHTEEN_MONTHS = timedelta(days=548)
LONGEST_TITLE = 200


@dataclass(frozen=True)
class BusyTime:
    """One busy time in UTC. `uid` is a hash of the entry's, which may tell who met whom."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    repeats: bool = False
    title: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file gave: busy times by time, how many entries are free, cancelled or outside the
    window, the zone of times without one, and what the reader should know."""

    times: Sequence[BusyTime]
    free: int
    outside: int
    zone: str
    notes: Sequence[Message]

    @property
    def repeating(self) -> int:
        """How many of the times come from repetitions."""
        return sum(1 for one in self.times if one.repeats)


def read_busy(data: bytes, *, zone: str, window: Span, titles: bool = False) -> Reading:
    """The busy times of a file in a window of time.

    Times without a zone, whole days and unknown zones are read in the zone that the file names
    for itself, else in `zone`. Raises CalendarUnreadable with the lines at fault.
    """
    calendars = read_blocks(data)
    reader = _Reader(_zones(calendars, zone, window), window, titles)
    faults: list[Fault] = []
    found: dict[tuple[str, datetime], BusyTime] = {}
    for blocks in _by_uid(calendars).values():
        try:
            found |= {(one.uid, one.starts_at): one for one in reader.times(blocks)}
        except CalendarUnreadable as unreadable:
            faults += unreadable.faults
        if len(faults) >= MOST_FAULTS:
            break
        if len(found) > MOST_TIMES:
            raise CalendarUnreadable([Fault(None, _too_many())])
    if faults:
        raise CalendarUnreadable(sorted(faults, key=lambda fault: fault.line or 0))
    times = sorted(found.values(), key=lambda one: (one.starts_at, one.ends_at, one.uid))
    return Reading(times, reader.free, reader.outside, reader.zones.default, reader.notes())


def window(now: datetime) -> Span:
    """The time that is read from a file: from now on, for eighteen months."""
    return Span(now.astimezone(UTC), now.astimezone(UTC) + EIGHTEEN_MONTHS)


def _too_many() -> Message:
    return N_(
        "The file holds more than %(most)s busy times in the next months. Export a shorter time.",
        most=MOST_TIMES,
    )


class _Reader:
    """Reads the blocks of one file, and counts what it leaves out."""

    def __init__(self, zones: Zones, window: Span, titles: bool) -> None:
        self.zones, self.window, self.titles = zones, window, titles
        self.free = self.outside = 0
        self._days_left = MOST_DAYS

    def times(self, blocks: Sequence[Block]) -> Iterable[BusyTime]:
        """The busy times of the blocks with one UID: a repetition, and its days that changed."""
        read = [read_event(block, self.zones) for block in blocks if block.name == "VEVENT"]
        changed = {one.replaces for one in read if one.replaces is not None}
        for event in read:
            if event.free:
                self.free += 1
                continue
            title = _title(event.block) if self.titles else ""
            spans = list(spans_of(event, self.zones, changed, self.window, self._spend))
            self.outside += not spans
            yield from (_busy(event.block, one, event.repeats, title) for one in spans)
        for block in blocks:
            if block.name == "VFREEBUSY":
                for span in free_busy_spans(block, self.zones):
                    if span.touches(self.window):
                        yield _busy(block, span, False, "")

    def notes(self) -> list[Message]:
        """What the reader should know: zones that nobody knows."""
        return [
            N_(
                "The time zone “%(name)s” is not known here. Its times are read as those of "
                "%(zone)s.",
                name=name[:60],
                zone=self.zones.default,
            )
            for name in sorted(self.zones.unknown)[:MOST_FAULTS]
        ]

    def _spend(self, days: int, block: Block) -> None:
        self._days_left -= days
        if self._days_left < 0:
            message = N_("The file holds too many repetitions. Export a shorter time.")
            raise CalendarUnreadable([Fault(block.line, message)])


def _zones(calendars: Sequence[Block], zone: str, window: Span) -> Zones:
    described: dict[str, Block] = {}
    default = zone
    for calendar in calendars:
        own = calendar.first("X-WR-TIMEZONE")
        default = (system_zone(own.value) if own else None) or default
        for block in calendar.blocks:
            name = block.first("TZID") if block.name == "VTIMEZONE" else None
            if name is not None:
                described.setdefault(name.value.strip(), block)
    return Zones(default, described, window.starts_at.year, window.ends_at.year)


def _by_uid(calendars: Sequence[Block]) -> dict[str, list[Block]]:
    """Events and free-busy blocks with what belongs together; without a UID each for itself."""
    found: dict[str, list[Block]] = defaultdict(list)
    for calendar in calendars:
        for block in calendar.blocks:
            if block.name in {"VEVENT", "VFREEBUSY"}:
                uid = block.first("UID")
                key = uid.value.strip() if uid and uid.value.strip() else f"line {block.line}"
                found[key].append(block)
    return found


def _busy(block: Block, span: Span, repeats: bool, title: str) -> BusyTime:
    uid = block.first("UID")
    text = uid.value.strip() if uid else ""
    hashed = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32] if text else ""
    return BusyTime(hashed, span.starts_at, span.ends_at, repeats, title)


def _title(block: Block) -> str:
    found = block.first("SUMMARY")
    text = found.value if found else ""
    for written, meant in (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        text = text.replace(written, meant)
    plain = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    return " ".join(plain.split())[:LONGEST_TITLE]
