"""`flask linkchart convert`: a chart from one format into another."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from lms.courses.formats.yamlsource import load_yaml
from lms.engines.json_text import NotJson, read_json
from lms.engines.linkchart.exchange.api import (
    READ,
    WRITTEN,
    Options,
    ending_of,
    is_table,
    unknown_ending,
    write_chart,
)
from lms.engines.linkchart.exchange.drawing import Words, about_lines
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.spec_read import read_spec
from lms.engines.linkchart.exchange.types import Exported, Imported
from lms.engines.linkchart.model import Chart
from lms.exercises.cli.group import cli
from lms.exercises.formats.chart_files import read_foreign

PDF = ".pdf"
_FILE = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("convert")
@click.argument(
    "source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.argument("target", metavar="OUT", type=_FILE)
@click.option(
    "--spec", "spec_file", type=_THERE,
    help="An import specification (JSON or YAML) for a table. Without one it is guessed.",
)  # fmt: skip
@click.option("--ids", is_flag=True, help="An .anx that links by Id and IDREF, not by number.")
def convert(source: Path, target: Path, spec_file: Path | None, ids: bool) -> None:
    """Convert the chart IN to OUT; the endings of their names say the formats.

    A text table OUT gets a second file beside it, OUT's name with ".nodes" before its ending, for
    the entities; the same is read beside IN. docs/link-chart-exchange.md
    """
    reads, writes = ending_of(source.name), ending_of(target.name)
    if reads not in READ:
        raise click.BadParameter(f"{source}: {unknown_ending(reads, READ).english()}")
    if writes not in (*WRITTEN, PDF):
        known = ", ".join((*WRITTEN, PDF))
        raise click.BadParameter(f"{writes or target} is not written; these are: {known}")
    if spec_file is not None and not is_table(source.name):
        raise click.BadParameter("--spec is for tables: .csv, .tsv, .txt and .xlsx")
    found = read_foreign(source, _spec(spec_file) if spec_file else None)
    _tell(source, found)
    if found.chart is None:
        sys.exit(1)
    exported = _exported(found.chart, writes, ids)
    _write(target, exported)
    for note in exported.notes:
        click.echo(f"{target}: {note.english()}", err=True)
    entities, links = len(found.chart.entities), len(found.chart.links)
    click.echo(f"{target}: {entities} entities, {links} links.")


def _tell(source: Path, found: Imported) -> None:
    for note in found.notes:
        click.echo(f"{source}: {note.english()}", err=True)
    for one in found.problems:
        click.echo(f"{source}: {one.where.english()}: {one.message.english()}", err=True)
    if found.more:
        click.echo(f"{source}: and {found.more} more problems.", err=True)


def _spec(path: Path) -> Spec:
    """The specification in a file; one with faults ends the command with them."""
    content = path.read_bytes()
    if path.suffix.lower() == ".json":
        try:
            payload = read_json(content)
        except NotJson as error:
            place = f"line {error.line}: " if error.line else ""
            _refuse(path, [f"{place}{error.message.english()}"])
    else:
        document = load_yaml(path.name, content)
        if document.problems:
            _refuse(path, [f"line {one.line or 1}: {one.message}" for one in document.problems])
        payload = document.data
    parsed = read_spec(payload)
    if parsed.value is None:
        _refuse(path, [f"{one.path}: {one.message.english()}" for one in parsed.problems])
    return parsed.value


def _refuse(path: Path, faults: list[str]) -> NoReturn:
    for fault in faults:
        click.echo(f"{path}: {fault}", err=True)
    sys.exit(1)


def _exported(chart: Chart, ending: str, ids: bool) -> Exported:
    if ending == PDF:
        from lms.exercises.printing.charts import chart_pdf

        words = Words(about=about_lines(chart))
        return Exported(chart_pdf(chart, words), "application/pdf")
    return write_chart(chart, ending, Options(references=ids))


def _write(target: Path, exported: Exported) -> None:
    target.write_bytes(exported.content)
    for name, content in exported.beside.items():
        target.with_name(f"{target.stem}.{name}{target.suffix}").write_bytes(content)
