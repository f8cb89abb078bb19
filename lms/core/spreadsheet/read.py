"""Choose the reader by what the bytes are, not by what the file's name says."""

from __future__ import annotations

from lms.core.messages import N_, Message
from lms.core.spreadsheet.csv_text import read_csv
from lms.core.spreadsheet.sandbox import Score, read_xlsx
from lms.core.spreadsheet.table import SheetFault, SheetRefused, Table

MAX_BYTES = 10 * 1024 * 1024
"""Largest file that is looked at, in bytes. The request's own limit stands before it."""

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_FILES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
}


def read_table(
    data: bytes,
    *,
    name: str,
    max_bytes: int = MAX_BYTES,
    sheet: str = "",
    score: Score | None = None,
) -> Table:
    """Read one visible sheet of an .xlsx file, or a .csv file.

    `name` is the file's name as the person gave it. Of several sheets the one named `sheet` is
    read, else the one whose first rows have the highest `score`, else the first. Raises
    `SheetRefused` with all faults.
    """
    refusal = _refusal(data, name.lower(), max_bytes)
    if refusal is not None:
        raise SheetRefused([SheetFault(refusal)])
    workbook = data.startswith(b"PK")
    table = read_xlsx(data, sheet=sheet, score=score) if workbook else read_csv(data)
    if not table.rows:
        raise SheetRefused([SheetFault(_empty())])
    return table


def _empty() -> Message:
    return N_(
        "The file is empty. Choose a file with one row of column names and one row for each person."
    )


def _refusal(data: bytes, name: str, max_bytes: int) -> Message | None:
    if not data.strip():
        return _empty()
    if len(data) > max_bytes:
        return N_(
            "The file has %(size)s MB; at most %(most)s MB are read. Keep only the sheet with "
            "the names, without pictures.",
            size=len(data) // 1_048_576,
            most=max_bytes // 1_048_576,
        )
    if data.startswith(_OLD_EXCEL):
        return N_(
            "This is an old Excel file (.xls) or one with a password. Open it in Excel, take the "
            "password off and save it as .xlsx or as “CSV UTF-8”."
        )
    for start, kind in _OTHER_FILES.items():
        if data.startswith(start):
            return N_("This is a %(kind)s file. Choose an .xlsx or a .csv file.", kind=kind)
    if name.endswith((".xlsx", ".xlsm")) and not data.startswith(b"PK"):
        return N_(
            "The name ends in .xlsx but the file is no Excel workbook. Open it in the program it "
            "was made with and save it as .xlsx."
        )
    return None
