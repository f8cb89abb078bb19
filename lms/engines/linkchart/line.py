"""One line of a mark's explanation, and how the lines call links and entities."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.model import Chart, Link
from lms.engines.reading import Text


class LineOutcome(StrEnum):
    """What a line tells; each has its own shape on the chart."""

    FOUND = "found"
    WRONG_TYPE = "wrong_type"
    WRONG_DIRECTION = "wrong_direction"
    WRONG_STRENGTH = "wrong_strength"
    GAP = "gap"
    MISSING = "missing"
    TRAP = "trap"
    UNSUPPORTED = "unsupported"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Line:
    """One line of the explanation.

    `drawn` and `key` are the ids on the chart and in the key (empty where there is none);
    `points` of `maximum` is the credit, `cost` what counts against the chart.
    """

    about: str
    outcome: LineOutcome
    subject: Message | Text
    reasons: tuple[Message, ...]
    why: Text | None = None
    drawn: tuple[str, ...] = ()
    key: str = ""
    points: Fraction = Fraction(0)
    maximum: Fraction = Fraction(0)
    weight: int = 0
    cost: Fraction = Fraction(0)

    @property
    def name(self) -> str:
        """What names the line where a person sets its mark, as in `marking.Words`."""
        if self.key:
            return f"{self.about}:{self.key}"
        return f"{'extra' if self.about == 'entity' else 'drawn'}:{self.drawn[0]}"


class Called:
    """How links and entities are called in the lines."""

    def __init__(self, chart: Chart, key: Key) -> None:
        self.chart = chart
        self.key = key

    def entity(self, code: str) -> str:
        return self.key.entities[code].names[0]

    def drawn(self, drawn_id: str) -> str:
        return self.chart.entities[drawn_id].label

    def key_link(self, link: KeyLink) -> Message:
        return N_(
            "%(source)s, %(link)s, %(target)s",
            source=self.entity(link.source),
            link=self.key.link_labels.get(link.type, {"en": link.type}),
            target=self.entity(link.target),
        )

    def drawn_link(self, link: Link) -> Message:
        return N_(
            "%(source)s, %(link)s, %(target)s",
            source=self.drawn(link.source),
            link=self.key.link_labels.get(link.type, {"en": link.type}),
            target=self.drawn(link.target),
        )
