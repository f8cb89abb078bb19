"""A small tree of sanitised HTML: read, walked over, written again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

EMPTY = frozenset({"area", "br", "col", "hr", "img", "source", "track"})


@dataclass
class Element:
    """One element. `attributes` with None stand alone; children are elements and plain text."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """All elements under this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.elements()

    def words(self) -> str:
        """The plain text under this element."""
        return "".join(one if isinstance(one, str) else one.words() for one in self.children)

    def html(self) -> str:
        """This element as HTML; all text is escaped."""
        told = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in self.attributes.items()
        )
        start = f"<{self.tag}{told}>"
        return start if self.tag in EMPTY else f"{start}{self.inner()}</{self.tag}>"

    def inner(self) -> str:
        """What stands between the element's tags."""
        return "".join(
            escape(one, quote=False) if isinstance(one, str) else one.html()
            for one in self.children
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The tree of sanitised HTML, under one root that is not written."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
