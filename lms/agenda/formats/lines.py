"""Reading the lines of an iCalendar file from a stranger: unfolded, numbered, in their blocks.

The library's own reader keeps time zones of one file for the next and follows every rule in it,
so files from outside are taken apart here; only the parameters of a line are left to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from lms.core.messages import N_, Message

LARGEST_FILE = 2 * 1024 * 1024
MOST_LINES = 200_000
MOST_BLOCKS = 20_000
MOST_FAULTS = 10
DEEPEST = 6
# The properties that are looked into; all others are passed over unread.
READ = frozenset(
    {
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
        *("UID", "SUMMARY", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "FREEBUSY"),
        *("TZID", "X-LIC-LOCATION", "X-WR-TIMEZONE", "TZOFFSETFROM", "TZOFFSETTO"),
    }
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which line of the file (from 1); None for the whole file."""

    line: int | None
    message: Message


class CalendarUnreadable(Exception):
    """A file that is not taken; `faults` says why, line by line, at most ten."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message.english() for fault in faults))
        self.faults = tuple(faults[:MOST_FAULTS])


@dataclass(frozen=True)
class Property:
    """One content line of a block. Names and parameters in capitals; the value as written."""

    name: str
    value: str
    line: int
    parameters: dict[str, str]

    def fault(self, message: Message) -> CalendarUnreadable:
        return CalendarUnreadable([Fault(self.line, message)])


@dataclass
class Block:
    """A component with its properties and the components in it."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip().upper() if found else ""


def read_blocks(data: bytes) -> list[Block]:
    """The calendars of a file. Raises CalendarUnreadable."""
    text = _decoded(data)
    calendars: list[Block] = []
    stack: list[Block] = []
    blocks = 0
    for number, line in _unfolded(text):
        name = line.partition(":")[0].strip().upper()
        if name == "BEGIN":
            blocks += 1
            block = Block(_block_name(line), number)
            _refuse_place(block, stack, blocks)
            (stack[-1].blocks if stack else calendars).append(block)
            stack.append(block)
        elif not stack:
            raise _not_a_calendar(number)
        elif name == "END":
            if _block_name(line) != stack.pop().name:
                raise _fault(number, N_("This END does not belong to the BEGIN before it."))
        else:
            found = _property(line, number)
            if found is not None:
                stack[-1].properties.append(found)
    if stack:
        cut = N_("The file is cut off: what begins here has no end. Export the calendar again.")
        raise _fault(stack[-1].line, cut)
    if not calendars:
        raise _not_a_calendar(1)
    return calendars


def _refuse_place(block: Block, stack: list[Block], blocks: int) -> None:
    if not stack and block.name != "VCALENDAR":
        raise _not_a_calendar(block.line)
    if len(stack) >= DEEPEST:
        raise _fault(block.line, N_("The parts of this file are nested too deep."))
    if blocks > MOST_BLOCKS:
        message = N_(
            "The file holds more than %(most)s entries. Export a shorter time.", most=MOST_BLOCKS
        )
        raise _fault(block.line, message)


def _block_name(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _property(line: str, number: int) -> Property | None:
    """The line's property where it is one that is read."""
    name = line[:40].partition(":")[0].partition(";")[0].strip().upper()
    if name not in READ:
        return None
    try:
        content = Contentline(line)  # type: ignore[no-untyped-call]
        _name, parameters, value = content.raw_parts()
        given = {str(key).upper(): _one(value) for key, value in parameters.items()}
    except (ValueError, AssertionError) as error:
        raise _fault(number, N_("This line is broken. Export the calendar again.")) from error
    return Property(name, value, number, given)


def _one(value: object) -> str:
    """A parameter's value; the first where it has several."""
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return str(value)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise _fault(None, N_("The file is larger than 2 MB. Export a shorter time."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = N_("This is no UTF-8 text. Export the calendar as iCalendar (.ics).")
        raise _fault(line, message) from error
    if "\0" in text:
        raise _not_a_calendar(text[: text.index("\0")].count("\n") + 1)
    return text


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line; empty lines are passed over."""
    parts: list[str] = []
    begun = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        if number > MOST_LINES:
            raise _fault(number, N_("The file has too many lines. Export a shorter time."))
        line = raw.removesuffix("\r").replace("\r", " ")
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
        elif line.strip():
            if parts:
                yield begun, "".join(parts)
            parts, begun = [line], number
    if parts:
        yield begun, "".join(parts)


def _not_a_calendar(line: int) -> CalendarUnreadable:
    return _fault(line, N_("This is no calendar file. It should begin with BEGIN:VCALENDAR."))


def _fault(line: int | None, message: Message) -> CalendarUnreadable:
    return CalendarUnreadable([Fault(line, message)])
