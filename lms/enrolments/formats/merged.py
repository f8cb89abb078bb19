"""What is said of merged cells: which value holds for several rows, and what was read once."""

from __future__ import annotations

from collections.abc import Sequence

from lms.core.messages import N_, Message
from lms.core.spreadsheet import Merge, column_letter
from lms.enrolments.formats.columns import Column

_MOST = 12


def merge_notes(
    merges: Sequence[Merge], columns: Sequence[Column], *, from_row: int
) -> list[Message]:
    """Return what the person should know of the merges in known columns, from the head row on.

    Over rows the value holds for each of them. Over columns it cannot be known which is meant, so
    it is read in the first column alone, and the place is named.
    """
    known = {column.index for column in columns if column.field is not None}
    ours = [
        merge
        for merge in merges
        if merge.last_row >= from_row
        and known & set(range(merge.first_column, merge.last_column + 1))
    ]
    wide = [merge for merge in ours if merge.last_column > merge.first_column]
    down = [merge for merge in ours if merge.last_row > merge.first_row]
    notes = []
    if down:
        notes.append(
            N_(
                "Merged cells hold for every row that they cover: %(cells)s.",
                cells=_names(down),
            )
        )
    notes += [
        N_(
            "Row %(row)s: the cells %(cells)s are merged. What stands there is read in column "
            "%(column)s alone; look whether the row is right.",
            row=merge.first_row,
            cells=merge.name,
            column=column_letter(merge.first_column),
        )
        for merge in wide[:_MOST]
    ]
    if len(wide) > _MOST:
        notes.append(N_("Merged over columns as well: %(cells)s.", cells=_names(wide[_MOST:])))
    return notes


def _names(merges: Sequence[Merge]) -> str:
    return ", ".join(merge.name for merge in merges)
