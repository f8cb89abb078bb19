"""Run the .xlsx reader in a child process and put its answer into words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.core.messages import N_, Message
from lms.core.spreadsheet.table import (
    MAX_CELL_SIGNS,
    MAX_COLUMNS,
    MAX_FILLED,
    MAX_ROWS,
    Formula,
    Merge,
    Row,
    SheetFault,
    SheetRefused,
    Table,
    column_letter,
    filled_down,
)

Score = Callable[[Sequence[Row]], int]
"""How much the first rows of a sheet look like the table that is wanted: 0 is not at all."""

ENOUGH = 2
HEAD_ROWS = 16

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
    "too_many_merges": N_(
        "The sheet has more than %(most)s merged cells. Copy the rows into a new, empty workbook."
    ),
    "long_cell": N_("The cell is too long. Shorten it."),
    "no_sheet": N_(
        "The workbook has no visible sheet. Show the sheet with the names and save it again."
    ),
}


def read_xlsx(data: bytes, *, sheet: str = "", score: Score | None = None) -> Table:
    """Read one visible sheet of a workbook: the one named, else the one whose first rows have the
    highest score, else the first. Raises `SheetRefused`."""
    answer = _ask_child(data, 0)
    names: list[str] = answer["sheets"]
    best = _wanted(names, sheet) if sheet.strip() else _best(answer, score)
    heads = [(number, _rows(rows)) for number, rows in answer["heads"]]
    heads.append((0, _rows(answer["rows"][:HEAD_ROWS])))
    if best:
        answer = _ask_child(data, best)
    merges = tuple(
        Merge(first, column, min(last, MAX_ROWS), last_column)
        for first, column, last, last_column in answer["merges"]
    )
    rows = _rows(answer["rows"])
    try:
        rows = filled_down(rows, merges) if merges else rows
    except OverflowError:
        fault = {"fault": "too_many_merges", "values": {"most": MAX_FILLED}}
        raise SheetRefused([_fault(fault)]) from None
    return Table(
        rows=rows,
        formulas=tuple(Formula(row, column, text) for row, column, text in answer["formulas"]),
        notes=_notes(names, best, _as_good(heads, best, score)),
        dates=frozenset((row, column) for row, column in answer["dates"]),
        merges=merges,
    )


def _rows(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[Row, ...]:
    return tuple(Row(number, tuple(cells)) for number, cells in rows)


def _wanted(names: Sequence[str], sheet: str) -> int:
    plain = [name.strip().casefold() for name in names]
    if sheet.strip().casefold() in plain:
        return plain.index(sheet.strip().casefold())
    message = N_(
        "The workbook has no visible sheet “%(sheet)s”. It has: %(names)s.",
        sheet=sheet[:80],
        names=", ".join(f"“{name}”" for name in names),
    )
    raise SheetRefused([SheetFault(message)])


def _best(answer: Mapping[str, Any], score: Score | None) -> int:
    if score is None:
        return 0
    scores = {0: score(_rows(answer["rows"][:HEAD_ROWS]))}
    scores |= {number: score(_rows(rows)) for number, rows in answer["heads"]}
    return max(scores, key=lambda number: (scores[number], -number))


def _as_good(
    heads: Sequence[tuple[int, Sequence[Row]]], read: int, score: Score | None
) -> list[int]:
    """Other sheets that look like a table of the same kind: they may hold more rows."""
    if score is None:
        return []
    return sorted(number for number, rows in heads if number != read and score(rows) >= ENOUGH)


def _notes(names: Sequence[str], read: int, others: Sequence[int]) -> tuple[Message, ...]:
    if len(names) < 2:
        return ()
    first = N_(
        "The workbook has %(count)s sheets. Only the first, “%(name)s”, is read.",
        count=len(names),
        name=names[0],
    )
    other = N_(
        "The workbook has %(count)s sheets. Only “%(name)s” is read.",
        count=len(names),
        name=names[read],
    )
    more = [
        N_(
            "“%(name)s” looks like such a table, too, and was not read. To read it, upload the "
            "file again and write its name under “Sheet”.",
            name=names[number],
        )
        for number in others
    ]
    return (other if read else first, *more)


def _ask_child(data: bytes, sheet: int) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell, isolated mode
            [sys.executable, "-I", str(_CHILD), *_LIMITS, str(sheet)],
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
    if "fault" in answer:
        raise SheetRefused([_fault(answer)])
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
