"""The time zones that a calendar file names: as this system knows them, else as the file says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from lms.agenda.formats.lines import Block
from lms.agenda.formats.recurrence import occurrences
from lms.agenda.formats.rrule import RuleUnreadable, read_rule
from lms.core.messages import N_

_OFFSET = re.compile(r"([+-])([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?")
_LOCAL = re.compile(r"([0-9]{8})T([0-9]{6})")
MOST_OBSERVANCES = 40
MOST_DESCRIBED = 10


class Clock(Protocol):
    """Turns the clock of a place into UTC and back; local times are naive."""

    def to_utc(self, local: datetime) -> datetime: ...
    def to_local(self, moment: datetime) -> datetime: ...


@dataclass(frozen=True)
class KnownClock:
    """A zone of this system. A local time that does not exist is taken by the clock before the
    change, one that comes twice as the first (RFC 5545, 3.3.5)."""

    place: ZoneInfo

    def to_utc(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.place).astimezone(UTC)

    def to_local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.place).replace(tzinfo=None)


@dataclass(frozen=True)
class FileClock:
    """A zone as the file describes it: from each local moment on, so much ahead of UTC."""

    onsets: tuple[tuple[datetime, timedelta], ...]
    before: timedelta

    def to_utc(self, local: datetime) -> datetime:
        return (local - self._ahead(local)).replace(tzinfo=UTC)

    def to_local(self, moment: datetime) -> datetime:
        plain = moment.astimezone(UTC).replace(tzinfo=None)
        return plain + self._ahead(plain + self._ahead(plain))

    def _ahead(self, local: datetime) -> timedelta:
        found = [ahead for onset, ahead in self.onsets if onset <= local]
        return found[-1] if found else self.before


@dataclass
class Zones:
    """The zones of one file. Names that nobody knows are read as `default` and remembered."""

    default: str
    described: Mapping[str, Block] = field(default_factory=dict)
    first_year: int = 1970
    last_year: int = 1970
    unknown: set[str] = field(default_factory=set)
    _found: dict[str, Clock] = field(default_factory=dict)
    _left: int = MOST_DESCRIBED

    def clock(self, name: str | None) -> Clock:
        """The clock of a TZID; of the default zone for a time without one."""
        key = (name or "").strip().strip('"')
        if key not in self._found:
            self._found[key] = self._look_up(key)
        return self._found[key]

    def _look_up(self, name: str) -> Clock:
        known = system_zone(name) if name else self.default
        if known is None and name in self.described and self._left > 0:
            self._left -= 1
            block = self.described[name]
            hint = block.first("X-LIC-LOCATION")
            known = system_zone(hint.value) if hint else None
            described = None if known else _described(block, self.first_year, self.last_year)
            if described is not None:
                return described
        if known is None:
            self.unknown.add(name)
        return KnownClock(ZoneInfo(known or self.default))


def system_zone(name: str) -> str | None:
    """The name by which this system knows a zone: as it is, by its Windows name, or by the end of
    a name such as `/vendor.example/Europe/Berlin`; None where it knows none."""
    plain = name.strip().strip("/")
    known = _by_small_letters()
    pieces = plain.split("/")[:8]
    tails = ["/".join(pieces[start:]) for start in range(len(pieces))]
    is_path = name.strip().startswith("/") or "://" in name
    for candidate in [plain, WINDOWS_TO_OLSON.get(plain, ""), *(tails if is_path else [])]:
        if candidate.lower() in known:
            return known[candidate.lower()]
    return None


@lru_cache(maxsize=1)
def _by_small_letters() -> dict[str, str]:
    return {name.lower(): name for name in sorted(available_timezones())}


def _described(block: Block, first_year: int, last_year: int) -> FileClock | None:
    """The clock that a VTIMEZONE describes in these years, None where it does not say."""
    onsets: list[tuple[datetime, timedelta]] = []
    before: list[tuple[datetime, timedelta]] = []
    for part in block.blocks[:MOST_OBSERVANCES]:
        start, ahead, earlier = (
            _local(part.text("DTSTART")),
            _offset(part.text("TZOFFSETTO")),
            _offset(part.text("TZOFFSETFROM")),
        )
        if start is None or ahead is None or earlier is None:
            return None
        try:
            onsets += [(at, ahead) for at in _onsets(part, start, first_year, last_year)]
        except RuleUnreadable:
            return None
        before.append((start, earlier))
    if not onsets:
        return None
    return FileClock(tuple(sorted(onsets)), min(before)[1])


def _onsets(part: Block, start: datetime, first_year: int, last_year: int) -> Iterable[datetime]:
    found = {start}
    for rule in part.all("RRULE")[:1]:
        read = read_rule(rule.value)
        if read.frequency != "YEARLY" or read.interval != 1 or read.count is not None:
            raise RuleUnreadable(N_("The rule of repetition is of a kind that is not read."))
        until = _local(read.until.rstrip("Z")) if read.until else None
        first = start.replace(year=max(start.year, first_year - 1), month=1, day=1)
        last = start.replace(year=last_year + 1, month=12, day=31)
        found |= {
            at
            for at in occurrences(read, start, first=first, last=last)
            if until is None or at <= until + timedelta(days=1)
        }
    for dates in part.all("RDATE"):
        pieces = dates.value.split(",")[:MOST_OBSERVANCES]
        found |= {at for piece in pieces if (at := _local(piece)) is not None}
    return found


def _local(text: str) -> datetime | None:
    found = _LOCAL.fullmatch(text.strip().upper())
    if found is None:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        return None


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    sign = -1 if found[1] == "-" else 1
    hours, minutes, seconds = int(found[2]), int(found[3]), int(found[4] or 0)
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
