"""Tables that people bring: what is read, and how each bad one is refused."""

import codecs
import io
import random
import struct
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.spreadsheet import (
    Row,
    SheetFault,
    SheetRefused,
    cell_name,
    column_letter,
    looks_like_formula,
    read_table,
    write_csv,
    write_xlsx,
)
from tests.support import hostile_sheets as hostile


def rows_of(data: bytes, name: str = "roll.csv") -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_table(data, name=name).rows]


def refusal(data: bytes, name: str = "roll.xlsx") -> str:
    with pytest.raises(SheetRefused) as caught:
        read_table(data, name=name)
    return "; ".join(fault.english() for fault in caught.value.faults)


TEXT = "name,agency\r\n\r\nعلی رضا,Sindh Police\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        b"sep=;\r\n" + "name;agency\r\nعلی رضا;Sindh Police\r\n".encode(),
    ],
)
def test_text_tables_in_every_usual_form(data: bytes) -> None:
    read = rows_of(data)
    assert [cells for _, cells in read] == [("name", "agency"), ("علی رضا", "Sindh Police")]
    assert read[-1][0] == 3  # the number that a spreadsheet program shows


def test_a_comma_inside_quotes_does_not_part_columns() -> None:
    data = b'"Khan, Ali";"x"\r\n"two\nlines";y\r\nlast;z\r\n'
    assert rows_of(data) == [(1, ("Khan, Ali", "x")), (2, ("two\nlines", "y")), (3, ("last", "z"))]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        ("name\nM\xfcller\n".encode("cp1252"), "Row 2: The file is not in UTF-8"),
        ("name\nx\n".encode("utf-16-le"), "save it again as .xlsx"[:4]),
        (b'name,agency\n"Ali,x\n', "quotation mark is opened and never closed"),
        (b"%PDF-1.7 ...", "This is a PDF file."),
        (b"name\n" + b"x" * 40_000 + b"\n", "Row 2, column A: The cell is too long."),
        (b"name\n" + b"x," * 300 + b"\n", "Row 2: The row has 301 columns"),
        (b"n\n" + b"x\n" * 20_001, "Row 20001: Only 20000 rows are read."),
        (b"x" * (10 * 1_048_576 + 1), "at most 10 MB are read"),
    ],
)
def test_bad_text_tables_are_refused_with_their_mend(data: bytes, says: str) -> None:
    assert says.lower() in refusal(data, "roll.csv").lower()


def test_a_workbook_is_read_as_a_person_reads_it() -> None:
    data = hostile.sheets(
        {
            "Roll": [
                ["name", "rank", "belt no", "share"],
                [],
                ["علی رضا", 16, "00042", 0.5],
            ]
        }
    )
    assert rows_of(data, "roll.xlsx") == [
        (1, ("name", "rank", "belt no", "share")),
        (3, ("علی رضا", "16", "00042", "0.5")),
    ]


def test_columns_keep_their_letter_when_the_table_starts_further_in() -> None:
    cells = hostile.text_cell("C5", "name")
    data = hostile.workbook(f'<row r="5">{cells}</row>')
    assert rows_of(data, "x.xlsx") == [(5, ("", "", "name"))]


def test_only_the_first_visible_sheet_is_read_and_that_is_said() -> None:
    data = hostile.sheets({"Old": [["no"]], "Roll": [["yes"]], "More": [["no"]]}, hide="Old")
    # The writer activates the first sheet, so hide it only after another one is active.
    table = read_table(data, name="x.xlsx")
    assert [row.cells for row in table.rows] in ([("yes",)], [("no",)])
    assert "Only the first" in table.notes[0].english()


def test_formulas_are_named_by_their_cell() -> None:
    data = hostile.sheets({"Roll": [["name", "agency"], ["Ali", '=HYPERLINK("http://x")']]})
    table = read_table(data, name="x.xlsx")
    assert [(f.row, f.column) for f in table.formulas] == [(2, 1)]
    assert "HYPERLINK" in table.formulas[0].text
    text = read_table(b"name,mobile\n=1+1,+92 300 1234567\n", name="x.csv")
    assert [(f.row, f.column) for f in text.formulas] == [(2, 0)]


def overlapping() -> bytes:
    """A workbook whose directory lists two parts with the same bytes."""
    data = bytearray(hostile.workbook(extra={"xl/a.xml": b"<a/>", "xl/b.xml": b"<b/>"}))
    first = data.rindex(b"xl/a.xml") - 46
    second = data.rindex(b"xl/b.xml") - 46
    offset = struct.unpack_from("<I", data, first + 42)[0]
    struct.pack_into("<I", data, second + 42, offset)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(hostile.workbook())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

HOSTILE = {
    "no zip": (b"name,agency\n", "the file is no Excel workbook"),
    "cut": (hostile.workbook()[:-40], "only part of it arrived"),
    "noise": (b"PK\x03\x04" + b"x" * 500, "no Excel workbook"),
    "old excel": (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 512, "old Excel file (.xls)"),
    "macros": (hostile.workbook(extra={"xl/vbaProject.bin": b"x"}), "holds macros"),
    "many parts": (
        hostile.workbook(extra={f"xl/p{n}.xml": b"" for n in range(2_100)}),
        "at most 2000 are opened",
    ),
    "entities": (
        hostile.workbook(f'<row r="1">{hostile.text_cell("A1", "&b;")}</row>', before=ENTITY),
        "XML declarations",
    ),
    "far cell": (
        hostile.workbook(f'<row r="1048576">{hostile.text_cell("XFD1048576", "x")}</row>'),
        "Row 1048576: Only 20000 rows are read.",
    ),
    "far column": (
        hostile.workbook(f'<row r="1">{hostile.text_cell("XFD1", "x")}</row>'),
        "Row 1, column XFD: Only 200 columns are read.",
    ),
    "broken xml": (hostile.workbook("<row><c></row>"), "damaged"),
    "overlap": (overlapping(), "no Excel workbook"),
    "password": (encrypted(), "has a password"),
}


