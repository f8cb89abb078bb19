"""Workbooks (.xlsx): sheets of text in, several sheets of text out."""

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from lms.core.messages import N_, Message
from lms.core.spreadsheet import XLSX_TYPE, SheetFault, SheetRefused, read_table
from lms.engines.linkchart.exchange.delimited import Cells
from lms.engines.linkchart.exchange.types import WHOLE, Limits, Unreadable, at_row

MEDIA_TYPE = XLSX_TYPE
_WIDEST = 48


def read_sheet(content: bytes, *, name: str, sheet: str, limits: Limits) -> Cells:
    """The rows of one visible sheet, the first where none is named. The workbook is opened in a
    child process under limits. Raises Unreadable."""
    try:
        table = read_table(content, name=name, max_bytes=limits.file_bytes, sheet=sheet)
    except SheetRefused as error:
        fault = error.faults[0]
        raise Unreadable(fault.message, _place(fault)) from error
    if len(table.rows) > limits.rows:
        raise Unreadable(N_("Only %(most)s rows are read. Split the file.", most=limits.rows))
    return Cells(table.rows, table.notes)


def _place(fault: SheetFault) -> Message:
    return at_row(fault.row) if fault.row else WHOLE


def write_sheets(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """A workbook of these sheets: a bold head row that stays in view, and text that stays text."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bottom": 2})
        text = book.add_format({"num_format": "@"})
        for title, (header, rows) in sheets.items():
            sheet = book.add_worksheet(title)
            widths = [len(label) for label in header]
            for column, label in enumerate(header):
                sheet.write_string(0, column, label, head)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell, text)
                        widths[column] = max(widths[column], len(cell))
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(width, _WIDEST) + 2, text)
            sheet.freeze_panes(1, 0)
    return out.getvalue()
