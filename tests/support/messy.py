"""A list as an office sends it: 300 people, titles over the table, merged cells, dates, slips."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter

FIRST_ROW = 5
PEOPLE = 300
HEAD = (
    "S. No", "Full Name", "Naam", "M/F", "Institution", "Position", "B.P.S.", "Belt No.",
    "Place of Posting", "E-mail", "WhatsApp", "letter_ref", "Region", "Years of Service", "Remarks",
)  # fmt: skip
_GIVEN = ("Wahid", "Nigar", "Meer", "Zarwan", "Sahil", "Danial", "Farzana", "Tabassum", "Rohail",
          "Liaquat", "Shazmeen", "Bilawal", "Noman", "Gulshan", "Asma")  # fmt: skip
_MIDDLE = ("Bux", "Yasmin", "Hamza", "Ali", "Marwan", "Rehmat", "Kausar", "Rani", "Akhtar",
           "Nazeer", "Gul", "Hasnain", "Idrees", "Meer", "Bano", "Karim", "Latif", "Javed", "Saeed",
           "Noor")  # fmt: skip
_LOCAL = ("واحد", "نگار", "میر", "ضروان", "ساحل")


@dataclass
class Messy:
    """The workbook, and what must be said of it: row -> column letter and part of the sentence."""

    data: bytes = b""
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    mended: dict[int, str] = field(default_factory=dict)


def name_of(number: int) -> str:
    """Three hundred different names."""
    return f"{_GIVEN[number % 15]} {_MIDDLE[number // 15 % 20]} {_GIVEN[(number // 7) % 15]}son"


def row_of(number: int) -> list[object]:
    """One clean row, every value in one of the ways that people type it."""
    return [
        number + 1, name_of(number), _LOCAL[number % 5], "F" if number % 3 else "m",
        "SP" if number % 2 else "Sindh Police", "Investigation Officer",
        (16, "BS-17", "BPS 18", "Inspector")[number % 4], f"SP-{number:04d}", "Karachi",
        f"p{number}@example.org" if number % 4 == 0 else "", "+92 300 1234567", "SP/2026/44",
        ("Sindh", "سندھ")[number % 2], (4, "6 years", "", "۷")[number % 4], "Leads the cell",
    ]  # fmt: skip


# place in the list -> (column, what stands there, what is said, how it is mended)
SLIPS: Mapping[int, tuple[int, object, str, str]] = {
    3: (6, "BPS 42", "basic scale goes from 1", "BPS 16"),
    11: (1, "", "The name is missing", "Parveen Akhtar Lodhi"),
    20: (9, "no mail", "no e-mail address", ""),
    31: (10, 9.23001234567e22, "shortened the telephone number", "+92 300 7654321"),
    45: (3, "yes", "is not understood", "female"),
    58: (1, "Ali\u202eRaza", "hidden", "Ali Raza Panhwar"),
    77: (4, "Anti Narcotics Force", "This is a list of Sindh Police", "SP"),
    90: (7, date(2026, 12, 3), "made a date", "3-12"),
    101: (13, "many", "no number of years", "5"),
    120: (5, 45731, "Only a number stands here", "Reader"),
    140: (14, '=HYPERLINK("http://x","y")', "holds a formula", "Knows the field"),
    161: (1, name_of(160), "stands in row", ""),  # without a number, see below
    200: (7, "SP-0004", "stands in row", "SP-9200"),
    222: (8, 46000, "Only a number stands here", "Sukkur"),
    250: (13, "12.5", "no number of years", "12"),
    299: (1, "Rania\u0000", "", ""),
}


def messy_workbook() -> Messy:
    """Make the workbook: a cover sheet first, then the list with its titles and slips."""
    made = Messy()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        cover = book.add_worksheet("Covering letter")
        cover.write(0, 0, "The following officers are nominated.")
        sheet = book.add_worksheet("List (final)")
        sheet.merge_range(0, 0, 0, 14, "OFFICE OF THE INSPECTOR GENERAL")
        sheet.merge_range(1, 0, 1, 14, "Nominations for the course on criminal intelligence")
        for column, text in enumerate(HEAD):
            sheet.write_string(FIRST_ROW - 2, column, text)
        day = book.add_format({"num_format": "dd-mm-yy"})
        for number in range(PEOPLE):
            _write_row(sheet, day, number, made)
        _merge(sheet)
    made.data = out.getvalue()
    return made


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    day: xlsxwriter.format.Format,
    number: int,
    made: Messy,
) -> None:
    cells = row_of(number)
    row = FIRST_ROW + number
    if number in SLIPS and SLIPS[number][2]:
        column, stands, says, mend = SLIPS[number]
        cells[column] = stands
        if number == 161:
            cells[7] = ""
        made.faults[row] = (chr(ord("A") + column), says)
        made.mended[row] = mend
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row - 1, column, cell, day)
        else:
            sheet.write(row - 1, column, cell)


def _merge(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """One station for ten people, and one cell over two columns."""
    top = FIRST_ROW - 1 + 60
    sheet.merge_range(top, 8, top + 9, 8, "Hyderabad")
    sheet.merge_range(top + 20, 11, top + 20, 12, "SP/2026/45")
