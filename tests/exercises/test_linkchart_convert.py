"""`flask linkchart convert` from and to every format, and what it says when it cannot."""

import json

import pytest

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.factory import create_app
from tests.engines.linkchart.test_shared import FULL
from tests.support.apps import test_settings

CALLS = "A number,B number,When\n+999 200 0101,+999 200 0102,12/03/2019\n"


@pytest.fixture(scope="module")
def without_database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linkchart")
    nowhere = f"sqlite:///{folder}/nowhere/none.db"
    return create_app(test_settings(folder, database_url=nowhere))


@pytest.fixture
def run(without_database):
    def run(*args, status=0):
        runner = without_database.test_cli_runner()
        result = runner.invoke(args=["linkchart", "convert", *map(str, args)])
        assert result.exit_code == status, result.output
        return result

    return run


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "chart.json"
    path.write_text(json.dumps(dump_chart(FULL)), encoding="utf-8")
    return path


def chart_in(path):
    return parse_chart(json.loads(path.read_text("utf-8"))).value


@pytest.mark.parametrize("ending", ["anx", "graphml", "json"])
def test_a_chart_comes_back_whole(run, own, tmp_path, ending):
    there, back = tmp_path / f"there.{ending}", tmp_path / "back.json"
    assert run(own, there).stdout == f"{there}: 2 entities, 1 links.\n"
    assert run(there, back).stderr == ""
    assert chart_in(back) == FULL


@pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "xlsx"])
def test_a_table_keeps_items_and_tells_what_it_cannot_keep(run, own, tmp_path, ending):
    there, back = tmp_path / f"there.{ending}", tmp_path / "back.json"
    assert "A table does not hold groups." in run(own, there).stderr
    assert (tmp_path / f"there.nodes.{ending}").is_file() is (ending != "xlsx")
    run(there, back)
    found = chart_in(back)
    assert found.links == FULL.links
    assert found.entities["a"].cards == FULL.entities["a"].cards
    assert found.entities["b"] == FULL.entities["b"]


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        ("svg", b"<?xml"), ("pdf", b"%PDF"), ("gexf", b"<?xml"),
        ("ftm.json", b'{"id": "concord-a", "schema": "Person"'),
    ],
)  # fmt: skip
def test_formats_that_are_only_written(run, own, tmp_path, ending, begins):
    out = tmp_path / f"out.{ending}"
    run(own, out)
    assert out.read_bytes().startswith(begins)


def test_ids_choose_the_way_of_linking_of_an_anx(run, own, tmp_path):
    for flags, said in (([], b'IdReferenceLinking="false"'), (["--ids"], b'Linking="true"')):
        out = tmp_path / "out.anx"
        run(own, out, *flags)
        assert said in out.read_bytes()
        assert read_anx(out.read_bytes()).chart == FULL


def test_a_specification_reads_a_table(run, tmp_path):
    calls, out = tmp_path / "calls.csv", tmp_path / "out.json"
    calls.write_text(CALLS, encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "actions:\n  - {do: date, columns: [When], by: MM/DD/YYYY, into: [When]}\n"
        "end1: {type: phone, identity: [A number]}\nend2: {type: sim, identity: [B number]}\n"
        "link: {type: rings, since: When}\n",
        encoding="utf-8",
    )
    run(calls, out, "--spec", spec)
    (link,) = chart_in(out).links.values()
    assert (link.type, link.since) == ("rings", "2019-12-03")
    run(calls, out)
    (link,) = chart_in(out).links.values()
    assert (link.type, link.since) == ("calls", "2019-03-12")


def test_a_file_with_faults_is_refused_with_each_of_them(run, tmp_path):
    bad = tmp_path / "bad.anx"
    bad.write_bytes(b"<Chart>\n<ChartItem>")
    out = tmp_path / "out.json"
    said = run(bad, out, status=1).stderr
    assert f"{bad}: line 2: The file is not whole XML from here on. Export it again." in said
    assert not out.exists()
    own = tmp_path / "own.json"
    own.write_text('{"schema": 9, "entities": [{"id": "a"}]}', encoding="utf-8")
    said = run(own, out, status=1).stderr
    assert "field entities[0].type: Choose one of" in said
    assert "field schema: Write a whole number" in said


def test_mends_are_told_and_the_chart_is_written(run, tmp_path):
    calls, out = tmp_path / "calls.csv", tmp_path / "out.json"
    calls.write_text("from,to\nA,A\nA,B\n", encoding="utf-8")
    said = run(calls, out)
    assert f"{calls}: row 2: This link leads to its own start. It was left out." in said.stderr
    assert len(chart_in(out).links) == 1


def test_a_row_with_one_end_of_its_link_is_told(run, tmp_path):
    calls, out = tmp_path / "calls.csv", tmp_path / "out.json"
    calls.write_text(f"{CALLS}+999 200 0103,,13/03/2019\n,+999 200 0104,14/03/2019\n", "utf-8")
    said = run(calls, out).stderr
    for row in (3, 4):
        assert f"{calls}: row {row}: This row names one end only. It gave no link." in said
    assert len(chart_in(out).entities) == 4
    assert len(chart_in(out).links) == 1


def test_problems_of_a_graphml_name_its_ids(run, tmp_path):
    graph, out = tmp_path / "calls.graphml", tmp_path / "out.json"
    nodes = '<node id="n1"/>\n<node id="n2"/>\n<node id="n2"/>\n'
    edges = '<edge id="e7" source="n1" target="n9"/>\n<edge source="n1" target="n1"/>\n'
    graph.write_text(f"<graphml><graph>\n{nodes}{edges}</graph></graphml>", encoding="utf-8")
    said = run(graph, out).stderr
    assert f"{graph}: line 4, node n2: The identity of “n2” is there already." in said
    assert f"{graph}: line 5, edge e7: There is no node n9. The edge was left out." in said
    assert f"{graph}: line 6, edge n1 to n1: This link leads to its own start." in said


def test_a_specification_with_faults_is_refused(run, tmp_path):
    calls, spec = tmp_path / "calls.csv", tmp_path / "spec.json"
    calls.write_text(CALLS, encoding="utf-8")
    for text, said in (
        ("{", "This is not JSON"),
        ('{"end1": {"type": "castle", "label": "A number"}}', "end1.type: Choose one of"),
    ):
        spec.write_text(text, encoding="utf-8")
        assert said in run(calls, tmp_path / "o.json", "--spec", spec, status=1).stderr
    named = spec.with_suffix(".yaml")
    named.write_text("end1: [", encoding="utf-8")
    assert "line" in run(calls, tmp_path / "o.json", "--spec", named, status=1).stderr


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("chart.anb", "out.json"), "Save the chart in Analyst's Notebook as an XML file (.anx)"),
        (("chart.json", "out.docx"), ".docx is not written"),
        (("chart.json", "out.json", "--spec", "chart.json"), "--spec is for tables"),
        (("gone.json", "out.json"), "does not exist"),
    ],
)
def test_wrong_use_is_told(run, own, tmp_path, names, said):
    (tmp_path / "chart.anb").write_bytes(b"x")
    args = [name if name.startswith("--") else tmp_path / name for name in names]
    assert said in run(*args, status=2).stderr
