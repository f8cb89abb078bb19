"""Chinese, Japanese and Korean letters on pages that WeasyPrint lays out.

Each stretch of them becomes an element of its own in the face of its region, whatever families
the page's sheets name. So no sheet binds these large faces, and a page without such letters costs
nothing.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import uharfbuzz as hb
from fontTools.cffLib import CFFFontSet

from lms.core.cjk import STRETCH, Region, face, holds, program, region_of

WEIGHTS = (400, 600)
SCHEME = "cjk"
_CLASS = "paper-cjk"
_NO_TEXT = frozenset({"head", "style", "script", "title", "textarea", "svg", "math"})
_ADDRESS = re.compile(rf"{SCHEME}:/*([A-Z]{{2}})-(\d+)")
_GAP = re.compile("[ \u00a0]+")
_LEFT_TO_RIGHT = re.compile("L(?:[LMN]*[LM])?")
_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "cmap", "name")


def mark(page: Element) -> set[Region]:
    """Put each stretch of these letters into an element of its own. Returns the regions whose
    sheets the page needs; none, and nothing changed, where the package is not installed."""
    regions: set[Region] = set()
    _mark(page, regions)
    return regions


def sheet(region: Region) -> str:
    """The style of a region's stretches, with its faces; their addresses are for `fetch`.

    A line is as high, and stands where it stands, as without them: the face is taller than others.
    """
    family = f"Paper cjk {region.lower()}"
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{SCHEME}:{region}-{weight}") format("opentype"); }}\n'
        for weight in WEIGHTS
    )
    return (
        f'{faces}.{_CLASS}-{region.lower()} {{ font-family: "{family}"; line-height: 0; }}\n'
        f".{_CLASS}-ltr {{ direction: ltr; }}\n"
    )


def fetch(url: str) -> bytes:
    """The font file that an address of `sheet` means. Raises FileNotFoundError."""
    found = _ADDRESS.fullmatch(url)
    source = face(Region(found[1]), int(found[2])) if found else None
    if source is None:
        raise FileNotFoundError(url)
    return program(source)


def shrink(_document: object, pdf: Any) -> None:
    """Make the font programs of a PDF small before it is written, where they are CFF.

    WeasyPrint keeps the numbers of glyphs, with an empty place for each of 65,000 that are not
    used: 100 KB. A CFF program with keys names its glyphs itself, so the empty places can go.
    """
    by_number = {one.number: one for one in pdf.objects}
    for font in pdf.objects:
        if getattr(font, "get", None) is None or font.get("Subtype") != "/CIDFontType0":
            continue
        descriptor = by_number[_number(font["FontDescriptor"])]
        stream = by_number[_number(descriptor["FontFile3"])]
        if stream.extra.get("Subtype") == "/OpenType":
            small = _only(stream.stream[0], {0, *_glyphs(font["W"])})
            if small:
                stream.stream = [small]
                stream.extra["Subtype"] = "/CIDFontType0C"
                font.pop("CIDToGIDMap", None)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _glyphs(widths: list[Any]) -> Iterator[int]:
    """The glyphs that a W array of the form `first [width ...]` speaks of."""
    for first, row in zip(widths[::2], widths[1::2], strict=True):
        yield from range(first, first + len(row))


def _only(data: bytes, glyphs: set[int]) -> bytes:
    """The CFF program with these glyphs alone; empty where it does not call them by these numbers,
    so that the codes on the page would mean others."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED)
    small = hb.SubsetPlan(hb.Face(data), wanted).execute()
    program = bytes(small.reference_table("CFF ").data)
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    names = {".notdef", *(f"cid{number:05}" for number in glyphs - {0})}
    return program if set(fonts[0].charset) == names else b""


def _mark(element: Element, regions: set[Region]) -> None:
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in _NO_TEXT:
        return
    children = list(element)
    made: list[Element] = []
    element.text = _split(element.text, made.append, regions)
    for child in children:
        _mark(child, regions)
        made.append(child)
        child.tail = _split(child.tail, made.append, regions)
    if len(made) > len(children):
        element[:] = made


def _split(text: str | None, add: Callable[[Element], None], regions: set[Region]) -> str | None:
    """The text before the first stretch; the stretches are added with what follows each."""
    if not text or not holds(text):
        return text
    region = region_of(text)
    if not all(face(region, weight) for weight in WEIGHTS):
        return text
    regions.add(region)
    lead, last = "", None
    for piece in _pieces(text, region):
        if isinstance(piece, Element):
            add(piece)
            last = piece
        elif last is None:
            lead += piece
        else:
            last.tail = (last.tail or "") + piece
    return lead


Piece = str | Element


def _pieces(text: str, region: Region) -> Iterator[Piece]:
    """A text with its stretches as elements. What runs from left to right around them is kept
    together: WeasyPrint orders the elements of a line by the direction of the line alone."""
    end = 0
    name = f"{_CLASS}-{region.lower()}"
    for run in _LEFT_TO_RIGHT.finditer("".join(map(_direction, text))):
        part = text[run.start() : run.end()]
        if not holds(part):
            continue
        yield text[end : run.start()]
        end = run.end()
        if STRETCH.fullmatch(part):
            yield _element(name, part)
        else:
            whole = _element(f"{_CLASS}-ltr")
            whole.text = _filled(whole, part, name)
            yield whole
        gap = _GAP.match(text, end)
        if gap and holds(part[-1]):  # a space is of the face before it, but outside of the run
            yield _element(name, gap[0])
            end = gap.end()
    yield text[end:]


def _filled(whole: Element, part: str, name: str) -> str:
    """Put the stretches of a text into an element; the text before the first."""
    found = list(STRETCH.finditer(part))
    for one, after in zip(found, [*(one.start() for one in found[1:]), len(part)], strict=True):
        child = _element(name, one[0])
        child.tail = part[one.end() : after]
        whole.append(child)
    return part[: found[0].start()]


def _element(name: str, text: str = "") -> Element:
    made = Element("span", {"class": name})
    made.text = text
    return made


def _direction(sign: str) -> str:
    """L or R for a sign that has a direction, M for a mark on what stands before it, else N."""
    kind = unicodedata.bidirectional(sign)
    return {"L": "L", "R": "R", "AL": "R", "AN": "R", "NSM": "M"}.get(kind, "N")
