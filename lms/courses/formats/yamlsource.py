"""YAML with line numbers and without surprises.

Only plain mappings, lists and scalars are read: no anchors (an alias can grow without limit), no
tags, no key twice. Dates stay text. Every value knows its line, so that a fault found later, by
whatever check, can name it.
"""

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from yaml import (
    MappingNode,
    MarkedYAMLError,
    Node,
    ScalarNode,
    SequenceNode,
    YAMLError,
)

from lms.core.messages import N_, Message
from lms.core.plainyaml import compose
from lms.courses.formats.problems import Problem

Path = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"

_TEXT_TAGS = (f"{_TAG}str",)
_FORBIDDEN = frozenset("\u202d\u202e\ufeff") | {
    chr(code) for code in range(32) if chr(code) not in "\t\n\r"
}
_DEEPEST = 40
# The largest whole number that every JSON reader keeps exactly (RFC 8785).
_LARGEST = 2**53 - 1


@dataclass(slots=True)
class Document:
    """A read YAML text: plain data, the line of each path, and what was wrong.

    `problems` may be a list that several documents share; `unreadable` says that this text gave
    no data and that its fault is noted already.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)
    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    unreadable: bool = False

    def line(self, path: Sequence[str | int]) -> int:
        """The line of `path`, or of its nearest parent that stands in the text."""
        found = tuple(path)
        while found and found not in self.lines:
            found = found[:-1]
        return self.lines.get(found, 1)

    def fault(self, path: Sequence[str | int], message: Message) -> None:
        """Note a fault at `path`."""
        self.problems.append(Problem(self.file, self.line(path), message))

    def spoilt(self, line: int | None, message: Message) -> None:
        """Note a fault that leaves nothing to read on."""
        self.problems.append(Problem(self.file, line, message))
        self.unreadable = True


def load_yaml(
    file: str,
    content: bytes,
    problems: list[Problem] | None = None,
    *,
    first_line: int = 1,
) -> Document:
    """Read one YAML text; faults go to `problems` and are never raised.

    `first_line` is the line at which this text begins inside its file (front matter).
    """
    document = Document(file, [] if problems is None else problems)
    text = decode(content, document)
    if text is None:
        return document
    try:
        node = compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        document.spoilt(_error_line(error, first_line), _syntax(error))
        return document
    if node is not None:
        document.data = _Reader(document, first_line).value(node, ())
    return document


def decode(content: bytes, document: Document) -> str | None:
    """UTF-8 text in composed form (NFC) with plain line ends; None when it is no such text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = N_("This is not UTF-8 text. Save the file as UTF-8.")
        document.spoilt(line, message)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if _FORBIDDEN.intersection(line_text):
            message = N_(
                "The line holds an invisible control character. Delete the line and type it again."
            )
            document.spoilt(number, message)
            return None
    return unicodedata.normalize("NFC", text)


def _error_line(error: Exception, first_line: int) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return None if mark is None else int(mark.line) + first_line


def _syntax(error: Exception) -> Message:
    detail = error.problem if isinstance(error, MarkedYAMLError) and error.problem else ""
    if not detail:
        return N_("This is not YAML that can be read. Check quotes and indentation.")
    return N_(
        "This is not YAML that can be read. Check quotes and indentation (%(detail)s).",
        detail=str(detail),
    )


class _Reader:
    """Turns nodes into plain data and writes down the line of each."""

    def __init__(self, document: Document, first_line: int) -> None:
        self.document = document
        self.first_line = first_line
        self.seen: set[int] = set()

    def value(self, node: Node, path: Path) -> object:
        self.document.lines.setdefault(path, int(node.start_mark.line) + self.first_line)
        if id(node) in self.seen:
            self.document.fault(path, N_("Anchors and aliases are not read. Write the value out."))
            return None
        self.seen.add(id(node))
        if len(path) > _DEEPEST:
            self.document.fault(path, N_("The values are nested too deep. Make them flatter."))
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, at)) for at, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            inner = (*path, str(key))
            self.document.lines[inner] = int(key_node.start_mark.line) + self.first_line
            if key is None:
                self.document.fault(inner, N_("A name before a colon must be plain text."))
            elif key in result:
                self.document.fault(
                    inner, N_("“%(key)s” stands here twice. Keep one of them.", key=key)
                )
            else:
                result[key] = self.value(value_node, inner)
        return result

    def scalar(self, node: Node, path: Path) -> object:
        text, tag = str(node.value), str(node.tag)
        if tag in _TEXT_TAGS:
            return text
        if tag not in _SCALARS:
            self.document.fault(
                path, N_("Tags such as “%(tag)s” are not read. Remove it.", tag=tag)
            )
            return None
        try:
            return _SCALARS[tag](text)
        except ValueError:
            return text


def _whole(text: str) -> int:
    number = int(text.replace("_", ""), 0)
    if abs(number) > _LARGEST:
        raise ValueError(text)
    return number


def _measured(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


_SCALARS: Mapping[str, Callable[[str], object]] = {
    f"{_TAG}int": _whole,
    f"{_TAG}float": _measured,
    f"{_TAG}bool": lambda text: text.lower() == "true",
    f"{_TAG}null": lambda _text: None,
}
