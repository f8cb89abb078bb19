"""The Markdown of letters, read into plain blocks: paragraphs, headings, lists, strong words.

Letters hold nothing else: pictures, tables, code and HTML stay the signs that were typed, and an
address is written out, because paper has no links. Screen, PDF, Word and mail all go by these
blocks, so that they say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_LEFT_OUT = (
    "code", "fence", "blockquote", "hr", "html_block", "lheading", "reference",
    "backticks", "image", "link", "html_inline",
)  # fmt: skip


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True)
class Run:
    """Words of one look. A run that is only a line feed breaks the line."""

    text: str
    bold: bool = False
    italic: bool = False
    address: bool = False

    @property
    def line_break(self) -> bool:
        return self.text == "\n"


@dataclass(frozen=True)
class Block:
    """One paragraph of a letter. `level` counts the lists it stands in; `number` from 1."""

    kind: BlockKind
    runs: Sequence[Run]
    level: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def addresses(self) -> list[str]:
        """The addresses that it names, in order."""
        return [run.text for run in self.runs if run.address]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(list(_LEFT_OUT))


def blocks(source: str) -> list[Block]:
    """The blocks of a text, in order."""
    found: list[Block] = []
    lists: list[int | None] = []  # the next number of each open list; None: bullets
    opens: BlockKind | None = None
    for token in _parser().parse(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            numbered = token.type == "ordered_list_open"
            lists.append(int(token.attrs.get("start", 1)) if numbered else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            opens = BlockKind.BULLET if lists[-1] is None else BlockKind.NUMBER
        elif token.type == "heading_open":
            opens = BlockKind.HEADING
        elif token.type == "inline":
            kind, opens = opens or BlockKind.PARAGRAPH, None
            number = _count(lists) if kind is BlockKind.NUMBER else 0
            found.append(Block(kind, _runs(token.children or []), len(lists), number))
    return found


def _count(lists: list[int | None]) -> int:
    number = lists[-1] or 1
    lists[-1] = number + 1
    return number


def _runs(tokens: Sequence["Token"]) -> list[Run]:
    look = Run("")
    found: list[Run] = []
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            look = replace(look, bold=token.type == "strong_open")
        elif token.type in {"em_open", "em_close"}:
            look = replace(look, italic=token.type == "em_open")
        elif token.type in {"link_open", "link_close"}:
            look = replace(look, address=token.type == "link_open")
        elif token.type == "hardbreak":
            found.append(Run("\n"))
        else:
            text = " " if token.type == "softbreak" else token.content
            if found and replace(found[-1], text="") == look and not found[-1].line_break:
                found[-1] = replace(look, text=found[-1].text + text)
            elif text:
                found.append(replace(look, text=text))
    return found


def plain(source: str) -> str:
    """The text as mail has it: no marks but dashes and numbers of lists."""
    parts: list[str] = []
    before: Block | None = None
    for block in blocks(source):
        indent = "  " * max(0, block.level - 1)
        mark = {BlockKind.BULLET: "- ", BlockKind.NUMBER: f"{block.number}. "}.get(block.kind, "")
        together = before is not None and before.level > 0 and block.level > 0 and mark
        if parts:
            parts.append("\n" if together else "\n\n")
        parts.append(f"{indent}{mark}{block.text}")
        before = block
    return "".join(parts)
