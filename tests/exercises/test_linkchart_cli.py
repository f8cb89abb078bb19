"""Cases and charts by the command line alone: the example of the documents, and one of our own."""

import json
import re
import shutil
from pathlib import Path

import pytest

from lms.core.settings import ROOT
from lms.courses.services.content import LIBRARY
from lms.engines.linkchart.document import parse_chart
from lms.engines.linkchart.exchange.anx_write import write_anx
from lms.engines.linkchart.exchange.convention import write_csv, write_xlsx
from lms.factory import create_app
from tests.support.apps import test_settings

DATA = Path(__file__).parents[1] / "data"
CASE = DATA / "cases" / "tallow-mill"
CHARTS = DATA / "charts"
PAGE = ROOT / "docs" / "case-format.md"
_FILE = re.compile(r"^`([a-z/.-]+)`\n\n```[a-z]+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CHART = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def without_database(tmp_path_factory):
    """An application whose database is nowhere."""
    folder = tmp_path_factory.mktemp("linkchart")
    nowhere = f"sqlite:///{folder}/nowhere/none.db"
    return create_app(test_settings(folder, database_url=nowhere))


@pytest.fixture
def run(without_database):
    def run(*args, status=0):
        result = without_database.test_cli_runner().invoke(args=["linkchart", *map(str, args)])
        assert result.exit_code == status, result.output
        return result.output

    return run


@pytest.fixture
def example(tmp_path):
    """The case and the chart of the page, as a stranger would copy them."""
    text = PAGE.read_text(encoding="utf-8")
    for name, content in _FILE.findall(text):
        path = tmp_path / "lantern" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    chart = tmp_path / "chart.json"
    chart.write_text(_CHART.findall(text)[0], encoding="utf-8")
    return tmp_path / "lantern", chart


def test_the_example_of_the_page_is_sound_and_marks_a_chart(run, example):
    folder, chart = example
    assert sorted(path.name for path in folder.rglob("*.*")) == [
        "calls.csv",
        "case.yaml",
        "key.yaml",
        "reports.yaml",
    ]
    checked = json.loads(run("check", folder, "--json"))
    assert checked["errors"] == []
    assert [one["kind"] for one in checked["weaknesses"]] == ["short_report"]
    assert [(one["key"], one["percent"]) for one in checked["agencies"]] == [
        ("police", 25.0),
        ("customs", 25.0),
        ("bank", 25.0),
    ]
    mark = json.loads(run("mark", "--case", folder, "--chart", chart, "--json"))
    # 0.90 and 1 of two lines drawn; 1 * 0.90 + 3 * 1 of a weight of 6
    links = 2 * 0.95 * 0.65 / (0.95 + 0.65)
    entities = 2 * 1 * (7 / 9) / (1 + 7 / 9)
    evidence = (1 + 3 * 0.5) / 6
    assert mark["score"] == pytest.approx(55 * links + 25 * entities + 20 * evidence, abs=1e-4)
    assert [(one["id"], one["outcome"], one["drawn"]) for one in mark["key_links"]] == [
        ("L01", "missing", None),
        ("L02", "wrong_direction", "2"),
        ("L03", "missing", None),
        ("L04", "found", "1"),
    ]
    assert mark["key_links"][3]["by_own_grades"] is True
    assert mark["passed"] is True


def test_the_shape_of_the_mark(run):
    mark = json.loads(
        run("mark", "--case", CASE, "--chart", CHARTS / "tallow-mill-poor.json", "--json")
    )
    assert list(mark) == [
        "case",
        "chart",
        "schema",
        "engine",
        "score",
        "parts",
        "key_links",
        "drawn_links",
        "entities",
        "passed",
    ]
    assert (mark["case"], mark["engine"], mark["passed"]) == ("tallow-mill", "linkchart/2", False)
    assert isinstance(mark["score"], float) and 0 <= mark["score"] <= 100
    assert [part["weight"] for part in mark["parts"]] == [25, 55, 20]
    assert sum(part["points"] for part in mark["parts"]) == pytest.approx(mark["score"], abs=1e-4)
    assert mark["key_links"][0] == {
        "id": "L01",
        "from": "E04",
        "to": "E02",
        "type": "directs",
        "outcome": "found",
        "points": 1.0,
        "maximum": 1.0,
        "weight": 1,
        "drawn": "1",
        "reasons": ["No report that states it is cited. Cite R01."],
        "faults": [],
        "evidence": 0.0,
        "strength": "confirmed",
        "by_own_grades": False,
    }
    assert [
        (one["id"], one["verdict"], one["cost"], one["key"], one["stands_for"])
        for one in mark["drawn_links"]
    ] == [
        ("1", "counts", 0, "L01", []),
        ("2", "counts", 0, "L02", []),
        ("7", "shortcut", 0, None, ["L03", "L04"]),
        ("8", "trap", 2, None, []),
        ("9", "unsupported", 1, None, []),
        ("10", "unmatched", 0.5, None, []),
    ]
    assert mark["drawn_links"][3]["reasons"] == [
        "These two do not belong together. It counts double against the chart.",
        "Only the names are alike.",
    ]
    entities = {one["key"] or one["drawn"][0]: one for one in mark["entities"]}
    assert entities["E07"]["outcome"] == "missing"
    assert entities["D01"]["maximum"] == 0
    assert entities["i"]["outcome"] == "unsupported"


def test_a_case_that_nobody_has_seen_is_checked_marked_and_ordered(run):
    told = run("check", CASE)
    assert "tallow-mill: 7 entities, 2 distractors, 6 links, 7 reports of 12 to 33 words." in told
    assert "Errors: none." in told and "pol: 2 of 6, 33.3 %; a part in 2" in told
    names = [f"tallow-mill-{name}" for name in ("poor", "right", "fair")]
    charts = [part for name in names for part in ("--chart", CHARTS / f"{name}.json")]
    order = json.loads(run("mark", "--case", CASE, *charts, "--json"))
    assert [Path(one["chart"]).stem for one in order["charts"]] == [
        "tallow-mill-right",
        "tallow-mill-fair",
        "tallow-mill-poor",
    ]
    scores = [one["score"] for one in order["charts"]]
    assert scores[0] == 100 and scores[1] > 90 and scores[2] < 50
    lines = run("mark", "--case", CASE, *charts).splitlines()
    assert [line.split()[0] for line in lines] == ["100.0", "94.3", "45.8"]


def test_a_bad_chart_among_several_stops_none_of_the_others(run, tmp_path):
    bad, empty = tmp_path / "bad.json", tmp_path / "empty.json"
    bad.write_text('{"schema": 1, "links": [{"id": "1"}]}', encoding="utf-8")
    empty.write_bytes(b"")
    files = (bad, CHARTS / "tallow-mill-poor.json", empty, CHARTS / "tallow-mill-right.json")
    charts = [part for path in files for part in ("--chart", path)]
    found = json.loads(run("mark", "--case", CASE, *charts, "--json", status=1))
    assert [one["score"] for one in found["charts"]] == [100, pytest.approx(45.798039)]
    assert {one["chart"] for one in found["faults"]} == {str(bad), str(empty)}
    assert found["faults"][-1] == {
        "chart": str(empty),
        "at": "empty.json",
        "message": "The file is empty.",
    }
    lines = run("mark", "--case", CASE, *charts, status=1).splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["100.0", "45.8"]
    assert f"{bad}: not marked." in lines
    assert "  bad.json: links[0].source: This field is needed." in lines
    assert f"{empty}: not marked." in lines


def test_one_cause_is_told_once_and_first(run, tmp_path):
    path = tmp_path / "x.json"
    links = [
        {"id": f"l{at}", "source": "a", "target": end, "type": "t"}
        for at, end in enumerate(["b", "c", "b", "b"])
    ]
    entity = {"id": "a", "type": "person", "label": "A"}
    chart = {"schema": 2, "entities": [entity], "links": links}
    path.write_text(json.dumps(chart), encoding="utf-8")
    assert run("measure", path, status=1).splitlines() == [
        "x.json: links[0].target: No entity has the id b. It stands at 2 more places.",
        "x.json: links[1].target: No entity has this id.",
    ]
    path.write_text(json.dumps({**chart, "entities": {"a": entity}}), encoding="utf-8")
    assert run("measure", path, status=1).splitlines() == ["x.json: entities: Write a list here."]


def test_a_fault_of_the_key_is_not_buried_by_what_hangs_on_it(run, tmp_path):
    folder = copied(tmp_path, "reports.yaml", "id: R01", "id: R99")
    found = run("check", folder, status=1).splitlines()
    assert len([line for line in found if "R01" in line]) == 1
    shutil.rmtree(folder)
    folder = copied(tmp_path, "case.yaml", "agencies:", "agencys:")
    found = run("check", folder, status=1).splitlines()
    assert len(found) == 2 and all(line.startswith("case.yaml:") for line in found)
    shutil.rmtree(folder)
    folder = copied(tmp_path, "case.yaml", "schema: ", "schema: 1")
    assert "“schema”" in run("check", folder, status=1)


def test_a_mark_is_told_line_by_line(run):
    told = run("mark", "--case", CASE, "--chart", CHARTS / "tallow-mill-fair.json")
    assert "Score 94.3 of 100, passed (pass mark 55)." in told
    assert (
        "  L01 E04 directs E02: wrong_direction, 0.90. It runs the other way: from Pia Drost to "
        "Tallow Mill Fuels Ltd."
    ) in told


def test_who_stands_alone_has_no_part_of_the_most_central(run, tmp_path):
    chart = json.loads((CHARTS / "tallow-mill-right.json").read_text(encoding="utf-8"))
    chart["entities"].append({"id": "alone", "type": "person", "label": "Nobody"})
    path = tmp_path / "alone.json"
    path.write_text(json.dumps(chart), encoding="utf-8")
    found = json.loads(run("measure", path, "--json"))
    values = {one["id"]: one["eigenvector"] for one in found["entities"]}
    assert values["alone"] == 0 and str(values["alone"]) == "0.0"
    assert max(values.values()) == 1


def test_link_types_may_be_called_by_their_labels(run, tmp_path):
    chart = json.loads((CHARTS / "tallow-mill-right.json").read_text(encoding="utf-8"))
    chart["links"][0]["type"] = "Director of"
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(chart), encoding="utf-8")
    assert json.loads(run("mark", "--case", CASE, "--chart", path, "--json"))["score"] == 100


