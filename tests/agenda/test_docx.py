"""The agenda as .docx, read back: real tables, styles alone, and right-to-left as Word has it."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from lms.agenda.printing.document import in_scripts, to_docx
from lms.agenda.printing.wording import Wording
from tests.factories.agenda_papers import TITLE, agenda, three_days

UR = Wording.of("ur")
BY_HAND = {
    "w:b",
    "w:i",
    "w:sz",
    "w:color",
    "w:rFonts",
    "w:jc",
    "w:spacing",
    "w:ind",
    "w:rtl",
    "w:bidi",
}


def read(language: str = "en", **values: Any) -> Any:
    return Document(io.BytesIO(to_docx(agenda(**values), Wording.of(language))))


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_heading_and_a_table_for_each_day() -> None:
    word = read()
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        "Monday 4 November 2019",
        "Tuesday 5 November 2019",
        "Wednesday 6 November 2019",
    ]
    assert [one.text for one in word.paragraphs if one.style.name == "Title"] == [TITLE["en"]]
    facts, *days = word.tables
    assert rows(facts) == [
        ["Session", "DGTR-2019-05"],
        ["Dates", "4 to 6 November 2019"],
        ["Venue", "Directorate General of Training and Research, Karachi"],
        ["Contact hours", "7 h 15"],
    ]
    assert [len(day.rows) - 1 for day in days] == [7, 5, 2]
    assert rows(days[0])[0] == ["Time", "Item", "Room", "Trainers"]
    second = rows(days[1])
    assert second[0] == ["Time", "Track", "Item", "Room", "Trainers"]
    assert second[3] == [
        "10:45–12:00",
        "A",
        "E2 Link chart, group A\nExercise\nBring: Laptops, one for two",
        "Lab 1",
        "Nadia Brohi",
    ]
    text = " ".join(cell for day in days for row in rows(day) for cell in row)
    assert all(one.title["en"] in text for one in three_days())
    assert "caretaker" not in text  # staff notes stay inside


def test_heads_repeat_and_rows_stay_whole() -> None:
    for table in read().tables[1:]:
        marks = [row._tr.trPr for row in table.rows]
        assert marks[0].find(qn("w:tblHeader")) is not None
        assert all(one.find(qn("w:tblHeader")) is None for one in marks[1:])
        assert all(one.find(qn("w:cantSplit")) is not None for one in marks[1:])
        assert table.style.name == "Agenda Table"


def test_the_page_is_a4_and_its_foot_names_the_edition() -> None:
    section = read().sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.footer.paragraphs[0].text == "Release 2 of 28 October 2019 · DGTR-2019-05"
    drafted = read(draft=True)
    assert drafted.paragraphs[0].text == "Draft. Not released. Times, rooms and people may change."
    assert "Draft, step 41" in drafted.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_is_set_by_hand(language: str) -> None:
    """Looks come from styles alone, so that an office changes them in one place."""
    with zipfile.ZipFile(io.BytesIO(to_docx(agenda(), Wording.of(language)))) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    parts = [part for name in ("w:pPr", "w:rPr") for part in body.iter(qn(name))]
    found = {child.tag for part in parts for child in part}
    assert found <= {qn("w:pStyle"), qn("w:rStyle")}
    assert not found & {qn(name) for name in BY_HAND}


def test_urdu_runs_from_right_in_paragraphs_tables_and_page() -> None:
    word = read("ur")
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert word.sections[0]._sectPr.find(qn("w:bidi")) is not None
    used = {one.style.name for one in word.paragraphs}
    used |= {p.style.name for t in word.tables for c in t._cells for p in c.paragraphs}
    assert used <= {
        "Title", "Heading 1", "Agenda Note", "Agenda Head", "Agenda Cell", "Agenda Item",
        "Agenda Small",
    }  # fmt: skip
    for name in used:
        assert word.styles[name].element.pPr.find(qn("w:bidi")) is not None, name
    script = word.styles["Agenda Urdu"].element.rPr
    assert script.find(qn("w:rtl")) is not None
    assert script.find(qn("w:lang")).get(qn("w:bidi")) == "ur-PK"
    for table in read("en").tables:
        assert table._tbl.tblPr.find(qn("w:bidiVisual")) is None


def test_each_script_is_a_run_of_its_own() -> None:
    word = read("ur")
    runs = [
        (run.text, run.style.name == "Agenda Urdu")
        for table in word.tables
        for cell in table._cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    assert ("نادیہ بروہی", True) in runs
    assert ("Tariq Sattar", False) in runs
    assert ("E1 Source grading drill", False) in runs
    assert ("۰۸:۳۰ تا ۰۹:۰۰", True) in runs
    assert ("DGTR-2019-05", False) in runs


@pytest.mark.parametrize(
    ("text", "right_to_left", "parts"),
    [
        ("Lab 1", False, [("Lab 1", False)]),
        ("ہال الف", True, [("ہال الف", True)]),
        ("(PKT, UTC+5)", True, [("(", True), ("PKT, UTC+5", False), (")", True)]),
        ("کراچی (PKT, UTC+5)", True, [("کراچی (", True), ("PKT, UTC+5", False), (")", True)]),
        ("Hall (ہال), first", False, [("Hall (", False), ("ہال", True), ("), first", False)]),
        ("سامان: Laptops, 2", True, [("سامان: ", True), ("Laptops, 2", False)]),
        ("10:45", True, [("10:45", True)]),
        ("", True, []),
    ],
)
def test_texts_are_cut_where_the_script_changes(
    text: str, right_to_left: bool, parts: list[tuple[str, bool]]
) -> None:
    found = list(in_scripts(text, right_to_left=right_to_left))
    assert found == parts
    assert "".join(words for words, _arabic in found) == text


def test_children_stand_in_the_order_that_word_wants() -> None:
    """Word refuses a file whose elements are in another order than its schema's."""
    wanted = {
        "w:pPr": ["w:pStyle", "w:keepNext", "w:keepLines", "w:bidi", "w:spacing", "w:outlineLvl"],
        "w:rPr": ["w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:spacing", "w:kern",
                  "w:sz", "w:szCs", "w:rtl", "w:lang"],
        "w:tblPr": ["w:tblStyle", "w:bidiVisual", "w:tblW", "w:tblBorders", "w:tblLayout",
                    "w:tblCellMar", "w:tblLook"],
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(to_docx(agenda(draft=True), UR))) as archive:
        trees = [
            etree.fromstring(archive.read(f"word/{one}.xml")) for one in ("document", "styles")
        ]
    ours = [
        one
        for tree in trees
        for one in tree.iter()
        if tree is trees[0] or (one.getparent() is not None and _is_ours(one))
    ]
    for element in ours:
        for name, order in wanted.items():
            if element.tag == qn(name):
                places = [order.index(_short(one)) for one in element if _short(one) in order]
                assert places == sorted(places), etree.tostring(element)


def _is_ours(element: Any) -> bool:
    style = element.getparent()
    return style.tag == qn("w:style") and style.get(qn("w:styleId"), "").startswith("Agenda")


def _short(element: Any) -> str:
    return "w:" + str(etree.QName(element).localname)
