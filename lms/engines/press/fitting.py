"""Text into its place: the largest size at which it fits, broken at spaces and hyphens.

Nothing is cut and nothing runs over; where the least size is too large, DoesNotFit says which slot.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.engines.press.faces import Face
from lms.engines.press.shaping import Line, check, shape

RISE = 12.0  # points that ink may rise above its slot; stacks of Nastaliq climb into what is above
SLACK = 0.45  # points; rounding of layouts, about 0.15 mm
_PIECES = re.compile(r"[^\s-]*-+(?=\S)|\S+\s*|\s+")
# a new line may begin with any of these signs, but not with what may not stand first in a line
# (UAX 14, classes NS, CJ, CL; selectors of variants)
_NOT_FIRST = (
    "\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u301c\u303b-\u303c\u3041\u3043\u3045"
    "\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095-\u3096\u309b-\u309e\u30a0-\u30a1\u30a3\u30a5"
    "\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5-\u30f6\u30fb-\u30fe\u31f0-\u31ff\uff01\uff09"
    "\uff0c\uff0e\uff61\uff63-\uff65\uff67-\uff70\uff9e-\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_WIDE = re.compile(
    r"([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uffef\U0001b000-\U0001b16f"
    rf"\U00020000-\U0003ffff][{_NOT_FIRST}]*)"
)


@dataclass(frozen=True)
class Step:
    """One size in points, and how many lines the text may take at this size."""

    points: float
    lines: int = 1


class DoesNotFit(ValueError):
    """A text is too long for its slot even in the smallest size."""

    def __init__(self, slot: str, text: str) -> None:
        super().__init__(f"{slot} does not fit")
        self.slot, self.text = slot, text


@dataclass(frozen=True)
class TextSlot:
    """A place for text. Lengths are points from the page's left upper corner.

    `align` is left, center or right; `line_height` and `baseline` (of the first line, from the top
    of the slot) are parts of the size. The first face that has a sign draws it.
    """

    name: str
    x: float
    y: float
    width: float
    faces: tuple[Face, ...]
    steps: tuple[Step, ...]
    line_height: float
    baseline: float
    align: str = "left"
    rtl: bool = False
    language: str = ""
    colour: tuple[float, float, float] = (0, 0, 0)


@dataclass(frozen=True)
class Fitted:
    """A text set in a slot: its lines, and the size in points."""

    slot: TextSlot
    lines: Sequence[Line]
    points: float


def fit(slot: TextSlot, text: str) -> Fitted:
    """The text in the largest of the slot's sizes at which it fits.

    Wide enough is not all: stacks of Nastaliq may climb above the slot by RISE and no further.
    Raises DoesNotFit and MissingGlyphs.
    """
    text = text.strip()
    check(text, slot.faces)
    whole = _shape(slot, text)
    words: list[tuple[str, float]] | None = None
    for step in slot.steps:
        room = (slot.width + SLACK) / step.points
        if whole.width <= room:
            if not _stays_below(slot, whole, step.points):
                continue
            return Fitted(slot, [whole], step.points)
        if step.lines < 2:
            continue
        if words is None:
            words = [(piece, _shape(slot, piece.rstrip()).width) for piece in _pieces(text)]
        lines = _broken(slot, words, room, step.lines)
        if lines is not None and _stays_below(slot, lines[0], step.points):
            return Fitted(slot, lines, step.points)
    raise DoesNotFit(slot.name, text)


def _stays_below(slot: TextSlot, first: Line, points: float) -> bool:
    return (first.top - slot.baseline) * points <= RISE


def _shape(slot: TextSlot, text: str) -> Line:
    return shape(text, slot.faces, rtl=slot.rtl, language=slot.language)


def _pieces(text: str) -> list[str]:
    """What may not be broken further, with the spaces that follow."""
    found = []
    for piece in _PIECES.findall(text):
        found += [part for part in _WIDE.split(piece) if part]
    return found


def _broken(
    slot: TextSlot, words: Sequence[tuple[str, float]], room: float, most: int
) -> list[Line] | None:
    """Lines filled one after another; None where more than `most` are needed.

    Widths of words alone decide where a new line may begin, then each line is shaped whole.
    """
    lines: list[Line] = []
    rest = list(words)
    while rest:
        if len(lines) == most or rest[0][1] > room:
            return None
        count = _guess(rest, room)
        while True:
            line = _shape(slot, "".join(word for word, _ in rest[:count]).rstrip())
            if line.width <= room:
                break
            count -= 1
            if count == 0:
                return None
        lines.append(line)
        rest = rest[count:]
    return lines


def _guess(words: Sequence[tuple[str, float]], room: float) -> int:
    """A count of words of which the line is surely no shorter than the best."""
    used = 0.0
    for count, (_, width) in enumerate(words):
        used += width
        if used > room * 1.05:
            return max(count, 1)
    return len(words)
