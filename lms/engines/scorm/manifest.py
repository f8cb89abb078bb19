"""imsmanifest.xml: read without document types, entities or outside addresses."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lms.core.messages import N_, Message
from lms.engines.scorm.limits import LIMITS, Limits

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


class Unreadable(Exception):
    """The manifest is not taken; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class Node:
    """One element: its local name, its namespace, and attributes by local name."""

    name: str
    space: str
    text: str
    attributes: dict[str, str]
    base: str = ""
    children: tuple["Node", ...] = field(default=())

    def all(self, name: str) -> Iterator["Node"]:
        """Children of this local name, whatever their namespace."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Node | None":
        return next(self.all(name), None)

    def words(self, name: str) -> str:
        """The text of the first child of this name; empty where there is none."""
        found = self.first(name)
        return found.text if found else ""

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def read_manifest(content: bytes, limits: Limits = LIMITS) -> Node:
    """The tree of a manifest. Raises Unreadable."""
    if len(content) > limits.manifest_bytes:
        raise Unreadable(N_("The manifest is too large to be one."))
    root = _parsed(content, limits)
    node = _node(root)
    if node.name != "manifest":
        raise Unreadable(N_("The file does not begin with a manifest. Export the package again."))
    return node


def _parsed(content: bytes, limits: Limits) -> Element:
    depth = count = 0
    root: Element | None = None
    try:
        steps = ElementTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True, forbid_entities=True
        )
        for step, element in steps:
            root = element if root is None else root
            depth += 1 if step == "start" else -1
            count += step == "start"
            if depth > limits.manifest_depth or count > limits.manifest_elements:
                raise Unreadable(N_("The manifest is built too deep or too wide to be one."))
    except DefusedXmlException as error:
        raise Unreadable(
            N_("The manifest declares a document type or entities, which are not read.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(N_("The manifest is not whole XML. Export the package again.")) from error
    assert root is not None
    return root


def _node(element: Element) -> Node:
    space, _, name = str(element.tag).rpartition("}")
    return Node(
        name=name,
        space=space.lstrip("{"),
        text=(element.text or "").strip(),
        attributes={key.rpartition("}")[2]: value for key, value in element.attrib.items()},
        base=element.attrib.get(XML_BASE, ""),
        children=tuple(_node(child) for child in element),
    )
