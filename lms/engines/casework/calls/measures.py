"""What can be counted in a table of calls: who, how often, with whom, through whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lms.engines.casework.calls.listing import Call, Listing


@dataclass(frozen=True)
class Filter:
    """Which calls count; empty fields let all through.

    `a` calls, `b` is called; `number` stands at either end, `between` at both, in any direction.
    `first` and `last` are days, both included, on the case's clock or in UTC.
    """

    a: str = ""
    b: str = ""
    number: str = ""
    between: frozenset[str] = frozenset()
    type: str = ""
    first: date | None = None
    last: date | None = None
    local: bool = False

    def takes(self, call: Call, listing: Listing) -> bool:
        """Whether a call counts."""
        if (self.a and call.a != self.a) or (self.b and call.b != self.b):
            return False
        if self.number and self.number not in call.ends:
            return False
        if self.between and self.between != frozenset(call.ends):
            return False
        if self.type and call.type != self.type:
            return False
        day = listing.day(call, local=self.local)
        return not (self.first and day < self.first) and not (self.last and day > self.last)

    def turned(self) -> "Filter":
        """The same in the other direction."""
        return replace(self, a=self.b, b=self.a)

    def either_way(self) -> "Filter":
        """The same in both directions."""
        return replace(self, a="", b="", between=frozenset((self.a, self.b)))


def chosen(listing: Listing, wanted: Filter) -> list[Call]:
    """The calls that a filter takes, in order of time."""
    return [call for call in listing.calls if wanted.takes(call, listing)]


@dataclass(frozen=True)
class NumberLine:
    """One number of a table: calls made and received, their length, contacts, first and last."""

    number: str
    made: int
    received: int
    seconds: int
    contacts: int
    first: datetime
    last: datetime

    @property
    def calls(self) -> int:
        return self.made + self.received


def frequency(calls: Iterable[Call]) -> list[NumberLine]:
    """Every number with its counts, the busiest first."""
    by_number: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        for end in call.ends:
            by_number[end].append(call)
    lines = [_number_line(number, mine) for number, mine in by_number.items()]
    return sorted(lines, key=lambda line: (-line.calls, line.number))


def _number_line(number: str, calls: Sequence[Call]) -> NumberLine:
    return NumberLine(
        number=number,
        made=sum(call.a == number for call in calls),
        received=sum(call.b == number for call in calls),
        seconds=sum(call.seconds for call in calls),
        contacts=len({call.other(number) for call in calls}),
        first=min(call.start for call in calls),
        last=max(call.start for call in calls),
    )


@dataclass(frozen=True)
class PairLine:
    """Calls from one number to another."""

    a: str
    b: str
    calls: int
    seconds: int
    first: datetime
    last: datetime


def pairs(calls: Iterable[Call]) -> list[PairLine]:
    """Who calls whom, the most frequent first."""
    by_pair: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in calls:
        by_pair[call.ends].append(call)
    lines = [
        PairLine(
            a=a,
            b=b,
            calls=len(mine),
            seconds=sum(call.seconds for call in mine),
            first=min(call.start for call in mine),
            last=max(call.start for call in mine),
        )
        for (a, b), mine in by_pair.items()
    ]
    return sorted(lines, key=lambda line: (-line.calls, line.a, line.b))


def contacts(calls: Iterable[Call], number: str) -> dict[str, int]:
    """With whom a number is in touch, and how often."""
    return Counter(call.other(number) for call in calls if number in call.ends)


def most_called(calls: Iterable[Call]) -> frozenset[str]:
    """The numbers that are called most often; several where they are level."""
    return _most(Counter(call.b for call in calls))


def most_in_touch(calls: Iterable[Call], number: str) -> frozenset[str]:
    """With whom a number is in touch most often, in either direction."""
    return _most(contacts(calls, number))


def _most(counts: dict[str, int]) -> frozenset[str]:
    top = max(counts.values(), default=0)
    return frozenset(number for number, count in counts.items() if count == top)


@dataclass(frozen=True)
class CommonLine:
    """A number that several have in common, with the calls that each has with it."""

    number: str
    calls: tuple[int, ...]


def common(calls: Sequence[Call], numbers: Sequence[str]) -> list[CommonLine]:
    """The numbers that all of `numbers` are in touch with; those themselves are left out."""
    mine = [contacts(calls, number) for number in numbers]
    if not mine:
        return []
    shared = set(mine[0]).intersection(*mine[1:]) - set(numbers)
    lines = [CommonLine(one, tuple(found[one] for found in mine)) for one in shared]
    return sorted(lines, key=lambda line: (-sum(line.calls), line.number))


@dataclass(frozen=True)
class Chain:
    """One call that follows another: A calls B, then B calls C. `gap` is from the end of the first
    call to the beginning of the second; it is below 0 where the first goes on."""

    first: Call
    second: Call

    @property
    def gap(self) -> timedelta:
        return self.second.start - self.first.end


def chains(
    calls: Sequence[Call], minutes: int, *, a: str = "", b: str = "", c: str = ""
) -> list[Chain]:
    """Chains A to B to C in order of the second call; empty fields let every number through.

    The second call begins after the first one began and at most `minutes` after it ended. Each
    second call counts once, after the latest call that fits; C is another number than A.
    """
    within = timedelta(minutes=minutes)
    longest = timedelta(seconds=max((call.seconds for call in calls), default=0))
    found: list[Chain] = []
    for at, second in enumerate(calls):
        if (b and second.a != b) or (c and second.b != c):
            continue
        for first in reversed(calls[:at]):
            if second.start - first.start > within + longest:
                break
            fits = first.b == second.a and first.a != second.b and (not a or first.a == a)
            if fits and first.start < second.start <= first.end + within:
                found.append(Chain(first, second))
                break
    return found


def handsets(listing: Listing, number: str) -> dict[str, Call]:
    """The handsets (IMEI) that a listed number was used in, each with its first call."""
    found: dict[str, Call] = {}
    for call in listing.calls:
        if call.imei and number in call.ends and listing.owner(call) == number:
            found.setdefault(call.imei, call)
    return found


def same_handset(listing: Listing, number: str) -> frozenset[str]:
    """Other numbers that were used in a handset of this one."""
    mine = handsets(listing, number)
    owners = {listing.owner(call) for call in listing.calls if call.imei in mine}
    return frozenset(owners - {number})
