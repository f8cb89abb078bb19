"""The steps of which a chart is made: append-only events, their fold, and the way back of each.

An event is checked by itself when it arrives. In the fold it never fails: a step about something
that is no longer there (removed by another hand, or added twice) changes nothing, so that any
order of arrival gives a chart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from lms.core.messages import N_
from lms.engines.linkchart import changes as read
from lms.engines.linkchart.document import (
    dump_entity,
    dump_link,
    read_entity,
    read_grade,
    read_id,
    read_link,
    read_place,
)
from lms.engines.linkchart.model import MOST_ENTITIES, MOST_LINKS, Chart, Entity, Grade, Link
from lms.engines.reading import Node, Parsed, Problem, Problems

SCHEMA = 1
Json = dict[str, Any]


class Board:
    """A chart that can be changed in place while many events are folded."""

    def __init__(self, chart: Chart) -> None:
        self.entities = dict(chart.entities)
        self.links = dict(chart.links)
        self.grades = dict(chart.grades)

    def chart(self) -> Chart:
        return Chart(
            MappingProxyType(self.entities),
            MappingProxyType(self.links),
            MappingProxyType(self.grades),
        )

    def keep_link(self, link: Link) -> None:
        """Put a link on the board if both its ends are there and differ."""
        ends = {link.source, link.target}
        if len(ends) == 2 and ends <= self.entities.keys():
            self.links[link.id] = link


class Event(Protocol):
    """One kind of step."""

    kind: ClassVar[str]

    @staticmethod
    def read(node: Node) -> "Event":
        """The event from its payload; problems go to the node's list."""

    def dump(self) -> Json:
        """The payload, without its schema number."""

    def apply(self, board: Board) -> None:
        """Change the board, or do nothing where the step no longer fits."""

    def way_back(self, chart: Chart) -> "list[Event]":
        """Events that undo this one once it was applied to `chart`."""


@dataclass(frozen=True)
class AddEntity:
    entity: Entity
    kind: ClassVar[str] = "add_entity"

    @staticmethod
    def read(node: Node) -> Event:
        inner = node.node("entity")
        entity = read_entity(inner)
        inner.close()
        return AddEntity(entity)

    def dump(self) -> Json:
        return {"entity": dump_entity(self.entity)}

    def apply(self, board: Board) -> None:
        if self.entity.id not in board.entities and len(board.entities) < MOST_ENTITIES:
            board.entities[self.entity.id] = self.entity

    def way_back(self, chart: Chart) -> list[Event]:
        return [] if self.entity.id in chart.entities else [RemoveEntity(self.entity.id)]


@dataclass(frozen=True)
class EditEntity:
    id: str
    changes: Mapping[str, Any]
    kind: ClassVar[str] = "edit_entity"

    @staticmethod
    def read(node: Node) -> Event:
        return EditEntity(read_id(node, "id"), read.entity_changes(node.node("changes")))

    def dump(self) -> Json:
        return {"id": self.id, "changes": read.dump_changes(self.changes)}

    def apply(self, board: Board) -> None:
        if self.id in board.entities:
            board.entities[self.id] = replace(board.entities[self.id], **self.changes)

    def way_back(self, chart: Chart) -> list[Event]:
        before = chart.entities.get(self.id)
        return [EditEntity(self.id, read.as_it_was(before, self.changes))] if before else []


@dataclass(frozen=True)
class RemoveEntity:
    """Its links go with it."""

    id: str
    kind: ClassVar[str] = "remove_entity"

    @staticmethod
    def read(node: Node) -> Event:
        return RemoveEntity(read_id(node, "id"))

    def dump(self) -> Json:
        return {"id": self.id}

    def apply(self, board: Board) -> None:
        if board.entities.pop(self.id, None) is None:
            return
        for key, link in list(board.links.items()):
            if self.id in (link.source, link.target):
                del board.links[key]

    def way_back(self, chart: Chart) -> list[Event]:
        if self.id not in chart.entities:
            return []
        return [AddEntity(chart.entities[self.id]), *map(AddLink, chart.links_of(self.id))]


