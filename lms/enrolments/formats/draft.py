"""An uploaded roll before it is confirmed: every cell as typed, so that one can be mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lms.core.messages import N_, Message
from lms.core.names import without_hidden_signs
from lms.core.spreadsheet import Row, SheetFault, Table
from lms.enrolments.formats.columns import (
    ROLL_FIELDS,
    Column,
    Field,
    column_faults,
    field_of,
    name_columns,
)
from lms.enrolments.formats.merged import merge_notes

SCHEMA = 1
_TITLE_LINES = 15


class RollUnreadable(Exception):
    """The table has no usable head row or no rows; `faults` says what to change in the file."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(fault.english() for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class DraftRow:
    """One row as typed. `formulas` are the fields whose cell computes instead of saying, `dates`
    those of which the program has made a date.

    `person` is the answer to "the same person?": a person's id, "new", or "" for not answered.
    """

    number: int
    cells: Mapping[Field, str]
    formulas: frozenset[Field] = frozenset()
    person: str = ""
    dates: frozenset[Field] = frozenset()

    def text(self, field: Field) -> str:
        return self.cells.get(field, "")

    def mended(self, field: Field, text: str) -> DraftRow:
        """The row with one cell typed anew: it is neither formula nor date any more."""
        return replace(
            self,
            cells={**self.cells, field: text.strip()},
            formulas=self.formulas - {field},
            dates=self.dates - {field},
        )


@dataclass(frozen=True)
class RollDraft:
    """The rows under the head row, and how its columns were understood."""

    columns: tuple[Column, ...]
    rows: tuple[DraftRow, ...]
    notes: tuple[Message, ...] = field(default=())

    @property
    def kept_out(self) -> tuple[Column, ...]:
        """Columns that are not known and therefore not read."""
        return tuple(column for column in self.columns if column.field is None)

    def letter(self, field: Field) -> str | None:
        """The letter of the column that holds a field, None where the file has none."""
        return next((c.letter for c in self.columns if c.field is field), None)

    def with_cell(self, number: int, field: Field, text: str) -> RollDraft:
        """Return the draft with one cell mended."""
        return self._with_row(number, lambda row: row.mended(field, text))

    def with_cells(
        self, cells: Sequence[tuple[int, Field, str]], accepted: tuple[int, Field] | None = None
    ) -> RollDraft:
        """Return the draft with the texts that differ from what stands there, and `accepted`."""
        typed: dict[int, list[tuple[Field, str]]] = {}
        for number, column, text in cells:
            typed.setdefault(number, []).append((column, text))
        rows = []
        for row in self.rows:
            new = row
            for column, text in typed.get(row.number, ()):
                if (row.number, column) == accepted or not _same(text, row.text(column)):
                    new = new.mended(column, text)
            rows.append(new)
        return replace(self, rows=tuple(rows))

    def with_clean_cell(self, number: int, field: Field) -> RollDraft:
        """Return the draft with the hidden signs taken out of one cell."""
        return self._with_row(
            number,
            lambda row: replace(
                row, cells={**row.cells, field: without_hidden_signs(row.text(field)).strip()}
            ),
        )

    def with_person(self, number: int, person: str) -> RollDraft:
        """Return the draft with the answer to "the same person?" of one row."""
        return self._with_row(number, lambda row: replace(row, person=person))

    def without_row(self, number: int) -> RollDraft:
        """Return the draft without one row."""
        return self.without_rows({number})

    def without_rows(self, numbers: Collection[int]) -> RollDraft:
        """Return the draft without these rows."""
        return replace(self, rows=tuple(row for row in self.rows if row.number not in numbers))

    def _with_row(self, number: int, change: Any) -> RollDraft:
        rows = tuple(change(row) if row.number == number else row for row in self.rows)
        return replace(self, rows=rows)

    def to_json(self) -> dict[str, Any]:
        """The draft as it is stored."""
        return {
            "schema": SCHEMA,
            "columns": [[c.index, c.heading, c.field and c.field.value] for c in self.columns],
            "rows": [
                {
                    "number": row.number,
                    "cells": {key.value: text for key, text in row.cells.items()},
                    "formulas": sorted(key.value for key in row.formulas),
                    "dates": sorted(key.value for key in row.dates),
                    "person": row.person,
                }
                for row in self.rows
            ],
            "notes": [{"text": note.text, "values": dict(note.values)} for note in self.notes],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> RollDraft:
        """Read a stored draft."""
        return cls(
            columns=tuple(
                Column(index, heading, Field(name) if name else None)
                for index, heading, name in stored["columns"]
            ),
            rows=tuple(
                DraftRow(
                    row["number"],
                    {Field(key): text for key, text in row["cells"].items()},
                    frozenset(Field(key) for key in row["formulas"]),
                    row.get("person", ""),
                    frozenset(Field(key) for key in row.get("dates", ())),
                )
                for row in stored["rows"]
            ),
            notes=tuple(Message(note["text"], note["values"]) for note in stored["notes"]),
        )


def _same(typed: str, kept: str) -> bool:
    """A field of one line loses the ends of lines on its way through a browser."""
    return "".join(typed.splitlines()).strip() == "".join(kept.splitlines()).strip()


def read_draft(
    table: Table, *, agency_needed: bool = True, fields: Collection[Field] = ROLL_FIELDS
) -> RollDraft:
    """Find the head row and read the rows under it. Raises `RollUnreadable` with all faults.

    Columns of other `fields` are kept out.
    """
    head = _head_row(table.rows)
    rows = [row for row in table.rows if row.number > head.number]
    columns = name_columns(head.cells, fields, lambda index: (row.cell(index) for row in rows))
    faults = [
        SheetFault(message, row=head.number, column=letter)
        for letter, message in column_faults(columns, agency_needed=agency_needed)
    ]
    if not faults and not rows:
        faults = [SheetFault(N_("No rows stand under the names of the columns. Add the people."))]
    if faults:
        raise RollUnreadable(faults)
    known = [column for column in columns if column.field is not None]
    formulas = {(formula.row, formula.column): formula.text for formula in table.formulas}
    drafted = tuple(_draft_row(row, known, formulas, table.dates) for row in rows)
    notes = (*table.notes, *merge_notes(table.merges, columns, from_row=head.number))
    return RollDraft(columns, tuple(row for row in drafted if any(row.cells.values())), notes)


def headings_known(rows: Sequence[Row]) -> int:
    """How many of our columns the best of the first rows names: the score of a sheet."""
    return max((_known_in(row) for row in rows[:_TITLE_LINES]), default=0)


def _known_in(row: Row) -> int:
    return len({field_of(cell) for cell in row.cells} - {None})


def _head_row(rows: Sequence[Row]) -> Row:
    """Offices write a title over the table: the head row is the first that names two columns."""
    return next((row for row in rows[:_TITLE_LINES] if _known_in(row) >= 2), rows[0])


def _draft_row(
    row: Row,
    columns: Sequence[Column],
    formulas: Mapping[tuple[int, int], str],
    dates: Collection[tuple[int, int]],
) -> DraftRow:
    cells: dict[Field, str] = {}
    computed: set[Field] = set()
    dated: set[Field] = set()
    for column in columns:
        assert column.field is not None
        cells[column.field] = row.cell(column.index)
        formula = formulas.get((row.number, column.index))
        if formula is not None:
            computed.add(column.field)
            cells[column.field] = cells[column.field] or f"={formula}"
        elif (row.number, column.index) in dates:
            dated.add(column.field)
            cells[column.field] = cells[column.field].removesuffix("T00:00:00")
    return DraftRow(row.number, cells, frozenset(computed), dates=frozenset(dated))
