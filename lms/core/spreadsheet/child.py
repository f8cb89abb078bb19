"""Open one .xlsx under limits. Runs as a program of its own and imports nothing of the house.

Arguments: most rows, columns, signs of a cell, and the number of the sheet among the visible ones
(0 = first). Standard input: the file. Standard output: one JSON object, either
`{"rows": [[number, [cells]]], "formulas": [[row, column, text]], "dates": [[row, column]],
"merges": [[row, column, row, column]], "sheets": [names], "heads": [[number of sheet, rows]]}` or
`{"fault": code, "row": n, "column": n, "values": {...}}`. `heads` are the first rows of the other
visible sheets. A crash or a limit is seen by the parent at the exit status.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_MEMBERS = 2_000
MAX_INFLATED = 64 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 4 * 1024 * 1024
CPU_SECONDS = 10
MEMORY_BYTES = 384 * 1024 * 1024
MAX_MERGES = 20_000
MAX_OTHER_SHEETS = 12
HEAD_ROWS = 16
_CHUNK = 65_536


def limit() -> None:
    """Bound processor time, memory, files written and core dumps of this process."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def answer(**content: object) -> NoReturn:
    """Write the one answer and end."""
    sys.stdout.write(json.dumps(content, ensure_ascii=True))
    sys.stdout.flush()
    raise SystemExit(0)


def fault(code: str, row: int = 0, column: int = -1, **values: object) -> NoReturn:
    """Answer that the file is refused, where and why."""
    answer(fault=code, row=row, column=column, values=values)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open the archive and check all that stands in its directory."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        fault("not_a_zip")
    if len(members) > MAX_MEMBERS:
        fault("too_many_parts", count=len(members), most=MAX_MEMBERS)
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 1 for member in members):
        fault("password")
    if len(set(names)) != len(names) or _overlap(members, len(data)):
        fault("not_a_zip")
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        fault("macros")
    if "xl/workbook.xml" not in names:
        fault(_other_kind(names))
    return archive


