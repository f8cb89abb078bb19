"""Text tables: bytes of unknown encoding to rows of cells, and rows to bytes that i2 reads."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.messages import N_, Message
from lms.core.spreadsheet import Row, looks_like_formula
from lms.engines.linkchart.exchange.types import Limits, Unreadable, at_row

DELIMITERS = ",;\t|"
MEDIA_TYPE = "text/csv; charset=utf-8"
_CELL_SIGNS = 32_767
_BINARY = {
    b"PK": "zip", b"\xd0\xcf\x11\xe0": "Excel (.xls)", b"%PDF": "PDF", b"\x89PNG": "PNG",
    b"\x1f\x8b": "gzip",
}  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """A table as text: its rows with their numbers, and what had to be guessed to read it."""

    rows: tuple[Row, ...]
    notes: tuple[Message, ...] = ()


def read_text_table(content: bytes, *, delimiter: str = "", limits: Limits) -> Cells:
    """The rows of a .csv, .tsv or .txt file; `delimiter` is found where it is not given.

    Raises Unreadable.
    """
    if len(content) > limits.file_bytes:
        most = max(1, limits.file_bytes // 2**20)
        raise Unreadable(N_("The file is larger than %(most)s MB.", most=most))
    text, notes = decoded(content)
    first, _, rest = text.partition("\n")
    said = first.strip()[4:]
    if first.lower().startswith("sep=") and said in DELIMITERS and said:
        text, delimiter = f"\n{rest}", delimiter or said  # the blank line keeps the row numbers
    sign = delimiter or _delimiter(text)
    rows = tuple(_rows(text, sign, limits))
    if not rows:
        raise Unreadable(N_("The file is empty."))
    return Cells(rows, notes)


def decoded(content: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text of the bytes, with a note where the encoding is only likely. Raises Unreadable."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, name), ()
    if not content.strip():
        raise Unreadable(N_("The file is empty."))
    kind = next((name for start, name in _BINARY.items() if content.startswith(start)), "")
    if kind:
        raise Unreadable(N_("This is no text table but a %(kind)s file.", kind=kind))
    wide = _without_mark(content)
    if wide:
        return _strictly(content, wide), (_guessed("UTF-16"),)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252"), (_guessed("Windows-1252"),)
    return _without_nul(text), ()


def _guessed(name: str) -> Message:
    return N_(
        "The file does not say its encoding. It was read as %(encoding)s; look whether letters "
        "with accents are right, else save it as UTF-8.",
        encoding=name,
    )


def _without_mark(content: bytes) -> str:
    """UTF-16 without its mark shows by the empty half of most signs."""
    head = content[:2000]
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs * 0.6:
        return "utf-16-le"
    return "utf-16-be" if pairs and head[0::2].count(0) > pairs * 0.6 else ""


def _strictly(content: bytes, name: str) -> str:
    try:
        return _without_nul(content.decode(name))
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            N_("These bytes are no text in %(encoding)s. Save the file as UTF-8.", encoding=name),
            at_row(row),
        ) from error


def _without_nul(text: str) -> str:
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(
            N_("Here are signs that no text table has. Save it again as .xlsx or as UTF-8 text."),
            at_row(row),
        )
    return text


def _delimiter(text: str) -> str:
    """The sign that parts the first filled row into most cells."""
    line = next((one for one in text.splitlines() if one.strip()), "")
    plain = "".join(part for at, part in enumerate(line.split('"')) if at % 2 == 0)
    counts = Counter(sign for sign in plain if sign in DELIMITERS)
    return max(DELIMITERS, key=lambda sign: (counts[sign], -DELIMITERS.index(sign)))


def _rows(text: str, delimiter: str, limits: Limits) -> Iterable[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            _judge_size(number, cells, limits)
            yield Row(number, tuple(_unguarded(cell).strip() for cell in cells))
    except csv.Error as error:
        raise Unreadable(
            N_("A quotation mark is opened here and never closed, or a cell is too long."),
            at_row(number + 1),
        ) from error


def _judge_size(number: int, cells: Sequence[str], limits: Limits) -> None:
    if number > limits.rows:
        raise Unreadable(
            N_("Only %(most)s rows are read. Split the file.", most=limits.rows), at_row(number)
        )
    if len(cells) > limits.columns:
        raise Unreadable(N_("Only %(most)s columns are read.", most=limits.columns), at_row(number))
    if any(len(cell) > _CELL_SIGNS for cell in cells):
        raise Unreadable(N_("A cell is too long."), at_row(number))


def write_text_table(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """A table in UTF-8 with its mark, one item a line. What a spreadsheet would compute gets an
    apostrophe before it; telephone numbers do not."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([guarded(cell) for cell in header])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def guarded(cell: str) -> str:
    """A cell that no program computes."""
    hidden = cell.lstrip("'")
    if looks_like_formula(cell) or (hidden != cell and hidden[:1] in {"=", "+", "-", "@"}):
        return f"'{cell}"
    return cell


def _unguarded(cell: str) -> str:
    hidden = cell.lstrip("'")
    return cell[1:] if hidden != cell and hidden[:1] in {"=", "+", "-", "@"} else cell
