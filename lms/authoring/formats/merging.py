"""Two authors' changes brought together where they do not touch; nothing is lost where they do."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_GONE = object()


@dataclass(frozen=True)
class MergedText:
    """A text with both authors' lines; `clean` says that nowhere both changed the same lines."""

    text: str
    clean: bool


@dataclass(frozen=True)
class _Change:
    """Lines `start` to `end` of the old text became these."""

    start: int
    end: int
    lines: list[str]


def merge_texts(base: str, theirs: str, mine: str) -> MergedText:
    """Both authors' lines in one text. Where both changed the same lines, theirs stand first and
    mine after them."""
    old = base.splitlines(keepends=True)
    one, two = _changes(old, theirs), _changes(old, mine)
    lines: list[str] = []
    clean, at = True, 0
    for start, end in _stretches(one, two):
        lines += old[at:start]
        before, left, right = (
            old[start:end],
            _side(old, one, start, end),
            _side(old, two, start, end),
        )
        if right in (before, left):
            lines += left
        elif left == before:
            lines += right
        else:
            lines += [*_ended(left), *right]
            clean = False
        at = end
    return MergedText("".join([*lines, *old[at:]]), clean)


def _changes(old: list[str], text: str) -> list[_Change]:
    new = text.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Change(i1, i2, new[j1:j2])
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _stretches(one: Sequence[_Change], two: Sequence[_Change]) -> Iterator[tuple[int, int]]:
    """The stretches of the old text that somebody changed; changes that touch make one."""
    start, end = -1, -1
    for change in sorted([*one, *two], key=lambda item: (item.start, item.end)):
        if start >= 0 and change.start <= end:
            end = max(end, change.end)
            continue
        if start >= 0:
            yield start, end
        start, end = change.start, change.end
    if start >= 0:
        yield start, end


def _side(old: list[str], changes: Sequence[_Change], start: int, end: int) -> list[str]:
    """What one author has in this stretch."""
    lines: list[str] = []
    at = start
    for change in changes:
        if start <= change.start and change.end <= end:
            lines += [*old[at : change.start], *change.lines]
            at = change.end
    return [*lines, *old[at:end]]


def _ended(lines: list[str]) -> list[str]:
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], lines[-1] + "\n"]
    return lines


def merge_values(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    """Both authors' values in one, field by field; False where both changed the same field.

    Lists are one value each: an order belongs together.
    """
    if mine in (base, theirs):
        return copy.deepcopy(theirs), True
    if theirs == base:
        return copy.deepcopy(mine), True
    if not all(isinstance(value, dict) for value in (base, theirs, mine)):
        return copy.deepcopy(mine), False
    merged: dict[str, Any] = {}
    clean = True
    for name in [*mine, *(key for key in (*theirs, *base) if key not in mine)]:
        value, fine = _merge_field(*(side.get(name, _GONE) for side in (base, theirs, mine)))
        clean = clean and fine
        if value is not _GONE:
            merged.setdefault(name, value)
    return merged, clean


def _merge_field(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    if _GONE not in (base, theirs, mine):
        return merge_values(base, theirs, mine)
    if mine in (base, theirs):
        return theirs, True
    return mine, theirs == base