def _other_kind(names: list[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names:
        return "opendocument"
    return "not_a_workbook"


def _overlap(members: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether parts share bytes: the mark of a bomb that is made of one kernel."""
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + 30 + member.compress_size
    return end > size


def inflate_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Inflate every part, counting what really comes out: headers may lie."""
    total = 0
    kept: dict[str, bytes] = {}
    for member in archive.infolist():
        content = io.BytesIO()
        keep = member.filename.lower().endswith((".xml", ".rels"))
        out = 0
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                out += len(chunk)
                total += len(chunk)
                _bound(out, total, member.compress_size)
                if keep:
                    content.write(chunk)
        if keep:
            kept[member.filename] = content.getvalue()
    return kept


def _bound(out: int, total: int, packed: int) -> None:
    if total > MAX_INFLATED:
        fault("inflates", most=MAX_INFLATED // 1_048_576)
    if out > RATIO_FROM and out > MAX_RATIO * max(packed, 1):
        fault("inflates", most=MAX_INFLATED // 1_048_576)


def refuse_doctypes(parts: dict[str, bytes]) -> None:
    """Workbooks have no document type; who writes one means harm."""
    for content in parts.values():
        head = content.replace(b"\0", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            fault("doctype")


def sheet_path(parts: dict[str, bytes], index: int) -> str | None:
    """Return the part that holds the sheet with this index in the workbook's order."""
    from defusedxml.ElementTree import fromstring

    book = fromstring(parts["xl/workbook.xml"], forbid_dtd=True)
    sheets = [node for node in book.iter() if node.tag.endswith("}sheet")]
    relation = next((v for k, v in sheets[index].attrib.items() if k.endswith("}id")), "")
    rels = fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<r/>"), forbid_dtd=True)
    for node in rels:
        if node.get("Id") == relation:
            target = node.get("Target", "").replace("\\", "/")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


class TooFar(Exception):
    """A sheet that goes beyond what is read: code, place and values of the fault."""

    def __init__(self, code: str, row: int = 0, column: int = -1, **values: object) -> None:
        super().__init__(code)
        self.code, self.row, self.column, self.values = code, row, column, values


class SheetScan:
    """Walk a sheet's cells once: where they lie, which of them compute, and what is merged."""

    def __init__(self, most_rows: int, most_columns: int) -> None:
        self.most_rows = most_rows
        self.most_columns = most_columns
        self.row = 0
        self.column = -1
        self.formulas: list[list[object]] = []
        self.merges: list[list[int]] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def run(self, content: bytes) -> SheetScan:
        """Find formulas and merges. Raises TooFar for cells too far out, before they cost."""
        self._parser.Parse(content, True)
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition("}")[2]
        if kind == "c":
            self.row, self.column = place(attributes.get("r", "")) or (self.row, self.column + 1)
            if self.row > self.most_rows:
                raise TooFar("too_many_rows", self.row, most=self.most_rows)
            if self.column >= self.most_columns:
                raise TooFar("too_many_columns", self.row, self.column, most=self.most_columns)
        elif kind == "row":
            self.row, self.column = number(attributes.get("r", "")) or self.row + 1, -1
        elif kind == "f":
            self.formulas.append([self.row, self.column, ""])
            self._parser.CharacterDataHandler = self._text
            self._parser.EndElementHandler = self._end
        elif kind == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begins, ends = place(first), place(last or first)
        if begins and ends:
            self.merges.append([*begins, *ends])
        if len(self.merges) > MAX_MERGES:
            raise TooFar("too_many_merges", most=MAX_MERGES)

    def _text(self, text: str) -> None:
        self.formulas[-1][2] = (str(self.formulas[-1][2]) + text)[:200]

    def _end(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None

    def _doctype(self, *_: object) -> None:
        fault("doctype")


def number(digits: str) -> int:
    """Return a row number, 0 where there is none."""
    return int(digits[:9]) if digits.isascii() and digits.isdigit() else 0


def place(reference: str) -> tuple[int, int] | None:
    """Return row (from 1) and column (from 0) of a reference like B4, None where it is none."""
    letters = reference.rstrip("0123456789")
    row = number(reference[len(letters) :])
    if not (letters.isascii() and letters.isalpha() and row) or len(letters) > 3:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return row, column - 1


def as_text(value: object) -> str:
    """Return a cell's value as a person reads it: 16.0 is 16, a date is year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(value).strip()


def visible_sheets(book: CalamineWorkbook) -> list[tuple[int, str]]:
    """Return index and name of the visible sheets, in their order."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [
        (index, meta.name)
        for index, meta in enumerate(book.sheets_metadata)
        if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
    ]
    if not visible:
        fault("no_sheet")
    return visible


class Reader:
    """Reads the sheets of one checked workbook within the limits."""

    def __init__(self, data: bytes, most_rows: int, most_columns: int, most_cell: int) -> None:
        from python_calamine import CalamineWorkbook

        self.parts = inflate_all(open_zip(data))
        refuse_doctypes(self.parts)
        self.book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.sheets = visible_sheets(self.book)
        self.most_rows, self.most_columns, self.most_cell = most_rows, most_columns, most_cell
        self.dates: list[list[int]] = []

    def scan(self, index: int, name: str) -> SheetScan:
        """Look at a sheet's cells first: the fast reader trusts what a cell says of its place."""
        content = self.parts.get(sheet_path(self.parts, index) or "")
        if content is None:
            raise TooFar("damaged", part=name)
        return SheetScan(self.most_rows, self.most_columns).run(content)

    def rows(self, index: int, most: int | None = None) -> list[object]:
        """Return [row number, [texts]] of each row that is not empty; `dates` gathers cells that
        hold a date or a time of day."""
        sheet = self.book.get_sheet_by_index(index)
        first = sheet.start[0] + 1 if sheet.start else 1
        offset = sheet.start[1] if sheet.start else 0
        self.dates = []
        rows: list[object] = []
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True, nrows=most), start=first):
            texts = [""] * offset + [as_text(cell) for cell in cells]
            self._look_at(row, cells, texts, offset)
            if any(texts):
                rows.append([row, texts])
        return rows

    def _look_at(self, row: int, cells: Sequence[object], texts: list[str], offset: int) -> None:
        for column, text in enumerate(texts):
            if len(text) > self.most_cell:
                raise TooFar("long_cell", row, column)
        self.dates += [
            [row, column + offset]
            for column, cell in enumerate(cells)
            if hasattr(cell, "resolution")
        ]

    def heads(self, besides: int) -> list[object]:
        """The first rows of the other visible sheets; one that cannot be read has none."""
        found: list[object] = []
        for number_, (index, name) in enumerate(self.sheets[:MAX_OTHER_SHEETS]):
            if number_ == besides:
                continue
            with contextlib.suppress(TooFar, expat.ExpatError):
                self.scan(index, name)
                found.append([number_, self.rows(index, HEAD_ROWS)])
        return found


def work(data: bytes, most_rows: int, most_columns: int, most_cell: int, chosen: int) -> NoReturn:
    """Check and read one workbook, and answer."""
    reader = Reader(data, most_rows, most_columns, most_cell)
    chosen = chosen if chosen < len(reader.sheets) else 0
    index, name = reader.sheets[chosen]
    try:
        scan = reader.scan(index, name)
        rows = reader.rows(index)
    except TooFar as far:
        fault(far.code, far.row, far.column, **far.values)
    dates = reader.dates
    answer(
        rows=rows,
        formulas=scan.formulas,
        dates=dates,
        merges=scan.merges,
        sheets=[name for _index, name in reader.sheets],
        heads=reader.heads(chosen),
    )


def main() -> None:
    """Read standard input and answer."""
    limit()
    most_rows, most_columns, most_cell, chosen = (int(word) for word in sys.argv[1:5])
    try:
        work(sys.stdin.buffer.read(), most_rows, most_columns, most_cell, chosen)
    except MemoryError:
        raise SystemExit(2) from None
    except Exception as error:  # any parser's error means the same to the person: damaged
        fault("damaged", part=type(error).__name__)


if __name__ == "__main__":
    main()
