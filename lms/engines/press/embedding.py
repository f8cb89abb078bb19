"""A face as PDF objects: composite font, its descendant, descriptor, program and ToUnicode."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.engines.press import syntax
from lms.engines.press.faces import Face, Metrics, Subset

OBJECTS = 5
"""How many objects a font takes; the first of them is the font itself."""


@dataclass(frozen=True)
class Embedded:
    """A face with the glyphs of one file, ready to be written under any number."""

    metrics: Metrics
    cff: bool
    tag: str
    length: int
    """Of the font program in bytes."""
    program: bytes
    """The font program, deflated."""
    widths: bytes
    unicode: bytes
    """What the glyphs stand for (ToUnicode), deflated."""


def embedded(face: Face, subset: Subset, texts: Mapping[int, str]) -> Embedded:
    """A face with these glyphs; `texts` are what new glyph numbers stand for."""
    return Embedded(
        metrics=face.metrics,
        cff=face.cff,
        tag=_tag(subset.program),
        length=len(subset.program),
        program=zlib.compress(subset.program, 6),
        widths=_widths(face, subset),
        unicode=zlib.compress(_to_unicode(texts), 6),
    )


def objects(font: Embedded, first: int) -> Sequence[bytes]:
    """The bodies of a font's objects, to be numbered from `first` on."""
    metrics = font.metrics
    base = syntax.name(f"{font.tag}+{metrics.name}")
    cid, descriptor, file, unicode = range(first + 1, first + OBJECTS)
    kind, key, extra = (
        (b"CIDFontType0", b"FontFile3", b"/Subtype/CIDFontType0C")
        if font.cff
        else (b"CIDFontType2", b"FontFile2", b"/Length1 %d" % font.length)
    )
    identity = b"" if font.cff else b"/CIDToGIDMap/Identity"
    box = b" ".join(b"%d" % edge for edge in metrics.box)
    return (
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (base, cid, unicode),
        b"<</Type/Font/Subtype/%s/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R%s/DW 0/W[%s]>>"
        % (kind, base, descriptor, identity, font.widths),
        b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%s]/ItalicAngle %s/Ascent %d"
        b"/Descent %d/CapHeight %d/StemV 80/%s %d 0 R>>"
        % (
            base,
            box,
            syntax.number(metrics.italic_angle),
            metrics.ascent,
            metrics.descent,
            metrics.cap_height,
            key,
            file,
        ),
        stream(font.program, extra),
        stream(font.unicode),
    )


def stream(compressed: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream object whose data is deflated already."""
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (
        len(compressed),
        entries,
        compressed,
    )


def _tag(program: bytes) -> str:
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _widths(face: Face, subset: Subset) -> bytes:
    new = sorted((number, old) for old, number in subset.numbers.items())
    return b"".join(b"%d[%d]" % (number, face.width(old)) for number, old in new)


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    pairs = [
        b"<%04X><%s>" % (number, text.encode("utf-16-be").hex().upper().encode())
        for number, text in sorted(texts.items())
    ]
    blocks = [
        b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part))
        for part in (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    ]
    return (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        b"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        b"1 begincodespacerange<0000><FFFF>endcodespacerange\n"
        + b"\n".join(blocks)
        + b"\nendcmap CMapName currentdict/CMap defineresource pop end end"
    )
