"""XML from outside as a small tree: no document types, no entities, no outside addresses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from lms.core.messages import N_
from lms.engines.exchange.limits import Limits
from lms.engines.exchange.types import Unreadable


@dataclass
class Node:
    """One element by its local name; `parts` are its texts and elements in their order."""

    name: str
    attributes: dict[str, str]
    line: int
    parts: list["str | Node"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        return [part for part in self.parts if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """The element's own text, without that of elements inside it."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def all(self, name: str) -> list["Node"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        return next((child for child in self.children if child.name == name), None)

    def words(self, name: str, default: str = "") -> str:
        """The text of a child, or of the `text` element in it."""
        found = self.first(name)
        if found is None:
            return default
        inner = found.first("text")
        return (inner.text if inner else found.text).strip()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


class _Builder:
    """Grows the tree while the parser reads; stops where it becomes too deep or too wide."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open: list[Node] = []
        self.root: Node | None = None
        self.count = 0
        self.line: Callable[[], int] = lambda: 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= self.limits.depth or self.count > self.limits.elements:
            raise Unreadable(N_("The XML is built too deep or too wide to be questions."))
        plain = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        node = Node(tag.rpartition("}")[2], plain, self.line())
        if self.open:
            self.open[-1].parts.append(node)
        self.root = self.root or node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        parts = self.open[-1].parts
        parts.append(text)

    def close(self) -> None:
        """The parser asks for it; the tree is in `root`."""


def read_xml(content: bytes, limits: Limits) -> Node:
    """The tree of an XML file. Raises Unreadable."""
    builder = _Builder(limits)
    parser = DefusedXMLParser(
        target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    builder.line = lambda: parser.parser.CurrentLineNumber
    if re.search(rb"<[A-Za-z][^<>]{%d}" % limits.tag_bytes, content):
        raise Unreadable(N_("The XML is built too deep or too wide to be questions."))
    try:
        # in one piece: the parser goes back to the start of a long token with each further one
        parser.feed(content)
        parser.close()
    except DefusedXmlException as error:
        raise Unreadable(
            N_("The file declares a document type or entities, which are not read. Remove them.")
        ) from error
    except ParseError as error:
        raise Unreadable(
            N_("The file is not whole XML from here on. Export it again."), error.position[0]
        ) from error
    except (ValueError, LookupError) as error:
        raise Unreadable(N_("The file's encoding is not read. Save it as UTF-8.")) from error
    if builder.root is None:
        raise Unreadable(N_("The file is empty."))
    return builder.root
