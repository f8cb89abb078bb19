"""The signs of GIFT: what is escaped, and where the parts of a question begin and end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.words import from_auto, from_html, from_markdown, from_plain

_HIDDEN = 0xE100
_SIGNS = ":#={}~\\"
_ESCAPED = re.compile(r"\\([:#={}~\\n])")
_HELD = re.compile("[\ue100-\ue106\ue110]")
_NEW_LINE = "\ue110"
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")


@dataclass(frozen=True)
class Block:
    """The lines of one item with their numbers, and the comment lines that stand before it."""

    text: str
    numbers: tuple[int, ...]
    comments: tuple[str, ...]

    @property
    def line(self) -> int:
        return self.numbers[0]

    def line_at(self, place: int) -> int:
        """The line of the file in which the sign at this place of the text stands."""
        return self.numbers[self.text.count("\n", 0, place)]


def blocks(source: str) -> Iterator[Block]:
    """The items of a file: what stands between empty lines, so that no fault reaches further."""
    lines: list[str] = []
    numbers: list[int] = []
    comments: list[str] = []
    for number, line in enumerate([*source.split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            comments.append(stripped[2:].strip())
        elif stripped.startswith("$CATEGORY:") and not lines:
            yield Block(stripped, (number,), ())
        elif stripped:
            lines.append(line)
            numbers.append(number)
        elif lines:
            yield Block("\n".join(lines), tuple(numbers), tuple(comments))
            lines, numbers, comments = [], [], []


def hide(text: str) -> str:
    """Escaped signs as private ones, so that those that are left mean something."""

    def hidden(found: re.Match[str]) -> str:
        sign = found[1]
        return _NEW_LINE if sign == "n" else chr(_HIDDEN + _SIGNS.index(sign))

    return _ESCAPED.sub(hidden, _HELD.sub("", text))


def show(text: str) -> str:
    """The text as it was meant."""

    def shown(found: re.Match[str]) -> str:
        sign = found[0]
        return "\n" if sign == _NEW_LINE else _SIGNS[ord(sign) - _HIDDEN]

    return _HELD.sub(shown, text)


def words(text: str, notes: Notes, default: str = "moodle") -> tuple[str, str]:
    """A text as Markdown, and the name of its format."""
    text = text.strip()
    form = default
    if found := _FORMAT.match(text):
        form, text = found[1], text[found.end() :]
    source = show(text).strip()
    if form == "html":
        return from_html(source, notes), form
    if form == "markdown":
        return from_markdown(source, notes), form
    if form == "plain":
        notes.weigh(source)
        return from_plain(source), form
    return from_auto(source, notes), form


def escape(text: str) -> str:
    """A text with GIFT's signs escaped, in one line."""
    plain = re.sub(r"([\\:#={}~])", r"\\\1", text.replace("\r", ""))
    return plain.replace("\n", "\\n")
