"""A case as typed values: reports, vocabulary, and the key against which charts are marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from lms.engines.linkchart.names import NameIndex, Names
from lms.engines.linkchart.strength import Item
from lms.engines.linkchart.tables import Table
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

    @property
    def forms(self) -> Names:
        """Its names as labels are compared with them."""
        return Names.of(self.id, ENTITY_TYPES[self.type].identifier, self.names)


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

    @cached_property
    def pair(self) -> Pair:
        return frozenset((self.source, self.target))

    @cached_property
    def accepted(self) -> frozenset[str]:
        """All reports that stand in one of the evidence sets."""
        return frozenset().union(*self.evidence)


@dataclass(frozen=True)
class Finding:
    """A question that the case answers, and the answers that are taken for right."""

    id: str
    question: Text
    accepted: tuple[str, ...]
    why: Text | None = None


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
    findings: tuple[Finding, ...] = ()

    @cached_property
    def names(self) -> NameIndex:
        """The names of all entities."""
        return NameIndex(entity.forms for entity in self.entities.values())

    @cached_property
    def chains(self) -> dict[Pair, list[tuple[KeyLink, KeyLink]]]:
        """Pairs that two contractible links tie over one thing between, in the key's order."""
        meeting: dict[str, list[KeyLink]] = {}
        found: dict[Pair, list[tuple[KeyLink, KeyLink]]] = {}
        for two in self.links:
            if not two.contractible:
                continue
            for end in (two.source, two.target):
                for one in meeting.get(end, ()):
                    if len(one.pair & two.pair) == 1:
                        found.setdefault(one.pair ^ two.pair, []).append((one, two))
                meeting.setdefault(end, []).append(two)
        return found

    @cached_property
    def links_by_pair(self) -> dict[Pair, list[KeyLink]]:
        found: dict[Pair, list[KeyLink]] = {}
        for link in self.links:
            found.setdefault(link.pair, []).append(link)
        return found


@dataclass(frozen=True)
class LinkType:
    """A type of link. `member`: membership or office, which a matrix shows by its own signs."""

    key: str
    label: Text
    directed: bool
    member: bool = False


@dataclass(frozen=True)
class Agency:
    """Who wrote a report; `letterhead` stands at the head of its sheets, line by line."""

    key: str
    name: Text
    letterhead: Text | None = None


@dataclass(frozen=True)
class MatrixSymbols:
    """The signs of an association matrix; agencies differ in them, so a case may set its own."""

    confirmed: str = "●"
    unconfirmed: str = "○"
    member: str = "+"
    member_unconfirmed: str = "(+)"


@dataclass(frozen=True)
class ReportGrade:
    """The provider's grade of a report, shown on it."""

    scheme: str
    source: str
    information: str
    handling: str


class ReportForm(StrEnum):
    """What kind of sheet a report is, which decides how it looks."""

    REPORT = "report"
    LETTER = "letter"
    REGISTER = "register"
    INTERVIEW = "interview"
    HANDSET = "handset"
    LOG = "log"
    LEASE = "lease"
    BANK = "bank"
    MANIFEST = "manifest"
    LISTING = "listing"
    POST = "post"
    NOTICE = "notice"


@dataclass(frozen=True)
class Report:
    """One source report. Reports of one `origin` do not confirm each other.

    `time` is the hour as HH:MM, `number` the agency's own reference (both may be empty).
    `part_of` names the sheet of which this is one labelled item, each item with its own grade.
    """

    id: str
    agency: str
    title: Text
    date: date | None
    grade: ReportGrade | None
    origin: str
    text: Text
    time: str = ""
    form: ReportForm = ReportForm.REPORT
    number: str = ""
    part_of: str = ""


class CasePurpose(StrEnum):
    PRACTICE = "practice"
    ASSESSED = "assessed"


class Review(StrEnum):
    """When marks, reasons and the key are shown."""

    AT_ONCE = "at_once"
    RELEASED = "released"


@dataclass(frozen=True)
class Case:
    """A link-chart exercise as authored. `hands`: how many people draw one chart, least and
    most."""

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
    symbols: MatrixSymbols = MatrixSymbols()
    tables: Mapping[str, Table] = field(default_factory=dict)
    hands: tuple[int, int] = (1, 5)
