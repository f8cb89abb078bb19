"""Tables in and out: our own keep what a table can, those of others are guessed or told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.convention import EDGE, NODE, write_csv, write_xlsx
from lms.engines.linkchart.exchange.delimited import decoded, guarded
from lms.engines.linkchart.exchange.spec_read import dump_spec, read_spec
from lms.engines.linkchart.exchange.table_files import (
    proposed_spec,
    read_cells,
    read_tables,
)
from lms.engines.linkchart.exchange.types import Limits, TypeMap
from lms.engines.linkchart.model import (
    EMPTY,
    Attribute,
    AttributeKind,
    Chart,
    Entity,
    Grading,
)
from lms.engines.linkchart.vocabulary import Direction, Strength
from tests.engines.linkchart.any_charts import charts
from tests.engines.linkchart.exchange.test_anx_round_trip import SLOW
from tests.engines.linkchart.test_shared import FULL

CALLS = """Call id;A number;B number;Start UTC;Seconds;Type;Cell
1;+999 200 0101;+999 200 0102;12/03/2019 21:52;64;voice;D1
2;+999 200 0102;+999 200 0103;13/03/2019 08:01;7;sms;D2
3;+999 200 0101;+999 200 0102;14/03/2019 09:00;11;voice;D1
"""


def in_a_table(chart: Chart) -> Chart:
    """What of a chart a table holds."""
    entities = {key: replace(one, merged=()) for key, one in chart.entities.items()}
    return Chart(entities, chart.links)


def by_label(chart):
    return {one.label: one for one in chart.entities.values()}


def told(found):
    return [(str(one.where), str(one.message)) for one in found.problems]


def of(spec):
    parsed = read_spec(spec)
    assert parsed.problems == ()
    return parsed.value


@SLOW
@given(charts())
def test_any_chart_comes_back_from_text_tables(chart):
    out = write_csv(chart)
    found = read_tables("chart.csv", out.content, beside=out.beside)
    assert found.problems == ()
    assert dump_chart(found.chart) == dump_chart(in_a_table(chart))


@settings(SLOW, max_examples=5)
@given(charts())
def test_any_chart_comes_back_from_a_workbook(chart):
    found = read_tables("chart.xlsx", write_xlsx(chart).content)
    assert found.problems == ()
    assert dump_chart(found.chart) == dump_chart(in_a_table(chart))


def test_each_item_is_one_line_and_the_columns_are_those_that_i2_asks_for():
    out = write_csv(FULL)
    text = out.content.decode("utf-8-sig")
    assert out.content.startswith(b"\xef\xbb\xbf")
    head, row = text.splitlines()
    assert head.split(",")[:18] == list(EDGE)
    assert row.split(",")[:18] == [
        "Person", "b. 1970", "Radomir Velk", "Organisation", "Kestrel Cold Chain Ltd",
        "Kestrel Cold Chain Ltd", "controls", "runs", "both", "tentative", "", "", "R01",
        "human source", "A (4x4)", "1 (4x4)", "H2 (4x4)", "text\\nline",
    ]  # fmt: skip
    nodes = out.beside["nodes"].decode("utf-8-sig").splitlines()
    assert nodes[0].split(",") == [*NODE, "attribute: weight (text)"]
    assert len(nodes) == 3


def test_what_a_table_cannot_hold_is_told():
    notes = [str(note) for note in write_csv(FULL).notes]
    assert notes == [
        "Written to the public structure of the format, not checked in i2 Analyst's Notebook.",
        *(
            f"A table does not hold {what}. Use the own format or i2's for that."
            for what in (
                "groups", "own grades of reports", "the title block", "the traces of merging",
            )
        ),
    ]  # fmt: skip
    plain = Chart({"a": Entity("a", "person", "Ilka Tamas")})
    assert len(write_csv(plain).notes) == 1


def test_the_eighteen_columns_of_the_convention_are_enough():
    rows = [
        ",".join(EDGE),
        (
            "Person,T-1,Ilka Tamas,Firm,LS-1,Lantern Shop,owns,runs,->,dashed,2019-03-12,9:05,R01,"
            "Register,A,1,H0,She signed"
        ),
        "Person,T-1,Ilka Tamas,Phone number,+999 200 0101,,uses,,none,,,,,,,,,",
    ]
    found = read_tables("edges.csv", "\r\n".join(rows).encode())
    assert told(found) == []
    people = by_label(found.chart)
    assert [one.type for one in people.values()] == ["person", "organisation", "phone"]
    owns, uses = found.chart.links.values()
    assert (owns.label, owns.strength, owns.since) == (
        "runs",
        Strength.UNCONFIRMED,
        "2019-03-12T09:05",
    )
    assert owns.cards[0].grading == Grading("", "A", "1", "H0")
    assert (owns.cards[0].source, owns.cards[0].text) == ("R01", "She signed")
    assert (uses.direction, uses.strength) == (Direction.NONE, Strength.CONFIRMED)
    assert people["+999 200 0101"].identity == ""


def test_a_list_of_calls_is_guessed():
    rows = read_cells("calls.csv", CALLS.encode()).rows
    spec = proposed_spec(rows)
    assert dump_spec(spec) == {
        "schema": 1,
        "actions": [
            {
                "do": "date",
                "columns": ["Start UTC"],
                "by": "DD/MM/YYYY hh:mm",
                "into": ["Start UTC"],
            }
        ],
        "end1": {"type": "phone", "identity": ["A number"]},
        "end2": {"type": "phone", "identity": ["B number"]},
        "link": {
            "type": "calls",
            "direction": "forward",
            "strength": "confirmed",
            "since": "Start UTC",
            "attributes": [
                {"name": "Call id", "column": "Call id", "kind": "number"},
                {"name": "Seconds", "column": "Seconds", "kind": "number"},
                {"name": "Type", "column": "Type", "kind": "text"},
                {"name": "Cell", "column": "Cell", "kind": "text"},
            ],
        },
    }
    found = read_tables("calls.csv", CALLS.encode())
    assert told(found) == []
    assert [one.label for one in found.chart.entities.values()] == [
        "+999 200 0101", "+999 200 0102", "+999 200 0103",
    ]  # fmt: skip
    assert [one.since for one in found.chart.links.values()] == [
        "2019-03-12T21:52:00", "2019-03-13T08:01:00", "2019-03-14T09:00:00",
    ]  # fmt: skip
    first = next(iter(found.chart.links.values()))
    assert first.attributes["Seconds"] == Attribute("64", AttributeKind.NUMBER)


def test_a_list_of_people_is_guessed_as_entities():
    text = "ID\tName\tBorn\tReport\n007\tIlka Tamas\t1970\tR01\n008\tOsei Bandar\t1981\tR02\n"
    found = read_tables("people.tsv", text.encode())
    assert told(found) == []
    tamas = by_label(found.chart)["Ilka Tamas"]
    assert (tamas.type, tamas.identity, tamas.evidence) == ("person", "007", ("R01",))
    assert dict(tamas.attributes) == {"Born": Attribute("1970", AttributeKind.NUMBER)}
    assert found.chart.links == {}


def test_every_action_on_columns_is_done():
    table = (
        "List of the port;;;;\nWho;Where;When;Kind;Left\n"
        "Tamas, Ilka ; Gate  9;on 12.03.19 at 9.05 pm;drives;yes\nDost, Mirela;Gate 9;?;calls;no\n"
    )
    spec = of({
        "header": 2,
        "delimiter": ";",
        "rows": [{"column": "Left", "equals": "no"}],
        "actions": [
            {"do": "split", "columns": ["Who"], "by": ",", "into": ["Family", "Given"]},
            {"do": "combine", "columns": ["Given", "Family"], "by": " ", "into": ["Name"]},
            {"do": "trim", "columns": ["Where"]},
            {"do": "date", "columns": ["When"], "by": "DD.MM.YY at hh.mm AP", "into": ["Date"],
             "zone": "+05:00"},
            {"do": "fixed", "by": "Gate log", "into": ["Source"]},
            {"do": "skip", "columns": ["Left"]},
        ],
        "end1": {"type": "person", "identity": ["Family", "Given"], "label": "Name"},
        "end2": {"type": "place", "identity": ["Where"], "label": "Where"},
        "link": {"type": {"column": "Kind", "words": {"drives": "seen_at"}}, "since": "Date"},
        "card": {"source": "Source", "text": "Left"},
    })  # fmt: skip
    found = read_tables("gate.txt", table.encode(), spec=spec)
    assert told(found) == []
    person, gate = found.chart.entities.values()
    assert (person.label, person.identity, gate.label) == ("Ilka Tamas", "Tamas Ilka", "Gate 9")
    (link,) = found.chart.links.values()
    assert (link.type, link.since) == ("seen_at", "2019-03-12T21:05:00+05:00")
    assert [(card.source, card.text) for card in link.cards] == [("Gate log", "")]


def test_identity_columns_are_the_rule_for_duplicates_and_rows_of_one_link_are_its_cards():
    table = (
        "id,name,firm,ref,grade,info\n1,Ilka Tamas,Lantern Shop,R01,B,2\n"
        "1,I. Tamas,Lantern Shop,R02,X,9\n2,Ilka Tamas,Lantern Shop,R03,A,1\n"
    )
    spec = of({
        "end1": {"type": "person", "identity": ["id"], "label": "name"},
        "end2": {"type": "organisation", "label": "firm"},
        "link": {"type": "owns", "identity": ["id", "firm"], "strength": "unconfirmed"},
        "card": {"source": "ref", "source_grade": "grade", "information_grade": "info",
                 "scheme": "4x4"},
    })  # fmt: skip
    found = read_tables("a.csv", table.encode(), spec=spec)
    assert told(found) == []
    first, _shop, second = found.chart.entities.values()
    assert (first.label, first.aliases, second.label) == ("Ilka Tamas", ("I. Tamas",), "Ilka Tamas")
    owns, other = found.chart.links.values()
    assert owns.evidence == ("R01", "R02")
    assert [card.grading for card in owns.cards] == [
        Grading("4x4", "B", "2"), Grading("", "X (4x4)", "9"),
    ]  # fmt: skip
    assert other.cards[0].grading == Grading("4x4", "A", "1")


def test_problems_are_named_at_their_row():
    table = (
        "from,to,relation,direction,strength,date\n"
        "Ilka Tamas,Ilka Tamas,knows,,,\n"
        ",,knows,,,\n"
        "Ilka Tamas,Osei Bandar,knows,sideways,perhaps,2019-02-30\n"
        "Mirela Dost,,,,,\n"
    )
    found = read_tables("a.csv", table.encode())
    assert told(found) == [
        ("row 2", "This link leads to its own start. It was left out."),
        ("row 3", "This row names no entity. It was left out."),
        ("row 4", "“sideways” is no direction. An arrow was drawn."),
        ("row 4", "“perhaps” is no strength. The line is solid."),
        ("row 4", "“2019-02-30” is no date. It was kept as an attribute."),
        ("row 5", "This row names one end only. It gave no link."),
    ]
    assert [one.label for one in found.chart.entities.values()] == [
        "Ilka Tamas", "Osei Bandar", "Mirela Dost",
    ]  # fmt: skip


def test_an_unknown_type_is_told_once_and_kept_and_a_person_may_say_what_it_means():
    table = "type,name\nZorp,A\nZorp,B\nPerson,C\n"
    found = read_tables("a.csv", table.encode())
    assert told(found) == [
        (
            "row 2",
            (
                "The type “Zorp” is not known here. It was taken for “Goods”, and its name is "
                "kept as an attribute."
            ),
        )
    ]
    assert [one.type for one in found.chart.entities.values()] == ["commodity"] * 2 + ["person"]
    assert by_label(found.chart)["B"].attributes["Type in the file"] == Attribute("Zorp")
    said = read_tables("a.csv", table.encode(), types=TypeMap({"Zorp": "vessel"}))
    assert [one.type for one in said.chart.entities.values()] == ["vessel"] * 2 + ["person"]


@pytest.mark.parametrize(
    ("content", "text", "notes"),
    [
        ("é".encode("utf-8-sig"), "é", 0),
        ("é,b".encode("utf-16"), "é,b", 0),
        ("name,b\n".encode("utf-16-le"), "name,b\n", 1),
        ("né,b".encode("cp1252"), "né,b", 1),
        ("né,b".encode(), "né,b", 0),
    ],
)
def test_encodings_are_found_and_told_where_they_are_only_likely(content, text, notes):
    found, said = decoded(content)
    assert (found, len(said)) == (text, notes)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the whole file: The file is empty."),
        (b",,,\n,\n", "the whole file: The file is empty."),
        (b"%PDF-1.7", "the whole file: This is no text table but a PDF file."),
        (b"a,b\n1,\x81\x00", "row 2: These bytes are no text in cp1252. Save the file as UTF-8."),
        (
            b"a,b\n1,\x00",
            (
                "row 2: Here are signs that no text table has. Save it again as .xlsx or as UTF-8 "
                "text."
            ),
        ),
        (
            b'a,b\n"1,2\n',
            "row 2: A quotation mark is opened here and never closed, or a cell is too long.",
        ),
        (b"a\n" * 9, "row 6: Only 5 rows are read. Split the file."),
        (b"a,b,c,d\n", "row 1: Only 3 columns are read."),
        (b"a,b\n", "row 1: No row gives an entity. Look at the specification."),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(content, reason):
    found = read_tables("a.csv", content, limits=Limits(rows=5, columns=3))
    assert found.chart is None
    assert [f"{one.where}: {one.message}" for one in found.problems] == [reason]


def test_a_specification_that_names_a_column_which_is_not_there_is_refused():
    spec = of({"end1": {"type": "person", "label": "name"}})
    found = read_tables("a.csv", b"who,when\nA,B\n", spec=spec)
    assert told(found) == [
        ("the whole file", "The table has no column “name”. It has: “when”, “who”.")
    ]


def test_all_faults_of_a_specification_are_told():
    parsed = read_spec({
        "end1": {"type": "castle"},
        "end2": {"type": {"column": "x", "words": {"a": "castle"}}, "label": "x"},
        "card": {"scheme": "9x9"},
        "delimiter": "ab",
        "actions": [{"do": "fly"}, {"do": "date", "columns": ["a"], "by": "DD DD", "into": ["b"],
                                    "zone": "PKT"}, {"do": "split", "columns": ["a"]}],
        "colour": "red",
    })  # fmt: skip
    assert {problem.path for problem in parsed.problems} == {
        "end1.type", "end1.label", "end2.type.words.a", "card.scheme", "delimiter",
        "actions[0].do", "actions[0].columns", "actions[1].by", "actions[1].zone", "actions[2].by",
        "actions[2].into", "link", "colour",
    }  # fmt: skip


def test_a_specification_comes_back_from_its_plain_form():
    rows = read_cells("calls.csv", CALLS.encode()).rows
    for spec in (
        proposed_spec(rows),
        proposed_spec(read_cells("a.csv", write_csv(FULL).content).rows),
        proposed_spec(read_cells("a.csv", write_csv(FULL).beside["nodes"]).rows),
    ):
        assert read_spec(dump_spec(spec)).value == spec


def test_cells_that_a_spreadsheet_would_compute_get_an_apostrophe_and_telephones_do_not():
    formula = Chart({
        "a": Entity("a", "person", "=cmd|'/c calc'!A0"),
        "b": Entity("b", "phone", "+999 200 0101"),
        "c": Entity("c", "person", "'=quoted"),
    })  # fmt: skip
    out = write_csv(formula)
    text = out.beside["nodes"].decode("utf-8-sig")
    assert "'=cmd|'/c calc'!A0" in text
    assert ",+999 200 0101," in text
    back = read_tables("a.csv", out.content, beside=out.beside).chart
    assert [one.label for one in back.entities.values()] == [
        "=cmd|'/c calc'!A0", "+999 200 0101", "'=quoted",
    ]  # fmt: skip
    assert guarded("-5") == "-5"


def test_what_comes_out_of_tables_is_a_chart_that_the_own_json_takes():
    long = "name,to\n" + "x" * 300 + "," + "y" * 10 + "\n"
    found = read_tables("a.csv", long.encode())
    assert told(found)[0] == ("row 2", "A text was cut to 200 signs.")
    assert parse_chart(dump_chart(found.chart)).value == found.chart
    assert found.chart != EMPTY
