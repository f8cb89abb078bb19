"""The name as it will stand on the paper, as a picture for a screen.

The name is laid out by the paper's own sheet, fonts and fitting, and the outlines of the very
glyphs that would be printed become an SVG: so the picture needs no font on the reader's device,
and no program beside WeasyPrint to turn a PDF into a picture.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from markupsafe import escape

from lms.certificates.printing import fit, template
from lms.certificates.printing.glyphs import local_style, signs_missing
from lms.core import pdf
from lms.core.messages import N_, Message
from lms.core.names import clean_name
from lms.designs import shipped
from lms.enrolments.rows import NamePicture

INK, SHEET = "#13202a", "#ffffff"  # the paper stays white on a dark screen
_MARGIN = 6.0  # CSS pixels around the name
_SIDES = ("latin", "local")


def name_picture(certificate_name: str, certificate_name_local: str = "") -> NamePicture:
    """Draw a name in its one or two scripts, at the sizes that the paper would choose.

    A name that cannot be written or printed gives the reason instead. Names drawn lately are
    kept, by their letters and the template's version.
    """
    latin = clean_name(certificate_name)
    local = clean_name(certificate_name_local) if certificate_name_local.strip() else ""
    for value in (latin, local):
        if isinstance(value, Message):
            return NamePicture(problem=value)
    return _drawn(str(latin), str(local), template.template_hash())


@lru_cache(maxsize=256)
def _drawn(latin: str, local: str, _version: str) -> NamePicture:
    absent = signs_missing(latin, local)
    if absent:
        signs = " ".join(absent)
        return NamePicture(
            problem=N_("The certificate’s fonts have no sign for %(signs)s.", signs=signs)
        )
    html = _html(latin, local)
    design = shipped.drawn(template.NAME)
    slots = fit.slots(html)
    try:
        laid = fit.fit(
            slots,
            lambda css: pdf.lay_out(html, design.folder, sheets=design.sheets, css=css),
        )
    except fit.DoesNotFit:
        return NamePicture(problem=N_("The name is too long for the certificate."))
    glyphs = list(_outlines(laid.write()))
    pictures = {
        side: _svg(laid.boxes[f"name-{side}"], glyphs, latin if side == "latin" else local)
        for side in _SIDES
        if f"name-{side}" in laid.boxes
    }
    return NamePicture(pictures["latin"], pictures.get("local", b""))


def _html(latin: str, local: str) -> str:
    width = 115.5 if local else 243
    frames = {
        side: f'data-fit="--name-{side} {width}x75 {fit.written(fit.NAME[side])}"'
        for side in _SIDES
    }
    second = (
        f'<div class="body local" lang="ur" dir="rtl"><p class="name {local_style(local)}">'
        f'<span id="name-local" class="block" {frames["local"]}>{escape(local)}</span></p></div>'
        if local
        else ""
    )
    return (
        f'<html lang="en" id="paper"><body class="{"two" if local else "one"}">'
        f'<div class="body latin"><p class="name">'
        f'<span id="name-latin" class="block" {frames["latin"]}>'
        f"{escape(latin)}</span></p></div>{second}</body></html>"
    )


Glyph = tuple[float, float, str]
"""Where a glyph stands on the page, in CSS pixels from its corner, and its outline there."""


def _outlines(data: bytes) -> Iterator[Glyph]:
    """The outlines of all glyphs on the first page of a PDF that WeasyPrint wrote: it places
    text by Tm, Tf, Ts and TJ alone, with two-byte glyph numbers."""
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        fonts = {name: _Font(font) for name, font in page.Resources.Font.items()}
        font: _Font | None = None
        size = rise = x = y = 0.0
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            match str(step.operator):
                case "Tm":
                    x, y = float(operands[4]), float(operands[5])
                case "Tf":
                    font, size = fonts[str(operands[0])], float(operands[1])
                case "Ts":
                    rise = float(operands[0])
                case "TJ" if font is not None:
                    for item in operands[0]:
                        if not isinstance(item, pikepdf.String):
                            x -= float(item) / 1000 * size
                            continue
                        for number in _numbers(bytes(item)):
                            yield x, y, font.outline(number, x, y - rise, size)
                            x += font.width(number) * size


def _numbers(text: bytes) -> list[int]:
    return [int.from_bytes(text[place : place + 2]) for place in range(0, len(text), 2)]


class _Font:
    """A font as it lies in the PDF: only the glyphs that are used."""

    def __init__(self, font: Any) -> None:
        inner = font.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        if "/FontFile2" in descriptor:
            face = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
            self._glyphs: Any = face.getGlyphSet()
            self._name: Callable[[int], str] = face.getGlyphOrder().__getitem__
            self._em = float(face["head"].unitsPerEm)
        else:
            self._glyphs = _cff(descriptor.FontFile3.read_bytes())
            self._name = "cid{:05d}".format
            self._em = 1000.0
        self._widths = dict(_advances(inner.W))

    def width(self, number: int) -> float:
        """How far the pen moves, in parts of the size."""
        return self._widths[number] / 1000

    def outline(self, number: int, x: float, y: float, size: float) -> str:
        """The outline of a glyph at a place on the page, as an SVG path."""
        pen, scale = SVGPathPen(self._glyphs, ntos=lambda value: f"{value:.2f}"), size / self._em
        self._glyphs[self._name(number)].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        return str(pen.getCommands())


def _cff(program: bytes) -> Any:
    """The glyphs of a CFF program with keys, by the names that fontTools gives to keys."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    return fonts[0].CharStrings


def _advances(widths: Any) -> Iterator[tuple[int, float]]:
    """The advances in a W array of the form `first [width ...]`, in thousandths of the size."""
    for first, row in zip(list(widths)[::2], list(widths)[1::2], strict=True):
        yield from ((int(first) + place, float(width)) for place, width in enumerate(row))


def _svg(box: pdf.Box, glyphs: Sequence[Glyph], name: str) -> bytes:
    """The glyphs that stand in a box, cut out of the page; the name is its title."""
    left, top = box.x - _MARGIN, box.y - _MARGIN
    width, height = box.width + 2 * _MARGIN, box.content_height + 2 * _MARGIN
    path = "".join(
        outline
        for x, y, outline in glyphs
        if left <= x <= left + width and top <= y <= top + height + _MARGIN
    )
    view = f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img"><title>{escape(name)}</title>'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="100%" height="100%" fill="{SHEET}"/>'
        f'<path fill="{INK}" d="{path}"/></svg>'
    ).encode()
