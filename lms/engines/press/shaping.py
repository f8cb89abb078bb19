"""From text to glyphs in visual order: directions, faces and scripts apart, then HarfBuzz."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb
from fontTools.unicodedata import script as script_of

from lms.core.composed import composed
from lms.engines.press import bidi
from lms.engines.press.faces import Face, MissingGlyphs

_NEUTRAL = {"Zyyy", "Zinh", "Zzzz"}
_SILENT = {"Cf", "Zs", "Zl", "Zp", "Cc"}
# ask for a variant of the sign before them (Unicode 23.4); they draw nothing and cost nothing
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class Glyph(NamedTuple):
    """One glyph: its number, the sign in the run's text it stands for first, and its place in
    parts of the size: pen advance and offset from the pen."""

    number: int
    cluster: int
    advance: float
    right: float
    up: float


@dataclass(frozen=True)
class Run:
    """Glyphs of one face and direction, from left to right."""

    face: Face
    text: str
    glyphs: Sequence[Glyph]
    level: int

    @property
    def width(self) -> float:
        """The advance of the run in parts of the size."""
        return sum(glyph.advance for glyph in self.glyphs)


@dataclass(frozen=True)
class Line:
    """One line of text: its runs from left to right. Widths are in parts of the size."""

    text: str
    runs: Sequence[Run]
    width: float

    @property
    def top(self) -> float:
        """How far the ink rises above the baseline, in parts of the size."""
        tops = (run.face.top(glyph.number) + glyph.up for run in self.runs for glyph in run.glyphs)
        return max(tops, default=0.0)


def shape(text: str, faces: Sequence[Face], *, rtl: bool, language: str = "") -> Line:
    """One line of text as glyphs. Raises MissingGlyphs where no face has a sign, and where a face
    answers with .notdef after all."""
    text = composed(text)
    levels = bidi.levels(text, rtl=rtl)
    runs = [
        _shaped(text[start:end], face, script, level, language)
        for start, end, face, script, level in _pieces(text, faces, levels)
    ]
    order = bidi.visual_order([run.level for run in runs])
    placed = [runs[place] for place in order]
    return Line(text, placed, sum(run.width for run in placed))


def check(text: str, faces: Sequence[Face]) -> None:
    """Raise MissingGlyphs where none of the faces has a sign of this text."""
    if not faces[0].coverage.issuperset(map(ord, text)):
        for _ in _faced(text, faces):
            pass


Piece = tuple[int, int, Face, str, int]


def _pieces(text: str, faces: Sequence[Face], levels: Sequence[int]) -> Iterator[Piece]:
    """Stretches of one face, script and level; signs that steer directions are left out."""
    scripts = _scripts(text)
    if text.isascii() and len(set(levels)) == 1 and faces[0].coverage.issuperset(map(ord, text)):
        yield 0, len(text), faces[0], "Latn", levels[0]
        return
    start, key = 0, None
    for place, face in enumerate(_faced(text, faces)):
        here = (face, scripts[place], levels[place]) if face else None
        if here != key:
            if key is not None:
                yield (start, place, *key)
            start, key = place, here
    if key is not None:
        yield (start, len(text), *key)


def _faced(text: str, faces: Sequence[Face]) -> Iterator[Face | None]:
    """The face of each sign; None for signs that steer directions."""
    last = None
    for place, sign in enumerate(text):
        if sign in bidi.CONTROLS:
            yield None
            continue
        if sign in _SELECTORS:
            if last is None or not last.has_variant(text[place - 1], sign):
                raise MissingGlyphs(text, [text[max(place - 1, 0) : place + 1]])
        elif last is None or not _stays(sign, last):
            last = _face_for(sign, faces, text)
        yield last


def _stays(sign: str, face: Face) -> bool:
    """Marks, joiners and spaces keep to the face of what they follow, where it has them."""
    kind = unicodedata.category(sign)
    return (kind in {"Mn", "Me", "Mc"} or kind in _SILENT) and ord(sign) in face.coverage


def _face_for(sign: str, faces: Sequence[Face], text: str) -> Face:
    for face in faces:
        if ord(sign) in face.coverage:
            return face
    if unicodedata.category(sign) in _SILENT:
        return faces[0]
    known = frozenset().union(*(face.coverage for face in faces))
    raise MissingGlyphs(text, (one for one in text if ord(one) not in known and _draws(one)))


def _draws(sign: str) -> bool:
    return sign not in _SELECTORS and unicodedata.category(sign) not in _SILENT


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    return str(script_of(sign))


def _scripts(text: str) -> list[str]:
    """The script of each sign; digits and points take that of what stands before them."""
    found = [_script(sign) for sign in text]
    first = next((script for script in found if script not in _NEUTRAL), "Latn")
    last = first
    for place, script in enumerate(found):
        if script in _NEUTRAL:
            found[place] = last
        else:
            last = script
    return found


def _shaped(text: str, face: Face, script: str, level: int, language: str) -> Run:
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(sign) for sign in text])
    buffer.direction = "rtl" if level % 2 else "ltr"
    buffer.script = script
    if language:
        buffer.language = language
    hb.shape(face.font, buffer)
    em = face.upem
    glyphs = [
        Glyph(
            info.codepoint,
            info.cluster,
            place.x_advance / em,
            place.x_offset / em,
            place.y_offset / em,
        )
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
    holes = [text[glyph.cluster] for glyph in glyphs if glyph.number == 0]
    if holes:
        raise MissingGlyphs(text, holes)
    return Run(face, text, glyphs, level)
