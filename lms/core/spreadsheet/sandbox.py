"""Run the .xlsx reader in a child process and put its answer into words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
)

SECONDS = 20
"""Longest wait for one file, in seconds of the wall clock."""

_CHILD = Path(__file__).with_name("child.py")
_LIMITS = (str(MAX_ROWS), str(MAX_COLUMNS), str(MAX_CELL_SIGNS))

_DAMAGED = N_(
    "The workbook is damaged. Open it in the program it was made with and save it again as .xlsx."
)
_WORDS = {
    "not_a_zip": N_(
        "The file is no Excel workbook, or only part of it arrived. Open it in the program "
        "it was made with and save it again as .xlsx."
    ),
    "password": N_("The workbook has a password. Take the password off and save it again."),
    "macros": N_("The workbook holds macros. Save it as “Excel workbook (.xlsx)”, without them."),
    "xlsb": N_("This is a binary workbook (.xlsb). Save it as .xlsx."),
    "opendocument": N_("This is an OpenDocument sheet (.ods). Save it as .xlsx or “CSV UTF-8”."),
    "not_a_workbook": N_("This is an archive without a workbook. Choose an .xlsx or a .csv file."),
    "too_many_parts": N_(
        "The workbook has %(count)s parts; at most %(most)s are opened. Copy the rows into a new, "
        "empty workbook."
    ),
    "inflates": N_(
        "The workbook unpacks to far more than its size; at most %(most)s MB are unpacked. Copy "
        "the rows into a new, empty workbook."
    ),
    "doctype": N_(
        "The workbook holds XML declarations that no spreadsheet program writes. Copy the rows "
        "into a new, empty workbook."
    ),
    "too_many_rows": N_(
        "Only %(most)s rows are read. Split the file, or delete what stands below the last name."
    ),
    "too_many_columns": N_(
        "Only %(most)s columns are read. Delete what stands to the right of the last column."
    ),
    "long_cell": N_("The cell is too long. Shorten it."),
    "no_sheet": N_(
        "The workbook has no visible sheet. Show the sheet with the names and save it again."
    ),
}


def read_xlsx(data: bytes) -> Table:
    """Read the first visible sheet of a workbook. Raises `SheetRefused`."""
    answer = _ask_child(data)
    if "fault" in answer:
        raise SheetRefused([_fault(answer)])
    notes: tuple[Message, ...] = ()
    if answer["sheets"] > 1:
        notes = (
            N_(
                "The workbook has %(count)s sheets. Only the first, “%(name)s”, is read.",
                count=answer["sheets"],
                name=answer["sheet"],
            ),
        )
    return Table(
        rows=tuple(Row(number, tuple(cells)) for number, cells in answer["rows"]),
        formulas=tuple(Formula(row, column, text) for row, column, text in answer["formulas"]),
        notes=notes,
    )


def _ask_child(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell, isolated mode
            [sys.executable, "-I", str(_CHILD), *_LIMITS],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused([SheetFault(_too_heavy())]) from None
    if done.returncode != 0:
        raise SheetRefused([SheetFault(_too_heavy())])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _too_heavy() -> Message:
    return N_(
        "Reading this workbook takes more time or memory than one file may have. Copy the rows "
        "into a new, empty workbook, or save the sheet as “CSV UTF-8”."
    )


def _fault(answer: Mapping[str, Any]) -> SheetFault:
    row, column = int(answer.get("row", 0)), int(answer.get("column", -1))
    return SheetFault(
        Message(_WORDS.get(str(answer["fault"]), _DAMAGED).text, answer.get("values", {})),
        row=row or None,
        column=column_letter(column) if column >= 0 else None,
    )
