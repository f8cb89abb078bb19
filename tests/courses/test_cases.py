"""A case as a folder: the parts are one exercise, faults name their own file, nothing is lost."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.plainyaml import dump, load
from lms.courses.formats import PackageError, Supply, parse_package, supply_of
from lms.courses.formats import package_files as written
from lms.courses.formats.cases import case_files, exercise_file, files_of_exercise, load_case
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.key import ReportForm
from lms.engines.linkchart.tables import read_csv, write_csv
from lms.engines.reading import Node, Parsed, Problems
from lms.exercises.kinds import CONTENT_KINDS
from lms.exercises.kinds.cases import case_of, public_reports, public_tables
from tests.authoring.packages import authored_files

CASE = Path(__file__).parents[1] / "data" / "cases" / "tallow-mill"
FOLDER = "exercises/tallow-mill/"


@dataclass(frozen=True)
class Heading:
    """What the task of these tests asks for: how many reports its case has."""

    reports: int


class HeadingKind:
    """A kind that works on a case, as the sister kinds do."""

    def parse(self, payload: object, supply: Supply) -> Parsed[Heading]:
        problems = Problems()
        node = Node(payload, "", problems)
        case = case_of(node, supply)
        node.skip_rest()
        return problems.parsed(lambda: Heading(len(case.reports) if case else 0))


KINDS = {**CONTENT_KINDS, "heading": HeadingKind()}
TASK = b"schema: 1\nkind: heading\nkey: count-them\ncase: tallow-mill\ntitle: {en: Count}\n"


def case_folder() -> dict[str, bytes]:
    paths = [path for path in CASE.rglob("*") if path.suffix in (".yaml", ".csv")]
    return {f"{FOLDER}{path.relative_to(CASE).as_posix()}": path.read_bytes() for path in paths}


def package(**changes: bytes | None) -> dict[str, bytes]:
    """A course with the case and one task; `changes` by the end of a path, `__` for a slash."""
    files = authored_files()
    course = load(files["course.yaml"].decode())
    course["exercises"] = ["count-them", "tallow-mill"]
    files["course.yaml"] = dump(course)
    files |= case_folder()
    files[f"{FOLDER}tasks/count-them.yaml"] = TASK
    for name, content in changes.items():
        path = FOLDER + name.replace("__", "/").replace("_yaml", ".yaml").replace("_csv", ".csv")
        if content is None:
            del files[path]
        else:
            files[path] = content
    return files


def faults(files: dict[str, bytes]) -> list[tuple[str, int | None, str]]:
    with pytest.raises(PackageError) as caught:
        parse_package(files, KINDS)
    return [(p.file, p.line, p.message.english()) for p in caught.value.problems]


def test_a_folder_is_one_exercise_and_each_task_another():
    content = parse_package(package(), KINDS).snapshot.content
    assert content["course"]["exercises"] == ["count-them", "tallow-mill"]
    payload = content["activities"]["tallow-mill"]
    assert [report["id"] for report in payload["reports"]][:4] == ["R01", "R02", "R03a", "R03b"]
    assert payload["answers"]["findings"][0]["accepted"] == ["Jorun Haske", "the Miller"]
    table = payload["tables"][0]
    assert table["columns"] == ["call", "from", "to", "start", "seconds", "note"]
    assert table["rows"][1][5] == "short, no answer"
    assert len(table["rows"]) == 3
    task = content["activities"]["count-them"]
    spec = HeadingKind().parse(task, supply_of(content)).value
    assert spec == Heading(7)


def test_a_case_has_the_fields_of_schema_2():
    payload = parse_package(package(), KINDS).snapshot.content["activities"]["tallow-mill"]
    case = parse_case(payload).value
    report = case.reports["R03a"]
    assert (report.form, report.time, report.part_of) == (ReportForm.INTERVIEW, "09:30", "R03")
    assert case.reports["R01"].number == "CP/114"
    assert case.reports["R05"].form is ReportForm.REPORT
    assert case.agencies["pol"].letterhead == {"en": "COUNTY POLICE\nCrime desk, Marl Street 3"}
    assert [kind.member for kind in case.link_types.values()] == [True, *[False] * 5]
    assert (case.symbols.confirmed, case.symbols.unconfirmed) == ("X", "?")
    assert (case.symbols.member, case.symbols.member_unconfirmed) == ("+", "(+)")
    assert case.tables["calls"].rows[2][4] == "188"
    assert case.key.findings[0].id == "F1"
    shown = public_reports(case)[0]
    assert shown["letterhead"] == {"en": "COUNTY POLICE\nCrime desk, Marl Street 3"}
    assert (shown["form"], shown["number"], shown["time"]) == ("register", "CP/114", "")
    assert "origin" not in shown
    assert public_tables(case)[0]["rows"][0][0] == "1"


def test_what_is_written_back_are_the_same_files_with_the_same_hash():
    first = parse_package(package(), KINDS)
    files = written(first.snapshot.content, first.media)
    assert set(files) == set(package())
    assert files[f"{FOLDER}tables/calls.csv"] == (CASE / "tables" / "calls.csv").read_bytes()
    again = parse_package(files, KINDS)
    assert again.snapshot == first.snapshot
    assert written(again.snapshot.content, again.media) == files


def test_a_case_in_one_file_is_the_same_case():
    payload = parse_package(package(), KINDS).snapshot.content["activities"]["tallow-mill"]
    files = {path: text for path, text in package().items() if not path.startswith(FOLDER)}
    files["exercises/count-them.yaml"] = TASK
    del payload["tables"][0]["file"]
    files["exercises/tallow-mill.yaml"] = dump(payload)
    content = parse_package(files, KINDS).snapshot.content
    assert content["activities"]["tallow-mill"] == payload
    back = written(content, parse_package(files, KINDS).media)
    assert f"{FOLDER}case.yaml" in back and f"{FOLDER}tables/calls.csv" not in back
    assert parse_package(back, KINDS).snapshot.content == content


def test_a_case_of_schema_1_stays_the_file_that_it_was():
    files = {path: text for path, text in package().items() if not path.startswith(FOLDER)}
    payload = parse_package(package(), KINDS).snapshot.content["activities"]["tallow-mill"]
    payload["schema"] = 1
    files["exercises/tallow-mill.yaml"] = dump(payload)
    files["exercises/count-them.yaml"] = TASK
    found = parse_package(files, KINDS)
    back = written(found.snapshot.content, found.media)
    assert {path for path in back if path.startswith("exercises/")} == {
        "exercises/count-them.yaml",
        "exercises/tallow-mill.yaml",
    }


def line_of(name: str, words: str) -> int:
    text = (CASE / name).read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def swapped(name: str, old: str, new: str) -> bytes:
    text = (CASE / name).read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def test_every_fault_names_its_own_file_and_line():
    files = package(
        case_yaml=swapped("case.yaml", "pass_mark: 55", "pass_mark: 155"),
        reports_yaml=swapped("reports.yaml", 'time: "09:30"', 'time: "25:30"'),
        key_yaml=swapped("key.yaml", "evidence: [[R04]]", "evidence: [[R40]]"),
        tables__calls_csv=swapped("tables/calls.csv", "seconds", "from"),
    )
    assert faults(files) == [
        (
            f"{FOLDER}case.yaml",
            line_of("case.yaml", "pass_mark"),
            "Write a whole number from 0 to 100.",
        ),
        (
            f"{FOLDER}key.yaml",
            line_of("key.yaml", "id: L04"),
            "No report has the id R40.",
        ),
        (
            f"{FOLDER}reports.yaml",
            line_of("reports.yaml", "time:"),
            'Write the hour in quotes as "23:40".',
        ),
        (f"{FOLDER}tables/calls.csv", 1, "This stands in the list twice."),
        (
            f"{FOLDER}tasks/count-them.yaml",
            4,
            "The case “tallow-mill” has faults. Mend it first.",
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "file", "line", "words"),
    [
        ({"reports_yaml": None}, "case.yaml", 1, "There is no file exercises/tallow-mill/reports"),
        ({"key_yaml": b"entities: []\n"}, "key.yaml", 1, "Write “answers:” as the first line"),
        (
            {"key_yaml": b"answers: {}\nother: 1\n"},
            "key.yaml",
            2,
            "Only “answers” stands in this file. Move it.",
        ),
        (
            {"tables__calls_csv": None},
            "case.yaml",
            29,
            "There is no file exercises/tallow-mill/tab",
        ),
        ({"tables__calls_csv": b""}, "tables/calls.csv", 1, "The table is empty."),
        ({"tables__calls_csv": b"a;b\n1;2\n"}, "tables/calls.csv", 1, "Separate the columns by"),
        ({"tables__calls_csv": b"a,b\n1,2\n\n3\n"}, "tables/calls.csv", 4, "This row has 1 cells,"),
        ({"tables__calls_csv": b'a,b\n1,2\n3,"4\n'}, "tables/calls.csv", 3, "This is not CSV:"),
        ({"tables__calls_csv": b"a,b\n\xff,2\n"}, "tables/calls.csv", 2, "This is not UTF-8 text."),
        (
            {"tables__calls_csv": b"a,b\n1," + b"x" * 201},
            "tables/calls.csv",
            2,
            "Shorten this to 200 signs.",
        ),
        ({"tables__other_csv": b"a\n"}, "tables/other.csv", None, "No part of the course names"),
        (
            {"tasks__count_them_yaml": TASK.replace(b"count-them", b"count_them")},
            "tasks/count_them.yaml",
            None,
            "No part of the course names this file.",
        ),
        (
            {"tasks__count-them_yaml": TASK.replace(b"tallow-mill", b"tallow-mil")},
            "tasks/count-them.yaml",
            4,
            "The course has no case “tallow-mil”. Mend its name.",
        ),
    ],
)
def test_what_is_missing_or_odd_is_told_where_it_is_mended(changes, file, line, words):
    found = faults(package(**changes))
    assert [(place, at) for place, at, said in found if said.startswith(words)] == [
        (FOLDER + file, line)
    ], found


def test_a_folder_is_named_by_its_case():
    files = package(case_yaml=swapped("case.yaml", "key: tallow-mill", "key: other"))
    assert (
        f"{FOLDER}case.yaml",
        3,
        "“key” must be the name of the folder: tallow-mill.",
    ) in faults(files)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("part_of: R03", "part_of: R02", "R02 is a report itself. Name the sheet otherwise."),
        ("agency: pol\n    title: {en: \"Interview with the yard's watchman, second", None, "one"),
        ("form: letter", "form: scroll", "Choose one of: report, letter, register, interview"),
    ],
)
def test_the_sheets_of_reports_are_checked(old, new, words):
    new = old.replace("agency: pol", "agency: exc") if new is None else new
    found = faults(package(reports_yaml=swapped("reports.yaml", old, new)))
    assert any(words in said for _file, _line, said in found), found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('confirmed: "X"', 'confirmed: "?"', "Give each of the four a sign of its own."),
        ("tables/calls.csv", "../../course.yaml", "There is no file"),
        ("id: calls", "id: Calls", "Use small letters, digits and hyphens only"),
    ],
)
def test_symbols_and_tables_are_checked(old, new, words):
    found = faults(package(case_yaml=swapped("case.yaml", old, new)))
    assert any(words in said for _file, _line, said in found), found


def test_a_table_never_leads_out_of_its_folder():
    files = package(case_yaml=swapped("case.yaml", "tables/calls.csv", "tables/../key.yaml"))
    assert faults(files)
    payload = {"id": "t", "title": {"en": "T"}, "file": "tables/../../x.csv"}
    payload |= {"columns": ["a"], "rows": []}
    case = load_case(case_folder(), FOLDER, [], set()).data | {"tables": [payload]}
    assert [one.path for one in parse_case(case).problems] == ["tables[0].file"]


def test_the_file_of_an_exercise_is_found():
    paths = list(package())
    assert exercise_file(paths, "tallow-mill") == f"{FOLDER}case.yaml"
    assert exercise_file(paths, "count-them") == f"{FOLDER}tasks/count-them.yaml"
    assert exercise_file(paths, "nothing") == "exercises/nothing.yaml"
    assert files_of_exercise(paths, "tallow-mill") == [
        f"{FOLDER}case.yaml",
        f"{FOLDER}key.yaml",
        f"{FOLDER}reports.yaml",
        f"{FOLDER}tables/calls.csv",
    ]


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n))))
@settings(max_examples=60, deadline=None)
def test_any_rows_survive_as_csv(rows):
    columns = [f"c{at}" for at in range(len(rows[0]) if rows else 1)]
    sheet = read_csv(write_csv(columns, rows))
    assert (sheet.columns, sheet.rows, sheet.problems) == (columns, rows, [])


def test_too_many_rows_are_told_and_not_read():
    sheet = read_csv("a\n" + "1\n" * 6000)
    assert len(sheet.rows) == 5001
    assert [(line, said.english()) for line, said in sheet.problems] == [
        (5002, "The table has more than 5000 rows.")
    ]


def test_a_case_by_itself_goes_to_files_and_back():
    files = {path.removeprefix(FOLDER): text for path, text in case_folder().items()}
    case = load_case(files, "", problems := [], used := set())
    assert (problems, used) == ([], set(files))
    again = load_case(dict(case_files("", case.data)), "", problems, set())
    assert again.data == case.data
