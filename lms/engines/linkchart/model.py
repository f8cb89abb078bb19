"""The chart: entities and links as a typed multigraph. Values are frozen; edits make new ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from lms.engines.linkchart.vocabulary import Direction, Strength

MOST_ENTITIES = 20_000
MOST_LINKS = 60_000
MOST_GROUPS = 500
MOST_CARDS = 60
MOST_ALIASES = 20
MOST_ATTRIBUTES = 60
LABEL_SIGNS = 200
NOTE_SIGNS = 2000
CARD_SIGNS = 8000


class AttributeKind(StrEnum):
    """What the value of an attribute is; times are ISO 8601 in UTC."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True)
class Attribute:
    """A further fact of an item. `value` is written out: "38", "true", "2019-03-12T22:15:00Z"."""

    value: str
    kind: AttributeKind = AttributeKind.TEXT


@dataclass(frozen=True)
class Grading:
    """How a card is graded: codes of `scheme` (a scale of `engines.scales`), or free words of a
    foreign file where the scheme is empty. Source, information and handling stand apart."""

    scheme: str = ""
    source: str = ""
    information: str = ""
    handling: str = ""


@dataclass(frozen=True)
class Card:
    """One piece of evidence: `source` refers to a report (its id in a case), `date` is ISO 8601
    and may stop at the year, the month or the day."""

    id: str
    source: str = ""
    source_type: str = ""
    summary: str = ""
    text: str = ""
    grading: Grading = Grading()
    date: str = ""


@dataclass(frozen=True)
class Merged:
    """What an entity took in: the id and label that are gone, and why they were thought one."""

    id: str
    label: str
    why: str = ""


def cited(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """The sources that cards refer to, each once, in the order of the cards."""
    return tuple(dict.fromkeys(card.source for card in cards if card.source))


def citing(reports: Iterable[str]) -> tuple[Card, ...]:
    """Cards that say no more than: this report states it. Their ids come from the reports'."""
    plain = {
        report: "".join(sign for sign in report if sign.isascii() and sign.isalnum())
        for report in reports
    }
    return tuple(Card(f"c-{words[:38]}", source=report) for report, words in plain.items())


@dataclass(frozen=True)
class Entity:
    """A thing on the chart.

    `identity` is what tells it apart (a register number, a birth date), `label` what is drawn.
    `since` and `until` are ISO 8601, perhaps partial. `at` is where it is drawn, in whole
    pixels; marking never looks at it.
    """

    id: str
    type: str
    label: str
    identity: str = ""
    aliases: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    note: str = ""
    attributes: Mapping[str, Attribute] = field(default_factory=lambda: MappingProxyType({}))
    since: str = ""
    until: str = ""
    merged: tuple[Merged, ...] = ()
    at: tuple[int, int] | None = None

    @property
    def evidence(self) -> tuple[str, ...]:
        """The reports that its cards cite."""
        return cited(self.cards)


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
    cards: tuple[Card, ...] = ()
    assessed: bool = False
    note: str = ""
    attributes: Mapping[str, Attribute] = field(default_factory=lambda: MappingProxyType({}))
    since: str = ""
    until: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The reports that its cards cite."""
        return cited(self.cards)


@dataclass(frozen=True)
class Group:
    """A box round its members: who belongs to an organisation or a set. Boxes may overlap.

    `entity` names the organisation that the box stands for, or is empty.
    """

    id: str
    label: str
    members: tuple[str, ...] = ()
    entity: str = ""


@dataclass(frozen=True)
class Grade:
    """A person's own grade of a report: 4x4 codes for source and information."""

    source: str
    information: str


@dataclass(frozen=True)
class About:
    """The title block of a chart."""

    title: str = ""
    author: str = ""
    handling: str = ""
    date: str = ""


@dataclass(frozen=True)
class Chart:
    """Entities, links and groups by id, in the order in which they were made, and own grades by
    report."""

    entities: Mapping[str, Entity] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[str, Link] = field(default_factory=lambda: MappingProxyType({}))
    grades: Mapping[str, Grade] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    about: About = About()

    def links_of(self, entity_id: str) -> list[Link]:
        """The links that end at an entity."""
        return [link for link in self.links.values() if entity_id in (link.source, link.target)]


EMPTY = Chart()
