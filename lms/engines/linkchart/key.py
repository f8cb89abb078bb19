"""A case as typed values: reports, vocabulary, and the key against which charts are marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from lms.engines.linkchart.names import Names
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Strength
from lms.engines.reading import Text

Pair = frozenset[str]


@dataclass(frozen=True)
class KeyEntity:
    """An entity of the key. `names[0]` is shown at review. A distractor earns nothing."""

    id: str
    type: str
    names: tuple[str, ...]
    weight: int = 1
    distractor: bool = False
    isolated_ok: bool = False
    why: Text | None = None


@dataclass(frozen=True)
class KeyLink:
    """A link of the key. `evidence` lists minimal sets of report ids; any one set is enough."""

    id: str
    source: str
    target: str
    type: str
    directed: bool
    strength: Strength
    evidence: tuple[frozenset[str], ...] = ()
    near: frozenset[str] = frozenset()
    weight: int = 1
    contractible: bool = False
    why: Text | None = None

    @property
    def pair(self) -> Pair:
        return frozenset((self.source, self.target))


@dataclass(frozen=True)
class Key:
    """What a right chart shows. `mentions` tells which entities each report names."""

    entities: Mapping[str, KeyEntity]
    links: tuple[KeyLink, ...]
    tolerated: frozenset[Pair]
    traps: Mapping[Pair, Text | None]
    items: Mapping[str, Item]
    mentions: Mapping[str, frozenset[str]]
    link_labels: Mapping[str, Text]

    @cached_property
    def names(self) -> dict[str, Names]:
        return {
            entity.id: Names.of(entity.id, ENTITY_TYPES[entity.type].identifier, entity.names)
            for entity in self.entities.values()
        }

    @cached_property
    def links_by_pair(self) -> dict[Pair, list[KeyLink]]:
        found: dict[Pair, list[KeyLink]] = {}
        for link in self.links:
            found.setdefault(link.pair, []).append(link)
        return found


@dataclass(frozen=True)
class LinkType:
    key: str
    label: Text
    directed: bool


@dataclass(frozen=True)
class Agency:
    key: str
    name: Text


@dataclass(frozen=True)
class ReportGrade:
    """The provider's grade of a report, shown on it."""

    scheme: str
    source: str
    information: str
    handling: str


@dataclass(frozen=True)
class Report:
    """One source report. Reports of one `origin` do not confirm each other."""

    id: str
    agency: str
    title: Text
    date: date | None
    grade: ReportGrade | None
    origin: str
    text: Text


class CasePurpose(StrEnum):
    PRACTICE = "practice"
    ASSESSED = "assessed"


class Review(StrEnum):
    """When marks, reasons and the key are shown."""

    AT_ONCE = "at_once"
    RELEASED = "released"


@dataclass(frozen=True)
class Case:
    """A link-chart exercise as authored."""

    key_name: str
    title: Text
    instructions: Text
    case_question: Text | None
    handling: Text | None
    purpose: CasePurpose
    pass_mark: int
    attempts: int | None
    minutes: int | None
    review: Review
    agencies: Mapping[str, Agency]
    entity_types: tuple[str, ...]
    link_types: Mapping[str, LinkType]
    reports: Mapping[str, Report]
    key: Key
