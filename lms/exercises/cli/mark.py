"""`flask linkchart mark`: what charts are worth against a case, told line by line."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from lms.engines.linkchart.key import Case
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.told import mark_as_json
from lms.exercises.cli.group import (
    as_json,
    chart_or_faults,
    cli,
    existing,
    fault_line,
    say,
    the_case,
    the_chart,
)
from lms.exercises.formats.chart_files import in_words_of


@cli.command("mark")
@click.option("--case", "folder", required=True, type=existing, help="The case's folder or file.")
@click.option(
    "--chart", "charts", required=True, multiple=True, type=existing,
    help="A chart file. Several: all are marked, and the best is told first.",
)  # fmt: skip
@as_json
def mark(folder: Path, charts: tuple[Path, ...], machine: bool) -> None:
    """Mark charts against the key of a case.

    With one chart the JSON is its mark; with several it is {"charts": [...], "faults": [...]}, the
    best first. A file that cannot be read stops none of the others; the exit status is 1 then.
    """
    case, _file = the_case(folder, machine)
    if len(charts) == 1:
        one = _marked(case, charts[0], the_chart(charts[0], machine))
        say(one, _told(case, one), machine)
        return
    marks, faults = [], []
    for path in charts:
        chart, told = chart_or_faults(path)
        if chart is None:
            faults += [{"chart": str(path), **fault} for fault in told]
        else:
            marks.append(_marked(case, path, chart))
    marks.sort(key=lambda one: -one["score"])
    facts = {"case": case.key_name, "charts": marks, "faults": faults}
    say(facts, _ranked(marks, faults), machine)
    sys.exit(1 if faults else 0)


def _ranked(marks: list[dict[str, Any]], faults: list[dict[str, str]]) -> Iterator[str]:
    yield from (f"{one['score']:5.1f}  {one['chart']}" for one in marks)
    for chart in dict.fromkeys(fault["chart"] for fault in faults):
        yield f"{chart}: not marked."
        yield from (f"  {fault_line(fault)}" for fault in faults if fault["chart"] == chart)


def _marked(case: Case, path: Path, drawn: Chart) -> dict[str, Any]:
    chart = in_words_of(case, drawn)
    found = mark_as_json(chart, case.key, mark_chart(chart, case.key))
    return {
        "case": case.key_name,
        "chart": str(path),
        **found,
        "passed": found["score"] >= case.pass_mark,
    }


def _told(case: Case, one: dict[str, Any]) -> list[str]:
    passed = "passed" if one["passed"] else "not passed"
    lines = [f"Score {one['score']:.1f} of 100, {passed} (pass mark {case.pass_mark})."]
    lines += [
        f"  {part['part']}: {part['points']:.1f} of {part['weight']:.0f}" for part in one["parts"]
    ]
    lines.append("Links of the key:")
    for link in one["key_links"]:
        head = f"  {link['id']} {link['from']} {link['type']} {link['to']}: {link['outcome']}"
        lines.append(" ".join([f"{head}, {link['points']:.2f}.", *link["reasons"]]))
    others = [link for link in one["drawn_links"] if link["key"] is None]
    lines += ["Other lines of the chart:"] if others else []
    for link in others:
        head = f"  {link['id']} {link['from']} to {link['to']}: {link['verdict']}"
        lines.append(" ".join([f"{head}, costs {link['cost']:.2f}.", *link["reasons"]]))
    return lines
