"""Font files, opened once: what they cover, how wide their glyphs are, their parts for a file."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb

_DROPPED = [
    int.from_bytes(tag)
    for tag in (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"cmap", b"name", b"OS/2", b"post", b"STAT")
]

_LARGE = 20_000  # glyphs


class MissingGlyphs(ValueError):
    """None of a slot's faces can draw these signs; nothing may be issued with a hole in it."""

    def __init__(self, text: str, signs: Iterable[str]) -> None:
        self.text, self.signs = text, tuple(dict.fromkeys(signs))
        super().__init__(" ".join(map(named, self.signs)))


def named(sign: str) -> str:
    """A sign, or a sign with the selector of its variant, and its code points: `髙 (U+9AD9)`."""
    return f"{sign} ({' '.join(f'U+{ord(one):04X}' for one in sign)})"


@dataclass(frozen=True)
class Subset:
    """The part of a face that one file needs: the font program, and what glyphs are called in the
    file (CIDs), by their numbers in the face."""

    program: bytes
    numbers: Mapping[int, int]


class Face:
    """One face with TrueType or CFF outlines, in a file of its own or in a collection. Make them by
    `Face.open`: one for each face."""

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path, self.index = path, index
        self._plain = hb.Face(hb.Blob.from_file_path(path), index)
        self.font = hb.Font(self._plain)
        self.upem = self._plain.upem
        self.font.scale = (self.upem, self.upem)
        self.coverage = frozenset(self._plain.unicodes)
        self.cff = "CFF " in self._plain.table_tags
        self.metrics = _metrics(path, index)
        # a face with tens of thousands of glyphs takes longer to prepare than a hundred subsets
        large = self._plain.glyph_count > _LARGE
        self._ready = self._plain if large else hb.subset_preprocess(self._plain)
        self._widths: dict[int, int] = {}
        self._tops: dict[int, float] = {}

    @staticmethod
    @cache
    def open(path: Path, index: int = 0) -> "Face":
        """A face of a file, opened once in a process. Raises OSError."""
        return Face(path, index)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens the same file."""
        return Face.open, (self.path, self.index)

    def has_variant(self, sign: str, selector: str) -> bool:
        """Whether the face can draw the variant of a sign that a selector asks for."""
        return self.font.get_variation_glyph(ord(sign), ord(selector)) is not None

    def width(self, glyph: int) -> int:
        """The advance of a glyph as the font program states it, in thousandths of the size."""
        found = self._widths.get(glyph)
        if found is None:
            advance: int = self.font.get_glyph_h_advance(glyph)
            found = self._widths[glyph] = round(advance * 1000 / self.upem)
        return found

    def top(self, glyph: int) -> float:
        """How far the ink of a glyph rises above the baseline, in parts of the size."""
        found = self._tops.get(glyph)
        if found is None:
            ink = self.font.get_glyph_extents(glyph)
            found = self._tops[glyph] = ink.y_bearing / self.upem if ink else 0.0
        return found

    def subset(self, glyphs: Iterable[int]) -> Subset:
        """The font program with these glyphs alone (and .notdef, which every font must have)."""
        wanted = hb.SubsetInput()
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
        wanted.glyph_set.update(glyphs)
        wanted.drop_table_tag_set.update(_DROPPED)
        plan = hb.SubsetPlan(self._ready, wanted)
        face = plan.execute()
        numbers = dict(plan.old_to_new_glyph_mapping)
        if not self.cff:
            return Subset(bytes(face.blob.data), numbers)
        program = bytes(face.reference_table("CFF ").data)
        keys = _keys(program)
        return Subset(
            program, {old: keys[new] for old, new in numbers.items()} if keys else numbers
        )


@dataclass(frozen=True)
class Metrics:
    """What a font descriptor states, in thousandths of the size; `name` is the PostScript name."""

    name: str
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    italic_angle: float


def _keys(program: bytes) -> list[int]:
    """What the glyphs of a CFF program with keys are called, by their places: a viewer looks codes
    up in this list. Empty for a program without keys, where codes are places."""
    from fontTools.cffLib import CFFFontSet

    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    top = fonts[0]
    if not hasattr(top, "ROS"):
        return []
    return [int(name[3:]) if name.startswith("cid") else 0 for name in top.charset]


def _metrics(path: Path, index: int) -> Metrics:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]

        def scaled(value: float) -> int:
            return round(float(value) * 1000 / int(head.unitsPerEm))

        return Metrics(
            name=(font["name"].getDebugName(6) or "Face").replace(" ", "-"),
            box=(scaled(head.xMin), scaled(head.yMin), scaled(head.xMax), scaled(head.yMax)),
            ascent=scaled(hhea.ascent),
            descent=scaled(hhea.descent),
            cap_height=scaled(getattr(os2, "sCapHeight", 0) or hhea.ascent),
            italic_angle=float(font["post"].italicAngle),
        )
