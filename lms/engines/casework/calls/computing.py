"""Right answers worked out from the table, and the values that a known slip gives instead.

A question's `from` says what to work out. The answer that the author states must be what comes
out here, so no key can drift from its table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.calls.listing import Call, Listing
from lms.engines.casework.calls.measures import (
    Filter,
    chains,
    chosen,
    common,
    contacts,
    handsets,
    most_called,
    most_in_touch,
    same_handset,
)
from lms.engines.casework.calls.pattern import busiest_hours, by_day, change_of_pattern, pattern
from lms.engines.casework.calls.windows import DAY, Form, Window, day_window, moment_window
from lms.engines.reading import Node

Value = Fraction | frozenset[str] | Window
LOCAL_SLIP = N_("This is so in UTC. The question asks for the local clock.")
UTC_SLIP = N_("This is so on the local clock. The question asks for UTC.")
_DIRECTION = N_("These are the calls in the other direction: look at who called whom.")
_BOTH_WAYS = N_("These are the calls in both directions: look at who called whom.")
_ALL_TYPES = N_("This counts every type of row, not only the one that is asked for.")


@dataclass(frozen=True)
class Computed:
    """What the table gives: a number, numbers, or a window; with the word on known slips."""

    value: Value
    slips: Mapping[Value, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class _Asked:
    """The fields of a `from`, and the listing that they are about."""

    node: Node
    listing: Listing
    local: bool

    def number(self, name: str, *, needed: bool = True) -> str:
        """A number of the table, written in any way."""
        text = self.node.string(name, most=40, default=None if needed else "")
        if not text:
            return ""
        known = self.listing.known(text)
        if known is None:
            self.node.fault(name, N_("No call of the table has this number."))
        return known or ""

    def numbers(self, name: str) -> list[str]:
        found = []
        for text in self.node.strings(name, low=2, high=20, most=40):
            known = self.listing.known(text)
            if known is None:
                self.node.fault(name, N_("No call of the table has %(number)s.", number=text))
            elif known not in found:
                found.append(known)
        return found

    def day(self, name: str) -> date | None:
        if not self.node.has(name):
            return None
        text = self.node.raw(name)
        try:
            return date.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            message = N_('Write the date in quotes as year-month-day, such as "2019-03-12".')
            self.node.fault(name, message)
            return None

    def filter(self) -> Filter:
        kind = self.node.string("type", most=40, default="")
        if kind and kind not in self.listing.types:
            self.node.fault("type", N_("No call of the table has this type."))
        return Filter(
            a=self.number("a", needed=False),
            b=self.number("b", needed=False),
            number=self.number("number", needed=False),
            between=frozenset(self.numbers("between")) if self.node.has("between") else frozenset(),
            type=kind,
            first=self.day("first"),
            last=self.day("last"),
            local=self.local,
        )

    def minutes(self) -> int:
        return self.node.whole("minutes", low=1, high=DAY)

    def calls(self, number: str = "") -> list[Call]:
        return chosen(self.listing, Filter(number=number))


Work = Callable[[_Asked], Computed | None]


def compute(node: Node, listing: Listing, *, local: bool) -> tuple[str, Computed | None]:
    """What a `from` says is worked out: its name, and the result (None with problems noted).

    `local` says on which clock days and hours are read: the case's own, or UTC.
    """
    what = node.choice("what", WORKS)
    if node.raw("what") != what:
        node.skip_rest()
        return what, None
    before = len(node.problems.found)
    result = WORKS[what](_Asked(node, listing, local))
    node.close()
    return what, result if len(node.problems.found) == before else None


def _without(right: Value, slips: Iterable[tuple[Value, Message]]) -> dict[Value, Message]:
    """Slips that differ from the right value; where two give one value, it is told that either may
    be at the bottom of it."""
    found: dict[Value, Message] = {}
    for value, word in slips:
        if value in found:
            found[value] = N_("Either: %(one)s Or: %(other)s", one=found[value], other=word)
        elif value != right:
            found[value] = word
    return found


def _slips_of(asked: _Asked, wanted: Filter, measure: Callable[[Filter], Value]) -> Computed:
    """A measure of filtered calls, with the slips of direction, type and clock."""
    right = measure(wanted)
    slips: list[tuple[Value, Message]] = []
    if wanted.a and wanted.b:
        slips += [
            (measure(wanted.turned()), _DIRECTION),
            (measure(wanted.either_way()), _BOTH_WAYS),
        ]
    if wanted.type:
        slips.append((measure(replace(wanted, type="")), _ALL_TYPES))
    if wanted.first or wanted.last:
        word = LOCAL_SLIP if asked.local else UTC_SLIP
        slips.append((measure(replace(wanted, local=not wanted.local)), word))
    return Computed(right, _without(right, slips))


def _calls(asked: _Asked) -> Computed:
    def measure(wanted: Filter) -> Value:
        return Fraction(len(chosen(asked.listing, wanted)))

    return _slips_of(asked, asked.filter(), measure)


def _minutes(asked: _Asked) -> Computed:
    def measure(wanted: Filter) -> Value:
        return Fraction(sum(call.seconds for call in chosen(asked.listing, wanted)), 60)

    return _slips_of(asked, asked.filter(), measure)


def _share(asked: _Asked) -> Computed | None:
    number, other = asked.number("number"), asked.number("with")
    calls = asked.calls(number)
    if not number or not calls:
        return None
    return Computed(Fraction(100 * contacts(calls, number).get(other, 0), len(calls)))


def _contacts(asked: _Asked) -> Computed:
    number = asked.number("number")
    return Computed(Fraction(len(contacts(asked.calls(number), number))))


def _handsets(asked: _Asked) -> Computed:
    return Computed(Fraction(len(handsets(asked.listing, asked.number("number")))))


def _chains(asked: _Asked) -> Computed:
    a, b, c = (asked.number(name) for name in ("a", "b", "c"))
    minutes = asked.minutes()
    right = Fraction(len(chains(asked.listing.calls, minutes, a=a, b=b, c=c)))
    every = Fraction(len(chosen(asked.listing, Filter(a=b, b=c))))
    word = N_(
        "These are all calls of the second step, also those that follow no call of the first."
    )
    return Computed(right, _without(right, [(every, word)]))


def _most_called(asked: _Asked) -> Computed:
    wanted = asked.filter()
    return Computed(most_called(chosen(asked.listing, wanted)))


def _most_in_touch(asked: _Asked) -> Computed:
    number = asked.number("number")
    return Computed(most_in_touch(asked.calls(number), number))


def _common(asked: _Asked) -> Computed | None:
    numbers = asked.numbers("numbers")
    found = frozenset(line.number for line in common(asked.listing.calls, numbers))
    if not found and len(numbers) > 1:
        asked.node.fault("numbers", N_("These numbers have none in common."))
        return None
    return Computed(found)


def _chain_ends(asked: _Asked) -> Computed | None:
    a, b = asked.number("a"), asked.number("b")
    found = chains(asked.listing.calls, asked.minutes(), a=a, b=b)
    if not found:
        asked.node.fault("minutes", N_("No call follows within this time."))
        return None
    return Computed(frozenset(chain.second.b for chain in found))


def _same_handset(asked: _Asked) -> Computed | None:
    found = same_handset(asked.listing, asked.number("number"))
    if not found:
        asked.node.fault("number", N_("No other number was used in a handset of this one."))
        return None
    return Computed(found)


def _first_chain(asked: _Asked) -> Computed | None:
    a, b, c = (asked.number(name) for name in ("a", "b", "c"))
    found = chains(asked.listing.calls, asked.minutes(), a=a, b=b, c=c)
    if not found:
        asked.node.fault("minutes", N_("No call follows within this time."))
        return None

    def measure(*, local: bool) -> Window:
        ends = (found[0].first.start, found[0].second.start)
        return moment_window(*(asked.listing.clock(at, local=local) for at in ends))

    return _by_clock(asked, measure)


def _by_clock(asked: _Asked, measure: Callable[..., Window]) -> Computed:
    right, other = measure(local=asked.local), measure(local=not asked.local)
    word = LOCAL_SLIP if asked.local else UTC_SLIP
    return Computed(right, _without(right, [(other, word)]))


def _busiest_hours(asked: _Asked) -> Computed:
    length = asked.node.whole("hours", low=1, high=12, default=1)
    wanted = asked.filter()
    calls = chosen(asked.listing, wanted)

    def measure(*, local: bool) -> Window:
        hours = pattern(asked.listing, calls, local=local).hours
        begin = busiest_hours(hours, length)
        return Window(Form.HOURS, begin * 60, (begin + length) * 60 % DAY)

    return _by_clock(asked, measure)


def _change_of_pattern(asked: _Asked) -> Computed | None:
    calls = chosen(asked.listing, asked.filter())
    days = by_day(asked.listing, calls, local=asked.local)
    first = change_of_pattern(days)
    if first is None:
        asked.node.fault("what", N_("These calls show no change."))
        return None
    return Computed(day_window(first, days[-1][0]))


def _handset_change(asked: _Asked) -> Computed | None:
    found = list(handsets(asked.listing, asked.number("number")).values())
    if len(found) < 2:
        asked.node.fault("number", N_("This number stayed in one handset."))
        return None
    day = asked.listing.day(found[-1], local=asked.local)
    return Computed(day_window(day, day))


WORKS: dict[str, Work] = {
    "calls": _calls,
    "minutes": _minutes,
    "share": _share,
    "contacts": _contacts,
    "handsets": _handsets,
    "chains": _chains,
    "most_called": _most_called,
    "most_in_touch": _most_in_touch,
    "common": _common,
    "chain_ends": _chain_ends,
    "same_handset": _same_handset,
    "first_chain": _first_chain,
    "busiest_hours": _busiest_hours,
    "change_of_pattern": _change_of_pattern,
    "handset_change": _handset_change,
}
