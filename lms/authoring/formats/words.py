"""What differs between two texts, word by word, for people to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 4_000  # words of a paragraph that are compared one by one


class Op(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Run:
    """Words in a row that all stayed, came or went."""

    op: Op
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in which something changed; `line` is its first line in the new text."""

    line: int
    runs: tuple[Run, ...]


def word_runs(old: str, new: str) -> tuple[Run, ...]:
    """Two texts as one row of runs: read without the added, it is the old one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) > _MOST or len(after) > _MOST:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    runs: list[Run] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run(Op.SAME, "".join(before[i1:i2])))
            continue
        if i1 < i2:
            runs.append(Run(Op.REMOVED, "".join(before[i1:i2])))
        if j1 < j2:
            runs.append(Run(Op.ADDED, "".join(after[j1:j2])))
    return tuple(runs)


def paragraphs(old: str, new: str) -> list[Paragraph]:
    """The paragraphs of two Markdown texts that differ, each with its words marked."""
    before, after = _blocks(old), _blocks(new)
    matcher = SequenceMatcher(
        None, [text for _line, text in before], [text for _line, text in after], autojunk=False
    )
    found: list[Paragraph] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _pairs(before[i1:i2], after[j1:j2], after[j1 - 1][0] if j1 else 1)
    return found


def _pairs(
    old: list[tuple[int, str]], new: list[tuple[int, str]], line: int
) -> Iterator[Paragraph]:
    for at in range(max(len(old), len(new))):
        before = old[at][1] if at < len(old) else ""
        if at < len(new):
            line = new[at][0]
        yield Paragraph(line, word_runs(before, new[at][1] if at < len(new) else ""))


def _blocks(text: str) -> list[tuple[int, str]]:
    """The paragraphs of a text with their first lines (from 1)."""
    found: list[tuple[int, str]] = []
    block: list[str] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            start = start if block else number
            block.append(line)
        elif block:
            found.append((start, "\n".join(block)))
            block = []
    return found
