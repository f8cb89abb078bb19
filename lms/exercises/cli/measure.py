"""`flask linkchart measure`: how central everything on a chart is."""

from pathlib import Path

import click

from lms.engines.linkchart.measures import Measures, dump_measures, measures
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.network import Filter, Follow
from lms.engines.linkchart.parts import is_date
from lms.engines.linkchart.vocabulary import Strength
from lms.exercises.cli.group import as_json, cli, existing, say, the_chart


@cli.command("measure")
@click.argument("chart", type=existing)
@click.option("--type", "types", multiple=True, help="Only links of this type; may be repeated.")
@click.option(
    "--strength", "strengths", multiple=True, type=click.Choice([one.value for one in Strength])
)
@click.option(
    "--follow", type=click.Choice([one.value for one in Follow]), default="any", help="Arrows."
)
@click.option("--since", default="", help="Only links that may be dated then or later.")
@click.option("--until", default="", help="Only links that may be dated then or earlier.")
@as_json
def measure(
    *,
    chart: Path,
    types: tuple[str, ...],
    strengths: tuple[str, ...],
    follow: str,
    since: str,
    until: str,
    machine: bool,
) -> None:
    """Measure a chart: degree, betweenness, closeness, eigenvector, cores, parts and clusters.

    Their units stand in docs/case-format.md.
    """
    drawn = the_chart(chart, machine)
    only = Filter(
        types=frozenset(types),
        strengths=frozenset(map(Strength, strengths)),
        follow=Follow(follow),
        since=_date(since),
        until=_date(until),
    )
    found = measures(drawn, only)
    say(dump_measures(found), _told(drawn, found), machine)


def _date(text: str) -> str:
    if text and not is_date(text):
        raise click.BadParameter("Write a date as 2019, 2019-03 or 2019-03-12.")
    return text


def _told(chart: Chart, found: Measures) -> list[str]:
    lines = ["betweenness  closeness  eigenvector  degree  core  part  cluster  entity"]
    order = sorted(found.entities, key=lambda key: (-found.entities[key].betweenness, key))
    for key in order:
        one = found.entities[key]
        eigenvector = "-" if one.eigenvector is None else f"{one.eigenvector:.3f}"
        lines.append(
            f"{one.betweenness:11.3f}  {one.closeness:9.3f}  {eigenvector:>11}  {one.degree:6}  "
            f"{one.core:4}  {one.component:4}  {one.cluster:7}  {chart.entities[key].label}"
        )
    parts, groups = len(found.components), len(found.clusters)
    lines.append(f"{parts} parts, {groups} clusters (modularity {found.modularity:.3f}).")
    return lines
