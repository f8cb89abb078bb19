"""The rows of a link chart as kinds and pages need them: steps of drawing and updates, mixed."""

from collections.abc import Sequence
from dataclasses import replace

from lms.engines.linkchart import history
from lms.engines.linkchart.board import SCHEMA
from lms.engines.linkchart.events import read_event
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.shared import decoded, read_update
from lms.engines.linkchart.shared_read import with_known
from lms.engines.reading import Node, Problem, Problems
from lms.exercises.kinds.base import Json, Step

UPDATE = "update"
# kinds whose attempts are drawn by several people at their own computers
DRAWN = frozenset({"link_chart"})


def check_update(payload: Json) -> tuple[Problem, ...]:
    """What is wrong with the payload of an update; it is judged by itself."""
    problems = Problems()
    node = Node(payload, "", problems)
    node.schema(SCHEMA, low=SCHEMA)
    update = node.raw("update")
    node.close()
    return (*problems.found, *read_update(update).problems)


def row_of(step: Step) -> history.Row:
    """A row as the engine folds it; None where it cannot be read."""
    if step.kind == UPDATE:
        return decoded(step.payload.get("update"))
    return read_event(step.kind, step.payload).value


def chart_of(steps: Sequence[Step]) -> Chart:
    """The chart after these steps; a step that cannot be read changes nothing."""
    return history.chart_of(map(row_of, steps))


def updates_of(steps: Sequence[Step], since: int) -> list[bytes]:
    """The updates of the steps behind the first `since`, for a browser that has those."""
    later = steps[since:]
    if all(step.kind == UPDATE for step in later):  # they need no document to be told
        return [decoded(step.payload.get("update")) or history.NOTHING for step in later]
    return history.updates_of(map(row_of, steps), since)


def charts_at(steps: Sequence[Step], places: Sequence[int]) -> list[Chart]:
    """The chart after each of so many steps, in one pass; `places` grow."""
    return history.charts_at(map(row_of, steps), places)


def chart_in(spec: Case, steps: Sequence[Step]) -> Chart:
    """The chart after these steps, without items of types that the case does not have: steps
    are refused for them, but an update is judged by itself."""
    chart = chart_of(steps)
    entities = {key: one for key, one in chart.entities.items() if one.type in spec.entity_types}
    links = {
        key: one
        for key, one in chart.links.items()
        if one.type in spec.link_types and {one.source, one.target} <= entities.keys()
    }
    if len(entities) == len(chart.entities) and len(links) == len(chart.links):
        return chart
    groups = {key: with_known(group, entities) for key, group in chart.groups.items()}
    return replace(chart, entities=entities, links=links, groups=groups)


def document_of(steps: Sequence[Step]) -> bytes:
    """All that was drawn, as one update for a browser that has nothing yet."""
    return history.document_of(map(row_of, steps)).update()
