"""Tables of a case, such as a call listing or a manifest: rows of text under named columns."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.engines.reading import Node, Text, unique

MOST_TABLES = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 40
CELL_SIGNS = 200
_FILE = re.compile(r"tables/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.csv")


class TableKind(StrEnum):
    """What the rows are; telephone tasks work on calls."""

    CALLS = "calls"
    MANIFEST = "manifest"
    OTHER = "other"


@dataclass(frozen=True)
class Table:
    """A table of a case. Every row has a cell for every column; cells are text as it was written.

    `file` is where a case folder keeps it, empty in a case that is one file.
    """

    id: str
    title: Text
    kind: TableKind
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    file: str = ""


@dataclass
class Sheet:
    """A CSV text as read: `lines` has the line (from 1) on which each row begins."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[tuple[int, Message]] = field(default_factory=list)


def read_csv(text: str) -> Sheet:
    """Columns and rows of comma-separated text with a header row (RFC 4180); blank lines are
    passed over. Never raises: problems stand in the sheet with their lines."""
    sheet = Sheet()
    reader = csv.reader(io.StringIO(text), strict=True)
    start = 1
    try:
        for cells in reader:
            _take(sheet, cells, start)
            start = reader.line_num + 1
            if len(sheet.rows) > MOST_ROWS:
                message = N_("The table has more than %(most)s rows.", most=MOST_ROWS)
                sheet.problems.append((sheet.lines[-1], message))
                break
    except csv.Error:
        message = N_("This is not CSV: a quote is open, or a sign stands behind a closing quote.")
        sheet.problems.append((start, message))
    if not sheet.columns and not sheet.problems:
        sheet.problems.append((1, N_("The table is empty. Its first row names the columns.")))
    return sheet


def _take(sheet: Sheet, cells: list[str], line: int) -> None:
    if not cells:
        return
    if not sheet.columns:
        sheet.columns = [cell.strip() for cell in cells]
        if len(cells) == 1 and any(sign in cells[0] for sign in ";\t"):
            sheet.problems.append((line, N_("Separate the columns by commas.")))
        return
    if len(cells) != len(sheet.columns):
        message = N_(
            "This row has %(count)s cells, the header has %(columns)s.",
            count=len(cells),
            columns=len(sheet.columns),
        )
        sheet.problems.append((line, message))
    sheet.rows.append(cells)
    sheet.lines.append(line)


def write_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The text that `read_csv` reads back into the same columns and rows."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def read_tables(node: Node) -> dict[str, Table]:
    """The tables of a case by id; problems go to the node's list."""
    ids: set[str] = set()
    files: set[str] = set()
    found = {}
    for item in node.nodes("tables", low=0, high=MOST_TABLES):
        table = _table(item)
        unique(item, "id", table.id, ids)
        if table.file:
            unique(item, "file", table.file, files)
        found[table.id] = table
    return found


def _table(item: Node) -> Table:
    name = item.key("id")
    title = item.text("title", most=200)
    kind = TableKind(item.choice("kind", TableKind, default=TableKind.OTHER))
    file = item.string("file", most=120, default="")
    if file and not _FILE.fullmatch(file):
        item.fault("file", N_("Write the path of the table, such as tables/calls.csv."))
    columns = tuple(item.strings("columns", low=1, high=MOST_COLUMNS, most=64))
    written = item.raw("columns")
    width = len(written) if isinstance(written, list | tuple) else 0
    rows = [
        cells
        for path, raw in item.items("rows", low=0, high=MOST_ROWS)
        if (cells := _row(item, path, raw, width)) is not None
    ]
    return Table(name, title, kind, columns, tuple(rows), file)


def _row(item: Node, path: str, raw: object, width: int) -> tuple[str, ...] | None:
    if not isinstance(raw, list | tuple) or len(raw) != width:
        item.problems.add(path, N_("Write a list of %(count)s cells, one a column.", count=width))
        return None
    for at, cell in enumerate(raw):
        where = f"{path}[{at}]"
        if not isinstance(cell, str):
            item.problems.add(where, N_("Write text here (in quotes if it looks like a number)."))
            return None
        if len(cell) > CELL_SIGNS:
            item.problems.add(where, N_("Shorten this to %(most)s signs.", most=CELL_SIGNS))
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in cell):
            item.problems.add(where, N_("Remove the control characters from this text."))
    return tuple(raw)
