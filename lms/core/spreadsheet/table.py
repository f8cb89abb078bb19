"""What a table is once it is read: rows of text with the numbers that people see. Pure."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.core.messages import Message

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_SIGNS = 32_767
MAX_FILLED = 100_000

_PHONE_LIKE = re.compile(r"[+-][\d\s().-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet program shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The text of the column with this index (0 = A); "" where the row is shorter."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula instead of a value. `column` counts from 0."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that the program shows as one. Rows count from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        """As a spreadsheet program names the block: C4:C9."""
        begins = cell_name(self.first_row, self.first_column)
        return f"{begins}:{cell_name(self.last_row, self.last_column)}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not empty, in order, and what was found among them.

    `dates` are the cells (row, column) that the program keeps as a date or a time of day.
    """

    rows: tuple[Row, ...]
    formulas: tuple[Formula, ...] = ()
    notes: tuple[Message, ...] = ()
    dates: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[Merge, ...] = ()


def filled_down(rows: Sequence[Row], merges: Sequence[Merge]) -> tuple[Row, ...]:
    """Read merged cells as a person sees them: the value of the first cell holds for every row
    that they cover, in their first column; what lies hidden under them is not read.

    Rows that are empty otherwise stay out. Raises OverflowError where more than MAX_FILLED cells
    are covered.
    """
    by_number = {row.number: list(row.cells) for row in rows}
    numbers = sorted(by_number)
    left = MAX_FILLED
    for merge in merges:
        value = _cell_of(by_number, merge.first_row, merge.first_column)
        begin, end = bisect_left(numbers, merge.first_row), bisect(numbers, merge.last_row)
        width = min(merge.last_column, MAX_COLUMNS) - merge.first_column + 1
        left -= (end - begin) * max(width, 1)
        if left < 0:
            raise OverflowError
        for number in numbers[begin:end]:
            cells = by_number[number]
            cells += [""] * (merge.first_column + 1 - len(cells))
            cells[merge.first_column] = value
            for column in range(merge.first_column + 1, min(merge.last_column + 1, len(cells))):
                cells[column] = ""
    return tuple(Row(number, tuple(cells)) for number, cells in by_number.items())


def _cell_of(rows: Mapping[int, Sequence[str]], number: int, column: int) -> str:
    cells = rows.get(number, ())
    return cells[column] if column < len(cells) else ""


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault: the row (1 = first), the column letter, and a sentence that names the mend.

    A fault of the whole file has neither row nor column.
    """

    message: Message
    row: int | None = None
    column: str | None = None

    def english(self) -> str:
        """The fault with its place, for command line and logs."""
        place = "".join(
            (
                f"Row {self.row}" if self.row else "",
                f", column {self.column}" if self.row and self.column else "",
            )
        )
        return f"{place}: {self.message.english()}" if place else self.message.english()


class SheetRefused(Exception):
    """The file cannot be read as a table; `faults` says why and what to do instead."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(fault.english() for fault in faults))
        self.faults = tuple(faults)


def column_letter(index: int) -> str:
    """Return the letters of a column: 0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return how a spreadsheet program names a cell: row 4, column 1 -> B4."""
    return f"{column_letter(column)}{row}"


def looks_like_formula(text: str) -> bool:
    """Whether a program that opens this text as a cell would compute it.

    Telephone numbers and signed numbers begin with a sign, too, but compute nothing.
    """
    start = text.lstrip()
    if start[:1] in {"=", "@"} or text[:1] in {"\t", "\r"}:
        return len(text.strip()) > 1
    return start[:1] in {"+", "-"} and len(start) > 1 and not _PHONE_LIKE.fullmatch(start)
