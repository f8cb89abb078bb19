"""The chart: entities and links as a typed multigraph. Values are frozen; edits make new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lms.engines.linkchart.vocabulary import Direction, Strength

MOST_ENTITIES = 2000
MOST_LINKS = 6000
MOST_EVIDENCE = 60
MOST_ALIASES = 20
LABEL_SIGNS = 200
NOTE_SIGNS = 2000


@dataclass(frozen=True)
class Entity:
    """A thing on the chart.

    `identity` is what tells it apart (a register number, a birth date), `label` what is drawn.
    `evidence` names reports. `at` is where it is drawn; marking never looks at it.
    """

    id: str
    type: str
    label: str
    identity: str = ""
    aliases: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str = ""
    at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Link:
    """A line between two different entities. `assessed` marks an inference of the analyst."""

    id: str
    source: str
    target: str
    type: str
    direction: Direction = Direction.FORWARD
    strength: Strength = Strength.CONFIRMED
    label: str = ""
    evidence: tuple[str, ...] = ()
    assessed: bool = False
    note: str = ""


@dataclass(frozen=True)
class Grade:
    """A person's own grade of a report: 4x4 codes for source and information."""

    source: str
    information: str


@dataclass(frozen=True)
class Chart:
    """Entities and links by id, in the order in which they were made, and own grades by report."""

    entities: Mapping[str, Entity] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[str, Link] = field(default_factory=lambda: MappingProxyType({}))
    grades: Mapping[str, Grade] = field(default_factory=lambda: MappingProxyType({}))

    def links_of(self, entity_id: str) -> list[Link]:
        """The links that end at an entity."""
        return [link for link in self.links.values() if entity_id in (link.source, link.target)]


EMPTY = Chart()
