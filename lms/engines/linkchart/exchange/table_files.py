"""Charts as text tables and workbooks, read by a specification or by what their columns say."""

from collections.abc import Mapping, Sequence

from lms.core.spreadsheet import Row
from lms.engines.linkchart.exchange.columns import header_of
from lms.engines.linkchart.exchange.convention import ENTITIES, LINKS, own_spec
from lms.engines.linkchart.exchange.delimited import Cells, read_text_table
from lms.engines.linkchart.exchange.roles import guessed_spec
from lms.engines.linkchart.exchange.rows_read import Reading
from lms.engines.linkchart.exchange.sheets import read_sheet
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.types import (
    LIMITS,
    Imported,
    Limits,
    TypeMap,
    Unreadable,
    refused,
)

_TABS = {".tsv": "\t"}


def read_cells(
    name: str,
    content: bytes,
    *,
    delimiter: str = "",
    sheet: str = "",
    limits: Limits = LIMITS,
) -> Cells:
    """The rows of a table file, whatever its kind. Raises Unreadable."""
    if content.startswith(b"PK") or name.lower().endswith(".xlsx"):
        return read_sheet(content, name=name, sheet=sheet, limits=limits)
    sign = delimiter or _TABS.get(name.lower()[-4:], "")
    return read_text_table(content, delimiter=sign, limits=limits)


def proposed_spec(rows: Sequence[Row], *, sheet: str = "", delimiter: str = "") -> Spec:
    """What the columns of a table seem to mean: our own convention, or a guess."""
    columns = header_of(rows, 1)
    own = own_spec(columns, delimiter, sheet)
    return own or guessed_spec(rows, sheet=sheet, delimiter=delimiter)


def read_tables(
    name: str,
    content: bytes,
    *,
    spec: Spec | None = None,
    beside: Mapping[str, bytes] | None = None,
    types: TypeMap | None = None,
    limits: Limits = LIMITS,
) -> Imported:
    """The chart in a table. Without a specification that is proposed by the columns.

    `beside` is our file of entities (`nodes`), which is read first; of a workbook of ours both
    sheets are read.
    """
    reading = Reading(limits, types)
    try:
        for part, table in _parts(name, content, spec, beside or {}, limits):
            for note in part.notes:
                reading.told.note(note)
            reading.table(part.rows, table)
    except Unreadable as error:
        return refused(error)
    return reading.imported()


def _parts(
    name: str,
    content: bytes,
    spec: Spec | None,
    beside: Mapping[str, bytes],
    limits: Limits,
) -> list[tuple[Cells, Spec]]:
    """The tables in their order: entities before links."""
    if spec is not None:
        sign, sheet = spec.delimiter, spec.sheet
        cells = read_cells(name, content, delimiter=sign, sheet=sheet, limits=limits)
        return [*_beside(beside, limits), (cells, spec)]
    if content.startswith(b"PK"):
        own = _own_workbook(name, content, limits)
        if own:
            return own
    cells = read_cells(name, content, limits=limits)
    return [*_beside(beside, limits), (cells, proposed_spec(cells.rows))]


def _beside(beside: Mapping[str, bytes], limits: Limits) -> list[tuple[Cells, Spec]]:
    if not beside.get("nodes"):
        return []
    cells = read_text_table(beside["nodes"], limits=limits)
    return [(cells, proposed_spec(cells.rows))]


def _own_workbook(name: str, content: bytes, limits: Limits) -> list[tuple[Cells, Spec]]:
    """Both sheets of a workbook that we wrote; nothing for others."""
    found = []
    for sheet in (ENTITIES, LINKS):
        try:
            cells = read_sheet(content, name=name, sheet=sheet, limits=limits)
        except Unreadable:
            return []
        spec = own_spec(header_of(cells.rows, 1), sheet=sheet)
        if spec is None:
            return []
        found.append((Cells(cells.rows), spec))
    return found