def test_a_workbook_that_unpacks_to_far_more_is_refused() -> None:
    assert "unpacks to far more than its size" in refusal(hostile.zip_bomb())


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_workbooks_are_refused_with_their_mend(kind: str) -> None:
    data, says = HOSTILE[kind]
    assert says in refusal(data)


def repeated_text() -> bytes:
    """One long shared text that 150,000 cells point to: small on disk, gigabytes when read."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column_letter(c)}{row}" t="s"><v>0</v></c>' for c in range(150))
        + "</row>"
        for row in range(1, 1001)
    )
    text = f"<t>{'x' * 32_000}</t>"
    strings = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        f'main"><si>{text}</si></sst>'
    )
    return hostile.workbook(rows, extra={"xl/sharedStrings.xml": strings.encode()})


def test_a_text_repeated_without_end_is_stopped_by_the_limits() -> None:
    assert "more time or memory" in refusal(repeated_text())


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_read_or_refused_and_never_more(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(hostile.sheets({"Roll": [["name", "agency"], ["Ali", "SP"]]}))
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    try:
        table = read_table(bytes(data), name="x.xlsx")
    except SheetRefused as refused:
        table = None
        said = [fault.message.english() for fault in refused.faults]
    else:
        said = [cell for row in table.rows for cell in row.cells]
    assert said


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_exported_comes_back(rows: list[list[str]]) -> None:
    data = write_csv(["first", "second", "third"], rows)
    kept = [tuple(row) for row in rows if any(row)]
    assert [row.cells for row in read_table(data, name="x.csv").rows[1:]] == kept


@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(["=1+1", "@x", "+cmd|' /C calc'!A0", "-2+3", "00042", "علی"])))
def test_an_exported_workbook_holds_text_only(texts: list[str]) -> None:
    table = read_table(write_xlsx("Roll", ["text"], [[text] for text in texts]), name="x.xlsx")
    assert table.formulas == ()
    assert [row.cells[0] for row in table.rows[1:]] == texts


def test_the_csv_guard_stands_before_what_would_be_computed() -> None:
    data = write_csv(["a", "b"], [["=1+1", 5], ["@x", None], ["\tx", "-2"]]).decode("utf-8-sig")
    assert data.splitlines() == ["a,b", "'=1+1,5", "'@x,", "'\tx,'-2"]


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_refusal(data: bytes) -> None:
    if data.startswith(b"PK"):
        return
    faults: tuple[SheetFault, ...] = ()
    rows: tuple[Row, ...] = ()
    try:
        rows = read_table(data, name="x.csv").rows
    except SheetRefused as refused:
        faults = refused.faults
    assert bool(faults) != bool(rows)


@pytest.mark.parametrize(
    ("text", "is_formula"),
    [("=A1", True), ("@SUM(1)", True), ("-2+3", True), ("+92 300 1234567", False),
     ("-cmd", True), ("=", False), ("a=b", False), ("", False), ("-", False)],
)  # fmt: skip
def test_formula_or_telephone(text: str, *, is_formula: bool) -> None:
    assert looks_like_formula(text) is is_formula


def test_cell_names() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    assert cell_name(4, 1) == "B4"


def two_sheets() -> bytes:
    """A cover sheet, and a list with merged cells and cells that the program made dates of."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Cover").write(0, 0, "Letter of the Inspector General")
        sheet = book.add_worksheet("List")
        for column, text in enumerate(("name", "agency", "station", "rank")):
            sheet.write(0, column, text)
        for row, name in enumerate(("Ali", "Sara", "Omar"), start=1):
            sheet.write(row, 0, name)
        sheet.merge_range(1, 1, 3, 1, "Sindh Police")
        sheet.merge_range(1, 2, 1, 3, "Karachi")
        day = book.add_format({"num_format": "dd-mm-yy"})
        sheet.write_datetime(2, 3, date(2026, 12, 3), day)
    return out.getvalue()


def test_merged_cells_hold_for_every_row_and_dates_are_told_from_text() -> None:
    table = read_table(two_sheets(), name="x.xlsx", sheet="list")
    assert [row.cells[:2] for row in table.rows] == [
        ("name", "agency"), ("Ali", "Sindh Police"), ("Sara", "Sindh Police"),
        ("Omar", "Sindh Police"),
    ]  # fmt: skip
    assert {merge.name for merge in table.merges} == {"B2:B4", "C2:D2"}
    assert table.dates == {(3, 3)}


def test_the_sheet_that_has_the_columns_is_read_and_that_is_said() -> None:
    def score(rows: Sequence[Row]) -> int:
        return sum("agency" in row.cells for row in rows) * 2

    table = read_table(two_sheets(), name="x.xlsx", score=score)
    assert table.rows[1].cells[0] == "Ali"
    assert "Only “List” is read" in table.notes[0].english()
    with pytest.raises(SheetRefused) as caught:
        read_table(two_sheets(), name="x.xlsx", sheet="Liste")
    assert "It has: “Cover”, “List”" in str(caught.value)


def test_merges_without_end_are_refused_before_they_cost() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(1, 19_000))
    cells = "".join(
        f'<row r="{n}">{hostile.text_cell(f"A{n}", "x")}</row>' for n in range(1, 2_000)
    )
    data = hostile.workbook(f"{cells}</sheetData><mergeCells>{merges}</mergeCells><sheetData>")
    assert "merged cells" in refusal(data)
