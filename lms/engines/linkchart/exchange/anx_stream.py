"""What stands in an i2 file, item by item, before anything is looked up or judged.

Writers differ in the order of everything, and in where they put cards: all of it is gathered
first, wherever it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.types import Limits, Unreadable, at_line
from lms.engines.linkchart.exchange.xml_stream import read_stream

Attributes = dict[str, str]
_SHAPES = frozenset(("Icon", "Box", "Circle", "Event", "Theme", "TextBlock", "OleItem"))
_STYLES = frozenset(
    ("IconStyle", "BoxStyle", "CircleStyle", "EventStyle", "ThemeStyle", "TextBlockStyle",
     "OleItemStyle", "LinkStyle")
)  # fmt: skip


@dataclass(slots=True)
class RawItem:
    """A ChartItem with what is in it; `entity` and `link` are None where it is not one."""

    line: int
    item: Attributes
    end: Attributes = field(default_factory=dict)
    entity: Attributes | None = None
    link: Attributes | None = None
    shape: str = ""
    style: Attributes = field(default_factory=dict)
    cards: list[Attributes] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)


@dataclass
class Raw:
    """The whole file: its head, its lists by what their entries are, and its items."""

    chart: Attributes = field(default_factory=dict)
    strengths: list[Attributes] = field(default_factory=list)
    grades: dict[str, list[str]] = field(default_factory=dict)
    classes: list[Attributes] = field(default_factory=list)
    entity_types: list[Attributes] = field(default_factory=list)
    link_types: list[Attributes] = field(default_factory=list)
    fields: list[Attributes] = field(default_factory=list)
    properties: list[Attributes] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)


class _Reader:
    """Sorts the elements into `Raw`."""

    def __init__(self, limits: Limits) -> None:
        self.raw = Raw()
        self.line: Callable[[], int] = lambda: 0
        self._limits = limits
        self._root = ""
        self._grade = ""
        self._now: RawItem | None = None
        self._lists = {
            "Strength": self.raw.strengths,
            "AttributeClass": self.raw.classes,
            "EntityType": self.raw.entity_types,
            "LinkType": self.raw.link_types,
            "Field": self.raw.fields,
            "CustomProperty": self.raw.properties,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._root:
            self._begin(name, attributes)
        elif name == "ChartItem":
            self._now = RawItem(self.line(), attributes)
            self.raw.items.append(self._now)
            if len(self.raw.items) > self._limits.entities + self._limits.links:
                raise Unreadable(_too_many(self._limits), at_line(self.line()))
        elif self._now is not None:
            self._inside(self._now, name, attributes)
        elif name in self._lists:
            self._lists[name].append(attributes)
        elif name in ("GradeOne", "GradeTwo", "GradeThree"):
            self._grade = name
        elif name == "String" and self._grade:
            self.raw.grades.setdefault(self._grade, []).append(attributes.get("Text", ""))

    def _begin(self, name: str, attributes: Attributes) -> None:
        if name != "Chart":
            raise Unreadable(
                N_(
                    "This is XML, but no chart of i2: its first element is %(name)s, not Chart.",
                    name=name[:60],
                ),
                at_line(self.line()),
            )
        self._root = name
        self.raw.chart = attributes

    def _inside(self, now: RawItem, name: str, attributes: Attributes) -> None:
        if name == "Card":
            now.cards.append(attributes)
        elif name == "Attribute":
            now.attributes.append(attributes)
        elif name in _STYLES:
            now.style = now.style or attributes
        elif name == "End":
            now.end = now.end or attributes
        elif name == "Entity":
            now.entity = attributes
        elif name == "Link":
            now.link = attributes
        elif name in _SHAPES:
            now.shape = now.shape or name

    def end(self, name: str) -> None:
        if name == "ChartItem":
            self._now = None
        elif name == self._grade:
            self._grade = ""

    def text(self, words: str) -> None:
        """All that counts stands in attributes."""


def _too_many(limits: Limits) -> Message:
    return N_(
        "The chart has more than %(most)s items. Split it.", most=limits.entities + limits.links
    )


def read_raw(content: bytes, limits: Limits) -> Raw:
    """Gather all that the file says. Raises Unreadable."""
    reader = _Reader(limits)
    read_stream(content, reader, limits)
    return reader.raw