LABELS = {"directs": "director of"}


def in_anx(chart, folder):
    (folder / "chart.anx").write_bytes(write_anx(chart, link_names=LABELS).content)
    return folder / "chart.anx"


def in_csv(chart, folder):
    written = write_csv(chart)
    (folder / "chart.csv").write_bytes(written.content)
    for name, content in written.beside.items():
        (folder / f"chart.{name}.csv").write_bytes(content)
    return folder / "chart.csv"


def in_xlsx(chart, folder):
    (folder / "chart.xlsx").write_bytes(write_xlsx(chart).content)
    return folder / "chart.xlsx"


@pytest.mark.parametrize("write", [in_anx, in_csv, in_xlsx])
def test_charts_of_other_programs_are_marked_too(run, tmp_path, write):
    own = json.loads((CHARTS / "tallow-mill-poor.json").read_text(encoding="utf-8"))
    path = write(parse_chart(own).value, tmp_path)
    mark = json.loads(run("mark", "--case", CASE, "--chart", path, "--json"))
    assert mark["score"] == pytest.approx(45.798039)
    assert [one["outcome"] for one in mark["key_links"]] == [
        "found", "found", "gap", "gap", "missing", "missing",
    ]  # fmt: skip


def test_a_foreign_file_that_is_none_is_refused(run, tmp_path):
    path = tmp_path / "chart.anx"
    path.write_text("<Chart><", encoding="utf-8")
    assert "chart.anx: " in run("mark", "--case", CASE, "--chart", path, status=1)


