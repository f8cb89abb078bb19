"""A table of calls as typed values, every fault of a row told at once.

Columns: call_id, a_number (who calls), b_number (who is called), start_utc (ISO 8601 with Z),
seconds, type (such as voice or sms), cell and imei. Cell and handset are those of the listed
number: of the caller where both are listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property

from lms.core.messages import N_, Message
from lms.engines.linkchart.names import clean_identifier
from lms.engines.linkchart.tables import Table
from lms.engines.reading import Text

COLUMNS = ("call_id", "a_number", "b_number", "start_utc", "seconds", "type", "cell", "imei")
NEEDED = COLUMNS[:5]
LONGEST = 7 * 24 * 3600


@dataclass(frozen=True)
class Call:
    """One row: caller, called, beginning (UTC) and length."""

    id: str
    a: str
    b: str
    start: datetime
    seconds: int
    type: str = ""
    cell: str = ""
    imei: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    @property
    def ends(self) -> tuple[str, str]:
        return (self.a, self.b)

    def other(self, number: str) -> str:
        """The number at the other end."""
        return self.b if number == self.a else self.a


@dataclass(frozen=True)
class Listing:
    """Calls in order of time. `listed` are the numbers whose records were asked for: calls between
    others are not seen. `offset` is how far the case's clock is ahead of UTC; `labels` is what
    is known of a number."""

    calls: tuple[Call, ...]
    listed: tuple[str, ...] = ()
    offset: timedelta = timedelta(0)
    labels: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Every number of the table, in order."""
        return tuple(sorted({end for call in self.calls for end in call.ends}))

    @cached_property
    def types(self) -> tuple[str, ...]:
        return tuple(sorted({call.type for call in self.calls if call.type}))

    @property
    def zone(self) -> timezone:
        return timezone(self.offset)

    def clock(self, at: datetime, *, local: bool) -> datetime:
        """A moment on the clock of the case, or in UTC."""
        return at.astimezone(self.zone if local else UTC)

    def day(self, call: Call, *, local: bool) -> date:
        """The day on which a call began."""
        return self.clock(call.start, local=local).date()

    def owner(self, call: Call) -> str:
        """The number to which cell and handset of a row belong."""
        return call.a if call.a in self.listed or call.b not in self.listed else call.b

    def known(self, text: str) -> str | None:
        """The number of the table that somebody wrote in any way, else None."""
        return self._by_clean.get(clean_identifier(text))

    @cached_property
    def _by_clean(self) -> dict[str, str]:
        return {clean_identifier(number): number for number in self.numbers}


@dataclass(frozen=True)
class RowFault:
    """What is wrong in a row (from 1, without the header) of the table; column 0: the header."""

    row: int
    column: str
    message: Message


def read_calls(table: Table) -> tuple[tuple[Call, ...], tuple[RowFault, ...]]:
    """The calls of a table in order of time, and everything that is wrong with its rows."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        message = N_("The table lacks the columns %(names)s.", names=", ".join(missing))
        return (), (RowFault(0, "", message),)
    reader = _Reader()
    for row, cells in enumerate(table.rows, 1):
        reader.read(row, dict(zip(table.columns, map(str.strip, cells), strict=True)))
    calls = tuple(sorted(reader.calls, key=lambda call: (call.start, call.id)))
    if not calls and not reader.faults:
        reader.faults.append(RowFault(0, "", N_("The table has no calls.")))
    return calls, tuple(reader.faults)


class _Reader:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[RowFault] = []
        self._ids: set[str] = set()
        self._written: dict[str, str] = {}

    def read(self, row: int, cells: Mapping[str, str]) -> None:
        before = len(self.faults)
        name = cells["call_id"]
        if not name or name in self._ids:
            self._fault(row, "call_id", N_("Give every call a name of its own."))
        self._ids.add(name)
        a, b = (self._number(row, column, cells[column]) for column in ("a_number", "b_number"))
        if a and a == b:
            self._fault(row, "b_number", N_("A number cannot call itself."))
        start = self._start(row, cells["start_utc"])
        seconds = self._seconds(row, cells["seconds"])
        if start is None or len(self.faults) > before:
            return
        more = {column: cells.get(column, "") for column in ("type", "cell", "imei")}
        self.calls.append(Call(name, a, b, start, seconds, **more))

    def _fault(self, row: int, column: str, message: Message) -> None:
        self.faults.append(RowFault(row, column, message))

    def _number(self, row: int, column: str, text: str) -> str:
        clean = clean_identifier(text)
        if not clean:
            self._fault(row, column, N_("Write a telephone number."))
            return ""
        written = self._written.setdefault(clean, text)
        if written != text:
            message = N_("Write this number as in the other rows: %(number)s.", number=written)
            self._fault(row, column, message)
        return text

    def _start(self, row: int, text: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.utcoffset() is None:
            message = N_('Write the beginning in UTC, such as "2019-03-08T21:04:00Z".')
            self._fault(row, "start_utc", message)
            return None
        return found.astimezone(UTC)

    def _seconds(self, row: int, text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) > LONGEST:
            self._fault(row, "seconds", N_("Write the length in whole seconds."))
            return 0
        return int(text)
