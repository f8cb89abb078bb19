"""Tables that people take along: text stays text (rule P5), nothing is computed on opening."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | None
"""What an export may hold. Numbers are numbers in .xlsx; all else is typed as text."""

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_GUARDED = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 48
_FORBIDDEN_IN_SHEET_NAMES = "[]:*?/\\"


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a UTF-8 table with its mark, so that Excel shows every script.

    Text that a program would compute gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_guard(cell) for cell in header])
    writer.writerows([_guard(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_xlsx(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    right_to_left: bool = False,
) -> bytes:
    """Return a workbook of one sheet: bold head row that stays in view, filter, A4 landscape."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head, text = (
            book.add_format({"bold": True, "bottom": 2}),
            book.add_format({"num_format": "@"}),
        )
        widths = [len(label) for label in header]
        for column, label in enumerate(header):
            sheet.write_string(0, column, label, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], len(str(cell or "")))
                if isinstance(cell, int):
                    sheet.write_number(last, column, cell)
                elif cell:
                    sheet.write_string(last, column, cell, text)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, _WIDEST) + 2, text)
        _lay_out(sheet, last, len(header), right_to_left=right_to_left)
    return out.getvalue()


def _lay_out(
    sheet: xlsxwriter.worksheet.Worksheet, last: int, columns: int, *, right_to_left: bool
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    if last:
        sheet.autofilter(0, 0, last, columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if right_to_left:
        sheet.right_to_left()


def _guard(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_GUARDED) else text


def _sheet_name(title: str) -> str:
    kept = "".join(sign for sign in title if sign not in _FORBIDDEN_IN_SHEET_NAMES).strip("' ")
    return kept[:31] or "Sheet1"