@dataclass(frozen=True)
class MoveEntities:
    """New places by entity id: one drag, or a whole layout."""

    places: Mapping[str, tuple[int, int]]
    kind: ClassVar[str] = "move"

    @staticmethod
    def read(node: Node) -> Event:
        places: dict[str, tuple[int, int]] = {}
        for item in node.nodes("places", low=1, high=MOST_ENTITIES):
            place = read_place(item)
            key = read_id(item, "id")
            if place is not None:
                places[key] = place
            elif not item.has("at"):
                item.fault("at", N_("This field is needed."))
        return MoveEntities(places)

    def dump(self) -> Json:
        return {"places": [{"id": key, "at": list(at)} for key, at in self.places.items()]}

    def apply(self, board: Board) -> None:
        for key, at in self.places.items():
            if key in board.entities:
                board.entities[key] = replace(board.entities[key], at=at)

    def way_back(self, chart: Chart) -> list[Event]:
        known = (chart.entities[key] for key in self.places if key in chart.entities)
        old = {entity.id: entity.at for entity in known if entity.at is not None}
        return [MoveEntities(old)] if old else []


@dataclass(frozen=True)
class AddLink:
    link: Link
    kind: ClassVar[str] = "add_link"

    @staticmethod
    def read(node: Node) -> Event:
        inner = node.node("link")
        link = read_link(inner)
        inner.close()
        return AddLink(link)

    def dump(self) -> Json:
        return {"link": dump_link(self.link)}

    def apply(self, board: Board) -> None:
        if self.link.id not in board.links and len(board.links) < MOST_LINKS:
            board.keep_link(self.link)

    def way_back(self, chart: Chart) -> list[Event]:
        return [] if self.link.id in chart.links else [RemoveLink(self.link.id)]


@dataclass(frozen=True)
class EditLink:
    id: str
    changes: Mapping[str, Any]
    kind: ClassVar[str] = "edit_link"

    @staticmethod
    def read(node: Node) -> Event:
        return EditLink(read_id(node, "id"), read.link_changes(node.node("changes")))

    def dump(self) -> Json:
        return {"id": self.id, "changes": read.dump_changes(self.changes)}

    def apply(self, board: Board) -> None:
        if self.id in board.links:
            board.keep_link(replace(board.links[self.id], **self.changes))

    def way_back(self, chart: Chart) -> list[Event]:
        before = chart.links.get(self.id)
        return [EditLink(self.id, read.as_it_was(before, self.changes))] if before else []


@dataclass(frozen=True)
class RemoveLink:
    id: str
    kind: ClassVar[str] = "remove_link"

    @staticmethod
    def read(node: Node) -> Event:
        return RemoveLink(read_id(node, "id"))

    def dump(self) -> Json:
        return {"id": self.id}

    def apply(self, board: Board) -> None:
        board.links.pop(self.id, None)

    def way_back(self, chart: Chart) -> list[Event]:
        return [AddLink(chart.links[self.id])] if self.id in chart.links else []


@dataclass(frozen=True)
class SetGrade:
    """Own grade of a report; None takes it back."""

    report: str
    grade: Grade | None
    kind: ClassVar[str] = "set_grade"

    @staticmethod
    def read(node: Node) -> Event:
        report = node.string("report", most=16)
        inner = node.node_or_none("grade")
        grade = read_grade(inner) if inner else node.raw("grade")
        if inner:
            inner.close()
        return SetGrade(report, grade if isinstance(grade, Grade) else None)

    def dump(self) -> Json:
        grade = self.grade
        plain = {"source": grade.source, "information": grade.information} if grade else None
        return {"report": self.report, "grade": plain}

    def apply(self, board: Board) -> None:
        board.grades.pop(self.report, None)
        if self.grade is not None:
            board.grades[self.report] = self.grade

    def way_back(self, chart: Chart) -> list[Event]:
        return [SetGrade(self.report, chart.grades.get(self.report))]


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
        SetGrade,
    )
}
EVENT_KINDS = frozenset(_KINDS)


def read_event(kind: str, payload: object) -> Parsed[Event]:
    """One event from a browser; all problems at once."""
    if kind not in _KINDS:
        return Parsed(None, (Problem("kind", N_("A chart has no step of this kind.")),))
    problems = Problems()
    node = Node(payload, "", problems)
    node.whole("schema", low=1, high=SCHEMA)
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
