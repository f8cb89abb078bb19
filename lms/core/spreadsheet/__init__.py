"""Tables that people bring and take: hostile-safe reading, typed writing.

`read_table` takes the bytes of an .xlsx or .csv file and gives rows of text with the numbers
that the person sees in the own program. What cannot be read is refused with every fault found,
each at its row and column and with its mend. `.xlsx` files are opened in a child process under
limits of time, processor and memory.
"""

from lms.core.spreadsheet.read import MAX_BYTES, read_table
from lms.core.spreadsheet.table import (
    Formula,
    Merge,
    Row,
    SheetFault,
    SheetRefused,
    Table,
    cell_name,
    column_letter,
    looks_like_formula,
)
from lms.core.spreadsheet.write import CSV_TYPE, XLSX_TYPE, Cell, write_csv, write_xlsx

__all__ = [
    "CSV_TYPE",
    "MAX_BYTES",
    "XLSX_TYPE",
    "Cell",
    "Formula",
    "Merge",
    "Row",
    "SheetFault",
    "SheetRefused",
    "Table",
    "cell_name",
    "column_letter",
    "looks_like_formula",
    "read_table",
    "write_csv",
    "write_xlsx",
]
