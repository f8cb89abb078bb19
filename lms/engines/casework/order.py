"""Time order as far as it is known: which of two things came first, and where nobody can say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lms.core.messages import N_
from lms.engines.reading import Node

Edge = tuple[str, str]


@dataclass(frozen=True)
class When:
    """When something happened: on `day` (at `time`, HH:MM, where known), or at some moment from
    `day` to `until`."""

    day: date
    time: str = ""
    until: date | None = None

    def is_before(self, other: "When") -> bool:
        """Whether this surely came first."""
        last = self.until or self.day
        if last != other.day or self.until or other.until:
            return last < other.day
        return bool(self.time and other.time) and self.time < other.time

    @property
    def shown(self) -> str:
        """As year-month-day, with the hour or the last day where there is one."""
        more = f" {self.time}" if self.time else ""
        return self.day.isoformat() + (f" / {self.until.isoformat()}" if self.until else more)


@dataclass(frozen=True)
class Order:
    """A partial order. `before[key]` has everything that came before, however indirectly."""

    before: Mapping[str, frozenset[str]]

    @cached_property
    def pairs(self) -> tuple[Edge, ...]:
        """All pairs of which the order is known, as (earlier, later)."""
        return tuple((one, key) for key, found in self.before.items() for one in sorted(found))

    def pairs_of(self, key: str) -> tuple[Edge, ...]:
        """The known pairs that have `key` at one end."""
        return tuple(pair for pair in self.pairs if key in pair)

    @cached_property
    def steps(self) -> dict[str, int]:
        """The earliest step, from 1, at which each can stand when all that is known is kept."""
        found: dict[str, int] = {}
        for key in sorted(self.before, key=lambda key: len(self.before[key])):
            found[key] = 1 + max((found[one] for one in self.before[key]), default=0)
        return found


def read_when(node: Node) -> When | None:
    """The fields `date`, `time` and `until`; None where there is no date."""
    day, last = read_day(node, "date"), read_day(node, "until")
    time = node.string("time", most=5, default="")
    hour, colon, minute = time.partition(":")
    is_time = colon and len(hour) == len(minute) == 2 and f"{hour}{minute}".isdecimal()
    if time and not (is_time and int(hour) < 24 and int(minute) < 60):
        node.fault("time", N_('Write the hour in quotes as "23:40".'))
        time = ""
    if day is None:
        for name, value in (("time", time), ("until", last)):
            if value:
                node.fault(name, N_("Give the date first."))
        return None
    if last and last < day:
        node.fault("until", N_("The end comes before the beginning. Mend one of the two."))
    if last and time:
        node.fault("time", N_("What has an end day has no hour. Remove one of the two."))
    return When(day, time, last)


def read_day(node: Node, name: str) -> date | None:
    """A day in quotes as year-month-day; None where the field is not there."""
    value = node.raw(name)
    if value is None or isinstance(value, date):
        return value
    found = day_of(value)
    if found is None:
        node.fault(name, N_('Write the date in quotes as year-month-day, such as "2019-03-12".'))
    return found


def day_of(value: object) -> date | None:
    """A day as typed or sent, year-month-day; None if it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def ordered(keys: Iterable[str], edges: Iterable[Edge]) -> Order | frozenset[str]:
    """The order that follows from edges (earlier, later); where they run in a ring, the keys that
    stand in it or after it."""
    earlier: dict[str, set[str]] = {key: set() for key in keys}
    for one, other in edges:
        earlier[other].add(one)
    before: dict[str, frozenset[str]] = {}
    while len(before) < len(earlier):
        ready = [key for key in earlier if key not in before and earlier[key] <= before.keys()]
        if not ready:
            return frozenset(earlier.keys() - before.keys())
        for key in ready:
            indirect = (before[one] for one in earlier[key])
            before[key] = frozenset(earlier[key]).union(*indirect)
    return Order(before)