def test_measures_of_a_chart(run):
    found = json.loads(run("measure", CHARTS / "tallow-mill-right.json", "--json"))
    firm = next(one for one in found["entities"] if one["id"] == "b")
    # of 15 pairs of others: all but those on either side by themselves
    assert (firm["degree"], firm["betweenness"]) == (4, pytest.approx(12 / 15))
    assert len(found["links"]) == 6 and len(found["components"]) == 1
    told = run("measure", CHARTS / "tallow-mill-right.json").splitlines()
    assert told[1].endswith("Tallow Mill Fuels") and told[-1].startswith("1 parts, 2 clusters")
    calls = run("measure", CHARTS / "tallow-mill-right.json", "--type", "calls", "--json")
    assert [one["id"] for one in json.loads(calls)["links"]] == ["4"]
    run("measure", CHARTS / "tallow-mill-right.json", "--since", "spring", status=2)


def copied(tmp_path, name, old, new):
    folder = tmp_path / "case"
    shutil.copytree(CASE, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_faults_are_named_by_file_and_line(run, tmp_path):
    folder = copied(tmp_path, "key.yaml", "[[R04]]", "[[R44]]")
    (folder / "stray.txt").write_text("x", encoding="utf-8")
    assert run("check", folder, status=1).splitlines() == [
        "key.yaml:16: No report has the id R44.",
        "stray.txt: No part of the case names this file. Name it or remove it.",
    ]
    faults = json.loads(run("check", folder, "--json", status=1))["faults"]
    assert faults[0] == {"file": "key.yaml", "line": 16, "message": "No report has the id R44."}
    chart = CHARTS / "tallow-mill-right.json"
    assert "key.yaml:16" in run("mark", "--case", folder, "--chart", chart, status=1)


def test_a_broken_promise_ends_with_1_and_says_where(run, tmp_path):
    folder = copied(tmp_path, "reports.yaml", "Tanker ZZ-3308-T belongs", "The tanker belongs")
    checked = json.loads(run("check", folder, "--json", status=1))
    assert [(one["kind"], one["about"], one["at"]) for one in checked["errors"]] == [
        ("unstated_link", "L02", "key.yaml:14")
    ]
    told = run("check", folder, status=1)
    assert "Errors: 1.\n  key.yaml:14: unstated_link: No report that link L02 cites" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "x.json: The file is empty."),
        ("{", "x.json: line 1: This is not JSON: a name in double quotes is missing (column 2)."),
        (
            '{\n "links": [1,\n ]}',
            "x.json: line 3: This is not JSON: a value is missing (column 2).",
        ),
        ("[] x", "x.json: line 1: This is not JSON: more follows after its end (column 4)."),
        ("[]", "x.json: .: Write a mapping of named fields here."),
        ('{"schema": 2, "entities": null}', "x.json: entities: Write a list here, [] for none."),
        (
            '{"schema": 3}',
            "x.json: schema: Write a whole number from 1 to 2 as “schema”. A higher one is of a",
        ),
        ('{"schema": 1, "links": [{"id": "1"}]}', "x.json: links[0].source: This field is needed."),
        ("[" * 100_000, "x.json: This is JSON of more levels than are read."),
    ],
)
def test_a_chart_that_is_none_is_refused(run, tmp_path, content, words):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    assert words in run("mark", "--case", CASE, "--chart", path, status=1)
    assert words in run("measure", path, status=1)


def test_wrong_use_ends_with_2(run, tmp_path):
    run("mark", "--case", CASE, status=2)
    run("mark", "--case", tmp_path / "none", "--chart", CHARTS / "tallow-mill-right.json", status=2)
    assert "There is no case.yaml in this folder." in run("check", tmp_path, status=1)


def test_the_cases_that_ship_keep_their_promises(run):
    paths = [
        path
        for path in sorted(LIBRARY.glob("*/exercises/*"))
        if (path / "case.yaml").exists() or path.suffix == ".yaml"
    ]
    assert len(paths) >= 4
    for path in paths:
        assert json.loads(run("check", path, "--json"))["errors"] == [], path


@pytest.mark.parametrize("way", ["any", "with", "against"])
def test_arrows_are_followed_by_the_words_of_the_documents(run, way):
    chart = CHARTS / "tallow-mill-right.json"
    told = json.loads(run("measure", chart, "--json", "--follow", way))
    assert told["entities"]
