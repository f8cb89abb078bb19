"""Steps about entities and links: added, edited, removed, moved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from lms.core.messages import N_
from lms.engines.linkchart import changes as read
from lms.engines.linkchart.board import MOST_ENTITIES, MOST_LINKS, Board, Event, Json
from lms.engines.linkchart.model import Chart, Entity, Group, Link
from lms.engines.linkchart.parts import (
    dump_entity,
    dump_group,
    dump_link,
    read_entity,
    read_group,
    read_id,
    read_link,
    read_place,
)
from lms.engines.reading import Node


@dataclass(frozen=True)
class _ById:
    """A step that needs to know no more than which item it is about."""

    id: str

    @classmethod
    def read(cls, node: Node) -> Self:
        return cls(read_id(node, "id"))

    def dump(self) -> Json:
        return {"id": self.id}


@dataclass(frozen=True)
class _Edit:
    """New values of some fields of an item."""

    id: str
    changes: Mapping[str, Any]

    def dump(self) -> Json:
        return {"id": self.id, "changes": read.dump_changes(self.changes)}


@dataclass(frozen=True)
class AddEntity:
    entity: Entity
    kind: ClassVar[str] = "add_entity"

    @staticmethod
    def read(node: Node) -> Event:
        return AddEntity(node.part("entity", read_entity))

    def dump(self) -> Json:
        return {"entity": dump_entity(self.entity)}

    def apply(self, board: Board) -> None:
        if self.entity.id not in board.entities and len(board.entities) < MOST_ENTITIES:
            board.entities[self.entity.id] = self.entity

    def way_back(self, chart: Chart) -> list[Event]:
        return [] if self.entity.id in chart.entities else [RemoveEntity(self.entity.id)]


@dataclass(frozen=True)
class EditEntity(_Edit):
    kind: ClassVar[str] = "edit_entity"

    @staticmethod
    def read(node: Node) -> Event:
        return EditEntity(read_id(node, "id"), read.entity_changes(node.node("changes")))

    def apply(self, board: Board) -> None:
        if self.id in board.entities:
            board.entities[self.id] = replace(board.entities[self.id], **self.changes)

    def way_back(self, chart: Chart) -> list[Event]:
        before = chart.entities.get(self.id)
        return [EditEntity(self.id, read.as_it_was(before, self.changes))] if before else []


@dataclass(frozen=True)
class RemoveEntity(_ById):
    """Its links go with it."""

    kind: ClassVar[str] = "remove_entity"

    def apply(self, board: Board) -> None:
        if board.entities.pop(self.id, None) is None:
            return
        for key, link in list(board.links.items()):
            if self.id in (link.source, link.target):
                del board.links[key]
        for key, group in list(board.groups.items()):
            board.groups[key] = without(group, self.id)

    def way_back(self, chart: Chart) -> list[Event]:
        if self.id not in chart.entities:
            return []
        touched = [
            group
            for group in chart.groups.values()
            if self.id == group.entity or self.id in group.members
        ]
        return [
            AddEntity(chart.entities[self.id]),
            *map(AddLink, chart.links_of(self.id)),
            *map(PutGroup, touched),
        ]


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
        return AddLink(node.part("link", read_link))

    def dump(self) -> Json:
        return {"link": dump_link(self.link)}

    def apply(self, board: Board) -> None:
        if self.link.id not in board.links and len(board.links) < MOST_LINKS:
            board.keep_link(self.link)

    def way_back(self, chart: Chart) -> list[Event]:
        return [] if self.link.id in chart.links else [RemoveLink(self.link.id)]


@dataclass(frozen=True)
class EditLink(_Edit):
    kind: ClassVar[str] = "edit_link"

    @staticmethod
    def read(node: Node) -> Event:
        return EditLink(read_id(node, "id"), read.link_changes(node.node("changes")))

    def apply(self, board: Board) -> None:
        if self.id in board.links:
            board.keep_link(replace(board.links[self.id], **self.changes))

    def way_back(self, chart: Chart) -> list[Event]:
        before = chart.links.get(self.id)
        return [EditLink(self.id, read.as_it_was(before, self.changes))] if before else []


@dataclass(frozen=True)
class RemoveLink(_ById):
    kind: ClassVar[str] = "remove_link"

    def apply(self, board: Board) -> None:
        board.links.pop(self.id, None)

    def way_back(self, chart: Chart) -> list[Event]:
        return [AddLink(chart.links[self.id])] if self.id in chart.links else []


@dataclass(frozen=True)
class PutGroup:
    """A box round members; one with this id is replaced. Members that are not there drop out."""

    group: Group
    kind: ClassVar[str] = "put_group"

    @staticmethod
    def read(node: Node) -> Event:
        return PutGroup(node.part("group", read_group))

    def dump(self) -> Json:
        return {"group": dump_group(self.group)}

    def apply(self, board: Board) -> None:
        group = self.group
        members = tuple(one for one in group.members if one in board.entities)
        entity = group.entity if group.entity in board.entities else ""
        board.groups[group.id] = replace(group, members=members, entity=entity)

    def way_back(self, chart: Chart) -> list[Event]:
        before = chart.groups.get(self.group.id)
        return [PutGroup(before) if before else RemoveGroup(self.group.id)]


@dataclass(frozen=True)
class RemoveGroup(_ById):
    """Its members stay."""

    kind: ClassVar[str] = "remove_group"

    def apply(self, board: Board) -> None:
        board.groups.pop(self.id, None)

    def way_back(self, chart: Chart) -> list[Event]:
        return [PutGroup(chart.groups[self.id])] if self.id in chart.groups else []


def without(group: Group, entity_id: str) -> Group:
    """The group without this entity, as member and as what it stands for."""
    return replace(
        group,
        members=tuple(one for one in group.members if one != entity_id),
        entity="" if group.entity == entity_id else group.entity,
    )
