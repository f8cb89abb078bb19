"""A chart that can be changed in place, and what a step of drawing offers."""

from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from lms.engines.linkchart.model import About, Chart, Link
from lms.engines.reading import Node

SCHEMA = 2
MOST_ENTITIES = 2000
MOST_LINKS = 6000
Json = dict[str, Any]


class Board:
    """A chart that can be changed in place while many events are folded."""

    def __init__(self, chart: Chart) -> None:
        self.entities = dict(chart.entities)
        self.links = dict(chart.links)
        self.grades = dict(chart.grades)
        self.groups = dict(chart.groups)
        self.about: About = chart.about

    def chart(self) -> Chart:
        """The chart as it is now."""
        return Chart(
            MappingProxyType(self.entities),
            MappingProxyType(self.links),
            MappingProxyType(self.grades),
            MappingProxyType(self.groups),
            self.about,
        )

    def keep_link(self, link: Link) -> None:
        """Put a link on the board if both its ends are there and differ."""
        ends = {link.source, link.target}
        if len(ends) == 2 and ends <= self.entities.keys():
            self.links[link.id] = link

    def items(self, item_id: str) -> dict[str, Any] | None:
        """The entities or the links, whichever holds this id."""
        for things in (self.entities, self.links):
            if item_id in things:
                return things
        return None


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
