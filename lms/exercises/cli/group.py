"""The group of commands, and what they share: arguments, and how they speak and refuse."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from lms.courses.formats import Problem
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.model import Chart
from lms.exercises.formats.case_files import CaseFile, read_case
from lms.exercises.formats.chart_files import read_chart

cli = AppGroup(
    "linkchart",
    help="Link charts: check cases, mark, measure, convert. Needs no database. docs/case-format.md",
)
as_json = click.option("--json", "machine", is_flag=True, help="Write one JSON value.")
existing = click.Path(exists=True, path_type=Path)


def say(facts: dict[str, Any], lines: Iterable[str], machine: bool) -> None:
    """Write the facts as one JSON value, or the lines for a person."""
    text = json.dumps(facts, ensure_ascii=False, indent=2) if machine else "\n".join(lines)
    click.echo(text)


def the_case(path: Path, machine: bool) -> tuple[Case, CaseFile]:
    """The case at this path; one with faults ends the command with them and exit status 1."""
    found = read_case(path)
    if found.case is None:
        refuse(found.problems, machine)
    return found.case, found


def the_chart(path: Path, machine: bool) -> Chart:
    """The chart at this path, in the same way. Mends that reading made are told on the side."""
    chart, faults = chart_or_faults(path)
    if chart is None:
        say({"faults": faults}, map(fault_line, faults), machine)
        sys.exit(1)
    return chart


def chart_or_faults(path: Path) -> tuple[Chart | None, list[dict[str, str]]]:
    """The chart at this path and no faults, or none and its faults by where they are in it."""
    found = read_chart(path)
    faults = [{"at": where, "message": message.english()} for where, message in found.problems]
    if found.chart is None:
        return None, faults
    for fault in faults:
        click.echo(fault_line(fault), err=True)
    return found.chart, []


def fault_line(fault: dict[str, str]) -> str:
    """A fault of a chart for a person."""
    return f"{fault['at']}: {fault['message']}"


def refuse(problems: Iterable[Problem], machine: bool) -> NoReturn:
    """End with the faults of package files, by file and line."""
    faults = [
        {"file": one.file, "line": one.line, "message": one.message.english()} for one in problems
    ]
    say({"faults": faults}, map(str, problems), machine)
    sys.exit(1)
