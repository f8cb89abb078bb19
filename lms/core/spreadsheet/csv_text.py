"""Text tables: comma, semicolon or tab; UTF-8 or UTF-16 with its mark. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from lms.core.messages import N_, Message
from lms.core.spreadsheet.table import (
    MAX_CELL_SIGNS,
    MAX_COLUMNS,
    MAX_ROWS,
    Formula,
    Row,
    SheetFault,
    SheetRefused,
    Table,
    column_letter,
    looks_like_formula,
)

_DELIMITERS = ",;\t"


def read_csv(data: bytes) -> Table:
    """Read the rows of a text table. Raises `SheetRefused`."""
    text = _decode(data)
    text, delimiter = _delimiter(text)
    rows: list[Row] = []
    formulas: list[Formula] = []
    for row in _records(text, delimiter):
        rows.append(row)
        formulas.extend(
            Formula(row.number, place, cell)
            for place, cell in enumerate(row.cells)
            if looks_like_formula(cell)
        )
    return Table(tuple(rows), tuple(formulas))


def _records(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            fault = _too_big(number, cells)
            if fault is not None:
                raise SheetRefused([fault])
            yield Row(number, tuple(_unguard(cell).strip() for cell in cells))
    except csv.Error as error:
        raise SheetRefused([SheetFault(_broken(error), row=number + 1)]) from None


def _too_big(number: int, cells: list[str]) -> SheetFault | None:
    if number > MAX_ROWS:
        return SheetFault(
            N_("Only %(most)s rows are read. Split the file.", most=MAX_ROWS), row=number
        )
    if len(cells) > MAX_COLUMNS:
        return SheetFault(
            N_(
                "The row has %(count)s columns; at most %(most)s are read. Delete the columns "
                "that are not needed.",
                count=len(cells),
                most=MAX_COLUMNS,
            ),
            row=number,
        )
    for place, cell in enumerate(cells):
        if len(cell) > MAX_CELL_SIGNS:
            return SheetFault(
                N_("The cell is too long. Shorten it."), row=number, column=column_letter(place)
            )
    return None


def _broken(error: csv.Error) -> Message:
    if "field larger than field limit" in str(error):
        return N_("The cell is too long. Shorten it.")
    return N_(
        "A quotation mark is opened and never closed in this row. Close it, or save the file "
        "again from the spreadsheet program."
    )


def _unguard(cell: str) -> str:
    """Take off the apostrophe that our own export puts before what might be computed."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _no_nul(_strict(data, encoding))
    return _no_nul(_strict(data, "utf-8"))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1 if encoding.startswith("utf-8") else None
        message = N_(
            "The file is not in UTF-8, so letters would be lost. In Excel choose “Save as” and "
            "the type “CSV UTF-8”, or save it as .xlsx."
        )
        raise SheetRefused([SheetFault(message, row=line)]) from None


def _no_nul(text: str) -> str:
    if "\0" in text:
        message = N_(
            "The file holds signs that no text table has. Save it again as .xlsx or as “CSV UTF-8”."
        )
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SheetRefused([SheetFault(message, row=line)])
    return text


def _delimiter(text: str) -> tuple[str, str]:
    """Return the text without Excel's `sep=` line, and the sign that parts its columns."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first.strip()[4:] in set(_DELIMITERS):
        return "\n" + rest, first.strip()[4:]
    for line in text.splitlines():
        counts = {sign: _outside_quotes(line, sign) for sign in _DELIMITERS}
        if any(counts.values()):
            return text, max(_DELIMITERS, key=lambda sign: counts[sign])
        if line.strip():
            break
    sample = {sign: text[:65_536].count(sign) for sign in _DELIMITERS}
    return text, max(_DELIMITERS, key=lambda sign: sample[sign])


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
