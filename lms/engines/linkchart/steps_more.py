"""Steps about evidence and the whole: cards, own grades, merging, the title block."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from lms.engines.linkchart import changes as read
from lms.engines.linkchart.board import Board, Event, Json
from lms.engines.linkchart.model import (
    MOST_ALIASES,
    MOST_CARDS,
    NOTE_SIGNS,
    About,
    Attribute,
    Card,
    Chart,
    Entity,
    Grade,
    Group,
    Link,
    Merged,
)
from lms.engines.linkchart.parts import (
    dump_about,
    dump_card,
    dump_grade,
    read_about,
    read_card,
    read_grade,
    read_id,
)
from lms.engines.linkchart.steps_items import AddEntity, AddLink, EditEntity, EditLink, PutGroup
from lms.engines.reading import Node


@dataclass(frozen=True)
class PutCard:
    """A card on an entity or link; one with this id is replaced."""

    on: str
    card: Card
    kind: ClassVar[str] = "put_card"

    @staticmethod
    def read(node: Node) -> Event:
        card = node.part("card", read_card)
        return PutCard(read_id(node, "on"), card)

    def dump(self) -> Json:
        return {"on": self.on, "card": dump_card(self.card)}

    def apply(self, board: Board) -> None:
        things = board.items(self.on)
        if things is None:
            return
        cards = {card.id: card for card in things[self.on].cards}
        if self.card.id in cards or len(cards) < MOST_CARDS:
            cards[self.card.id] = self.card
            things[self.on] = replace(things[self.on], cards=tuple(cards.values()))

    def way_back(self, chart: Chart) -> list[Event]:
        return _cards_back(chart, self.on)


@dataclass(frozen=True)
class RemoveCard:
    on: str
    id: str
    kind: ClassVar[str] = "remove_card"

    @staticmethod
    def read(node: Node) -> Event:
        return RemoveCard(read_id(node, "on"), read_id(node, "id"))

    def dump(self) -> Json:
        return {"on": self.on, "id": self.id}

    def apply(self, board: Board) -> None:
        things = board.items(self.on)
        if things is not None:
            cards = tuple(card for card in things[self.on].cards if card.id != self.id)
            things[self.on] = replace(things[self.on], cards=cards)

    def way_back(self, chart: Chart) -> list[Event]:
        return _cards_back(chart, self.on)


def _cards_back(chart: Chart, on: str) -> list[Event]:
    if on in chart.entities:
        return [EditEntity(on, {"cards": chart.entities[on].cards})]
    if on in chart.links:
        return [EditLink(on, {"cards": chart.links[on].cards})]
    return []


@dataclass(frozen=True)
class Merge:
    """Two entities that are one: `gone` goes into `keep`, with a trace of what it was and why.

    Links of `gone` end at `keep`; a link between the two would end at itself and goes.
    """

    keep: str
    gone: str
    why: str
    kind: ClassVar[str] = "merge"

    @staticmethod
    def read(node: Node) -> Event:
        why = node.string("why", most=NOTE_SIGNS, default="")
        return Merge(read_id(node, "keep"), read_id(node, "gone"), why)

    def dump(self) -> Json:
        return {"keep": self.keep, "gone": self.gone, "why": self.why}

    def apply(self, board: Board) -> None:
        if self.keep == self.gone or not {self.keep, self.gone} <= board.entities.keys():
            return
        gone = board.entities.pop(self.gone)
        board.entities[self.keep] = merged(board.entities[self.keep], gone, self.why)
        for key, link in list(board.links.items()):
            if self.gone in (link.source, link.target):
                del board.links[key]
                board.keep_link(self._moved(link))
        for key, group in list(board.groups.items()):
            board.groups[key] = self._regrouped(group)

    def _moved(self, link: Link) -> Link:
        swap = {self.gone: self.keep}
        return replace(
            link,
            source=swap.get(link.source, link.source),
            target=swap.get(link.target, link.target),
        )

    def _regrouped(self, group: Group) -> Group:
        swap = {self.gone: self.keep}
        members = dict.fromkeys(swap.get(one, one) for one in group.members)
        return replace(group, members=tuple(members), entity=swap.get(group.entity, group.entity))

    def way_back(self, chart: Chart) -> list[Event]:
        if self.keep == self.gone or not {self.keep, self.gone} <= chart.entities.keys():
            return []
        keep, links = chart.entities[self.keep], chart.links_of(self.gone)
        names = ("identity", "cards", "aliases", "attributes", "merged")
        ends = [EditLink(link.id, {"source": link.source, "target": link.target}) for link in links]
        groups = (
            group
            for group in chart.groups.values()
            if self.gone == group.entity or self.gone in group.members
        )
        return [
            AddEntity(chart.entities[self.gone]),
            EditEntity(self.keep, read.as_it_was(keep, dict.fromkeys(names))),
            *ends,
            *map(AddLink, links),
            *map(PutGroup, groups),
        ]


def merged(keep: Entity, gone: Entity, why: str) -> Entity:
    """`keep` with all that `gone` had: names become aliases, cards and attributes are joined."""
    names = dict.fromkeys((*keep.aliases, gone.label, *gone.aliases))
    names.pop(keep.label, None)
    cards = {card.id: card for card in (*gone.cards, *keep.cards)}
    attributes: Mapping[str, Attribute] = {**gone.attributes, **keep.attributes}
    return replace(
        keep,
        identity=keep.identity or gone.identity,
        aliases=tuple(names)[:MOST_ALIASES],
        cards=tuple(cards.values())[:MOST_CARDS],
        attributes=attributes,
        merged=(*keep.merged, *gone.merged, Merged(gone.id, gone.label, why)),
    )


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
        return {"report": self.report, "grade": dump_grade(self.grade) if self.grade else None}

    def apply(self, board: Board) -> None:
        board.grades.pop(self.report, None)
        if self.grade is not None:
            board.grades[self.report] = self.grade

    def way_back(self, chart: Chart) -> list[Event]:
        return [SetGrade(self.report, chart.grades.get(self.report))]


@dataclass(frozen=True)
class SetAbout:
    """The title block."""

    about: About
    kind: ClassVar[str] = "set_about"

    @staticmethod
    def read(node: Node) -> Event:
        return SetAbout(node.part("about", read_about))

    def dump(self) -> Json:
        return {"about": dump_about(self.about)}

    def apply(self, board: Board) -> None:
        board.about = self.about

    def way_back(self, chart: Chart) -> list[Event]:
        return [SetAbout(chart.about)]
