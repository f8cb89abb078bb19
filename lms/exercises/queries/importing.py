"""A file that waits to come into an attempt's chart, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.files import StoredFile, path_of
from lms.core.spreadsheet import Row
from lms.engines.linkchart.exchange.api import is_table, read_chart
from lms.engines.linkchart.exchange.columns import header_of
from lms.engines.linkchart.exchange.convention import own_spec
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.table_files import read_cells
from lms.engines.linkchart.exchange.types import Imported, Limits, Unreadable

OWNER = "exercises.import:"
LIMITS = Limits(
    file_bytes=10 * 1024 * 1024, elements=400_000, entities=4_000, links=8_000, rows=12_000
)
SAMPLES = 3


def waiting_owner(attempt_id: UUID) -> str:
    """The owner under which files wait for an attempt."""
    return f"{OWNER}{attempt_id}"


def waiting_file(attempt_id: UUID, file_id: UUID) -> StoredFile:
    """The uploaded file. Raises NotFound for one of another attempt."""
    row = db.session.scalar(
        sa.select(StoredFile).where(
            StoredFile.id == file_id, StoredFile.owner == waiting_owner(attempt_id)
        )
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class TableLook:
    """The columns of a foreign table with their first cells, for the form of roles."""

    rows: Sequence[Row]
    columns: Sequence[tuple[str, Sequence[str]]]


def table_look(row: StoredFile, header: int, delimiter: str, sheet: str) -> TableLook | None:
    """The table in a file; None where it is none, is our own, or cannot be read."""
    if not is_table(row.name):
        return None
    try:
        cells = read_cells(
            row.name, path_of(row).read_bytes(), delimiter=delimiter, sheet=sheet, limits=LIMITS
        )
    except Unreadable:
        return None
    names = header_of(cells.rows, header)
    if own_spec(names) is not None:
        return None
    body = [one for one in cells.rows if one.number > header][:SAMPLES]
    columns = [(name, [one.cell(at) for one in body]) for at, name in enumerate(names)]
    return TableLook(cells.rows, columns)


def imported(row: StoredFile, spec: Spec | None, nodes: StoredFile | None) -> Imported:
    """The chart in a file that waits."""
    beside = {"nodes": path_of(nodes).read_bytes()} if nodes is not None else {}
    content = path_of(row).read_bytes()
    return read_chart(row.name, content, spec=spec, beside=beside, limits=LIMITS)
