"""XML from strangers, read as a stream of elements: no document types, no entities, bounded.

Nothing of the tree is kept: a handler hears of each element as it begins and ends.
"""

import codecs
import re
from collections.abc import Callable
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from lms.core.messages import N_, Message
from lms.engines.linkchart.exchange.types import Limits, Unreadable, at_line

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# others are rare, slow to decode, or not for texts at all
_READ = re.compile(
    r"utf-?8|utf-?16(le|be)?|(us-)?ascii|latin-?1|iso-?8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]",
    re.IGNORECASE,
)
_OLD_I2 = bytes.fromhex("d0cf11e0a1b11ae1")


class Handler(Protocol):
    """Hears the elements; `line` is set before the reading begins."""

    line: Callable[[], int]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, words: str) -> None:
        """Words between elements."""


class _Target:
    """What the parser talks to: local names, and an end where it gets too deep or too long."""

    def __init__(self, handler: Handler, limits: Limits) -> None:
        self._handler = handler
        self._limits = limits
        self._depth = 0
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > self._limits.depth or self._count > self._limits.elements:
            raise Unreadable(
                N_("The XML is built too deep or has too many elements for a chart."),
                at_line(self._handler.line()),
            )
        self._handler.start(name.rpartition("}")[2], attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(name.rpartition("}")[2])

    def close(self) -> None:
        """The parser asks for it; there is nothing to give."""


def read_stream(content: bytes, handler: Handler, limits: Limits) -> None:
    """Tell the handler of every element. Raises Unreadable."""
    if len(content) > limits.file_bytes:
        raise Unreadable(_too_large(len(content), limits))
    if content.startswith(_OLD_I2):
        raise Unreadable(
            N_(
                "This is a binary file of Analyst's Notebook (.anb) or an old Office file. Save "
                "the chart in Analyst's Notebook as an XML file (.anx) and send that."
            )
        )
    if not content.strip():
        raise Unreadable(N_("The file is empty."))
    if not _READ.fullmatch(_encoding(content)):
        raise Unreadable(_not_read(_encoding(content)))
    parser = _parser(handler, limits)
    try:
        # in one piece: the parser goes back to the start of a long token with each further one
        parser.feed(content)
        parser.close()
    except DefusedXmlException as error:
        raise Unreadable(
            N_("The file declares a document type or entities, which are not read. Remove them.")
        ) from error
    except ParseError as error:
        raise _broken(content, error) from error
    except (ValueError, LookupError) as error:
        raise Unreadable(_not_read(_encoding(content))) from error


def _parser(handler: Handler, limits: Limits) -> Any:
    """The defused parser, which refuses what it should; elements come straight from its expat,
    which takes half the time that its own tree builder needs."""
    target = _Target(handler, limits)
    parser = DefusedXMLParser(
        target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    expat = parser.parser
    expat.ordered_attributes = False
    expat.StartElementHandler = target.start
    expat.EndElementHandler = target.end
    expat.CharacterDataHandler = handler.text
    handler.line = lambda: expat.CurrentLineNumber
    return parser


def _too_large(size: int, limits: Limits) -> Message:
    most = max(1, limits.file_bytes // 2**20)
    return N_(
        "The file has %(size)s MB; at most %(most)s MB are read.", size=size // 2**20, most=most
    )


def _broken(content: bytes, error: ParseError) -> Unreadable:
    """Why the XML stops: a wrong encoding is told as such, because the mend is another one."""
    line = at_line(error.position[0])
    name = _encoding(content)
    try:
        content.decode(name)
    except UnicodeDecodeError as fault:
        return Unreadable(
            N_(
                "The file says that its encoding is %(encoding)s, but here is a byte that this "
                "encoding does not have. Save it as UTF-8.",
                encoding=name,
            ),
            at_line(content.count(b"\n", 0, fault.start) + 1),
        )
    return Unreadable(N_("The file is not whole XML from here on. Export it again."), line)


def _not_read(name: str) -> Message:
    return N_("The encoding %(encoding)s is not read. Save the file as UTF-8.", encoding=name)


def _encoding(content: bytes) -> str:
    """The encoding that the file names, or has by its mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    found = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8))
    return found[1].decode("ascii") if found else "UTF-8"
