"""An intelligence report as authored: what has to stand in it, what must not, and the rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.engines.casework.sheet import Settings
from lms.engines.casework.wording import Group
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.marking.types import token
from lms.engines.reading import Text
from lms.engines.scales import Scale

NAME = "intelligence_report"
SCHEMA = 1
PRODUCT = "report"


class Section(StrEnum):
    """The parts of the product, in the order in which they are written and read."""

    SUBJECT = "subject"
    BOTTOM_LINE = "bottom_line"
    FACTS = "facts"
    ASSESSMENT = "assessment"
    RECOMMENDATION = "recommendation"


SECTION_WORDS: dict[Section, Message] = {
    Section.SUBJECT: N_("Subject"),
    Section.BOTTOM_LINE: N_("Bottom line"),
    Section.FACTS: N_("Facts"),
    Section.ASSESSMENT: N_("Assessment"),
    Section.RECOMMENDATION: N_("Recommendation"),
}


class Right(StrEnum):
    """Whether a recipient has to get the product, may get it, or must not."""

    MUST = "must"
    MAY = "may"
    NEVER = "never"


@dataclass(frozen=True)
class Recipient:
    """Somebody who could get the product. `critical`: to send it there fails the exercise."""

    key: str
    name: Text
    right: Right
    critical: bool
    why: Text | None


@dataclass(frozen=True)
class Required:
    """Content that has to stand in one of `sections` (empty: anywhere)."""

    key: str
    label: Text
    ways: Group
    sections: tuple[Section, ...]
    weight: int
    why: Text | None


@dataclass(frozen=True)
class Forbidden:
    """Content that must not stand in the product: each of `groups` together gives it away.

    One group is a forbidden word, several are words that only together tell who the source is.
    """

    key: str
    label: Text
    groups: tuple[Group, ...]
    critical: bool
    weight: int
    why: Text | None


@dataclass(frozen=True)
class BottomLine:
    """What the first sentences have to say, in at most so many words."""

    words: tuple[Group, ...]
    most: int


@dataclass(frozen=True)
class Product:
    """A task as authored. `grade` and `handling` are right codes of `scale`; empty: not asked.

    `paper` is the same as a question that persons mark by a rubric; None: there is no rubric.
    `tell`: the checked part is told when it is handed in, before a person has marked the rest.
    """

    settings: Settings
    case: Case
    scale: Scale
    grade: Mapping[str, str]
    recipients: Mapping[str, Recipient]
    likelihoods: tuple[str, ...]
    confidences: tuple[str, ...]
    bottom_line: BottomLine
    required: Mapping[str, Required]
    forbidden: Mapping[str, Forbidden]
    vague: tuple[str, ...]
    model: Mapping[Section, Text]
    paper: EssayQuestion | None
    tell: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """What is answered: the product as a whole."""
        return (PRODUCT,)

    def recipients_by_token(self, seed: str) -> dict[str, Recipient]:
        """The recipients by the names that a browser knows, in the author's order."""
        return {token(seed, "recipient", one.key): one for one in self.recipients.values()}
