"""The steps of which a chart is made: append-only events, their fold, and the way back of each.

An event is checked by itself when it arrives. In the fold it never fails: a step about something
that is no longer there (removed by another hand, or added twice) changes nothing, so that any
order of arrival gives a chart.
"""

from collections.abc import Iterable

from lms.core.messages import N_
from lms.engines.linkchart.board import SCHEMA, Board, Event, Json
from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.steps_items import (
    AddEntity,
    AddLink,
    EditEntity,
    EditLink,
    MoveEntities,
    PutGroup,
    RemoveEntity,
    RemoveGroup,
    RemoveLink,
)
from lms.engines.linkchart.steps_more import Merge, PutCard, RemoveCard, SetAbout, SetGrade
from lms.engines.reading import Node, Parsed, Problem, Problems

_KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        AddEntity,
        EditEntity,
        RemoveEntity,
        MoveEntities,
        AddLink,
        EditLink,
        RemoveLink,
        PutCard,
        RemoveCard,
        PutGroup,
        RemoveGroup,
        Merge,
        SetGrade,
        SetAbout,
    )
}
EVENT_KINDS = frozenset(_KINDS)


def read_event(kind: str, payload: object) -> Parsed[Event]:
    """One event from a browser; all problems at once."""
    if kind not in _KINDS:
        return Parsed(None, (Problem("kind", N_("A chart has no step of this kind.")),))
    problems = Problems()
    node = Node(payload, "", problems)
    node.schema(SCHEMA)
    event = _KINDS[kind].read(node)
    node.close()
    return problems.parsed(lambda: event)


def dump_event(event: Event) -> tuple[str, Json]:
    """Kind and payload of an event, as `read_event` takes them."""
    return event.kind, {"schema": SCHEMA, **event.dump()}


def fold(events: Iterable[Event], start: Chart | None = None) -> Chart:
    """The chart after these events, in their order."""
    board = Board(start or Chart())
    for event in events:
        event.apply(board)
    return board.chart()
