"""What stands on the background: texts and the QR code as one content stream, and its fonts."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lms.engines.press import syntax
from lms.engines.press.bidi import CONTROLS
from lms.engines.press.embedding import Embedded, embedded
from lms.engines.press.faces import Face, Subset
from lms.engines.press.fitting import Fitted, TextSlot, fit
from lms.engines.press.shaping import Line, Run

_QUIET = 4  # modules of white border that readers of QR codes need
_NEAR = 0.6  # thousandths of the size; smaller corrections would not be seen


@dataclass(frozen=True)
class Square:
    """The place of a QR code with its white border, in points from the left upper corner."""

    name: str
    x: float
    y: float
    width: float


Slot = TextSlot | Square
Modules = Sequence[Sequence[int]]
"""A QR code as rows of dark (1) and light (0) modules, without border."""


@dataclass(frozen=True)
class Drawing:
    """A content stream (compressed) and its fonts; font number i is called /Fi in it.

    Nothing but bytes and texts, so that another process may make it.
    """

    content: bytes
    fonts: Sequence[Embedded]


def draw(
    slots: Iterable[Slot], texts: Mapping[str, str], codes: Mapping[str, Modules], height: float
) -> Drawing:
    """Draw every slot for which there is a text or a code, on a page of this height in points.

    Raises DoesNotFit and MissingGlyphs.
    """
    placed = list(slots)
    fitted = fit_all(placed, texts)
    parts = [
        _code(slot, codes[slot.name], height)
        for slot in placed
        if isinstance(slot, Square) and slot.name in codes
    ]
    fonts = _fonts(fitted)
    parts += [_text(one, fonts, height) for one in fitted]
    finished = [embedded(face, font.subset, font.texts) for face, font in fonts.items()]
    return Drawing(zlib.compress(b"\n".join(parts), 3), finished)


def fit_all(slots: Iterable[Slot], texts: Mapping[str, str]) -> list[Fitted]:
    """Every slot with its text, where there is one. Raises DoesNotFit and MissingGlyphs."""
    return [
        fit(slot, texts[slot.name])
        for slot in slots
        if isinstance(slot, TextSlot) and texts.get(slot.name)
    ]


@dataclass(frozen=True)
class _Font:
    """A face as it is used in one drawing."""

    place: int
    subset: Subset
    texts: Mapping[int, str]
    """What new glyph numbers stand for, as far as one glyph stands for a text."""


def _fonts(fitted: Sequence[Fitted]) -> dict[Face, _Font]:
    used: dict[Face, dict[int, str]] = {}
    for one in fitted:
        for line in one.lines:
            for run in line.runs:
                _gather(run, used.setdefault(run.face, {}))
    fonts = {}
    for place, (face, texts) in enumerate(used.items()):
        subset = face.subset(texts)
        named = {subset.numbers[old]: text for old, text in texts.items() if text}
        fonts[face] = _Font(place, subset, named)
    return fonts


def _gather(run: Run, texts: dict[int, str]) -> None:
    """Note the glyphs of a run, and for the first glyph of each cluster what it stands for."""
    starts = sorted({glyph.cluster for glyph in run.glyphs})
    ends = dict(zip(starts, [*starts[1:], len(run.text)], strict=True))
    seen: set[int] = set()
    for glyph in run.glyphs:
        if glyph.cluster in seen:
            texts.setdefault(glyph.number, "")
            continue
        seen.add(glyph.cluster)
        if not texts.get(glyph.number):
            texts[glyph.number] = run.text[glyph.cluster : ends[glyph.cluster]]


def _text(one: Fitted, fonts: Mapping[Face, _Font], height: float) -> bytes:
    slot, size = one.slot, one.points
    colour = b" ".join(syntax.number(part) for part in slot.colour)
    parts = [colour + b" rg"]
    for place, line in enumerate(one.lines):
        x = slot.x + _indent(slot, line, size)
        y = height - slot.y - (slot.baseline + place * slot.line_height) * size
        said = "".join(sign for sign in line.text if sign not in CONTROLS)
        meant = b"<FEFF%s>" % said.encode("utf-16-be").hex().upper().encode()
        parts.append(b"/Span<</ActualText %s>>BDC BT" % meant)
        for run in line.runs:
            font = fonts[run.face]
            parts.append(
                b"/F%d %s Tf 1 0 0 1 %s %s Tm"
                % (font.place, syntax.number(size), syntax.number(x), syntax.number(y))
            )
            parts.append(_shown(run, font.subset, size))
            x += run.width * size
        parts.append(b"ET EMC")
    return b"\n".join(parts)


def _indent(slot: TextSlot, line: Line, size: float) -> float:
    spare = slot.width - line.width * size
    return {"left": 0.0, "center": spare / 2, "right": spare}[slot.align]


def _shown(run: Run, subset: Subset, size: float) -> bytes:
    """The glyphs of a run: shown together as long as they stand at one height."""
    pen = at = 0.0  # in thousandths of the size: where HarfBuzz is, where the PDF's pen is
    rise = 0.0
    row: list[bytes] = []
    shown: list[bytes] = []
    for glyph in run.glyphs:
        if abs(glyph.up - rise) * 1000 > _NEAR:
            if row:
                shown.append(b"[" + b"".join(row) + b"]TJ")
                row = []
            rise = glyph.up
            shown.append(b"%s Ts" % syntax.number(rise * size))
        target = pen + glyph.right * 1000
        if abs(at - target) > _NEAR:
            step = round(at - target)
            row.append(b"%d" % step)
            at -= step
        row.append(b"<%04X>" % subset.numbers[glyph.number])
        at += run.face.width(glyph.number)
        pen += glyph.advance * 1000
    if row:
        shown.append(b"[" + b"".join(row) + b"]TJ")
    if rise:
        shown.append(b"0 Ts")
    return b"\n".join(shown)


def _code(slot: Square, modules: Modules, height: float) -> bytes:
    """A QR code on white: runs of dark modules as rectangles, painted in one go."""
    count = len(modules) + 2 * _QUIET
    edge = slot.width / count
    parts = [
        b"q %.5f 0 0 %.5f %s %s cm 1 g 0 0 %d %d re f 0 g"
        % (edge, -edge, syntax.number(slot.x), syntax.number(height - slot.y), count, count)
    ]
    for row, line in enumerate(modules, _QUIET):
        rows = b"".join([_run_of(*run.span()) for run in _DARK.finditer(bytes(line))])
        parts.append(rows.replace(b"y", b"%d" % row))
    parts.append(b"f Q")
    return b"\n".join(parts)


_DARK = re.compile(rb"\x01+")


@cache
def _run_of(start: int, end: int) -> bytes:
    """Dark modules from here to there, in row y; a code has 177 in a row at most."""
    return b"%d y %d 1 re " % (start + _QUIET, end - start)
