"""A chart on paper: its drawing on one page, as large as the page takes it.

The words are set by the page and not by the drawing, so that every script joins its letters.
"""

from collections.abc import Iterator

from markupsafe import Markup

from lms.core import pdf
from lms.core.settings import ROOT
from lms.engines.linkchart.exchange.drawing import Words, draw
from lms.engines.linkchart.exchange.lettering import isolated
from lms.engines.linkchart.exchange.picture import Picture, Said, svg_of
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import Chart

FOLDER = ROOT / "templates" / "exercises" / "print"
_A4, _A3 = (210.0, 297.0), (297.0, 420.0)  # mm
_MARGIN = 10.0
_LARGE = 1600.0  # pixels across, from which A3 is taken
_BASE = 0.875  # from the top of a line to its base, in sizes of its letters
_REACH = 400.0


def chart_pdf(chart: Chart, words: Words) -> bytes:
    """The PDF of one page: A4 or, for a large chart, A3, on the side that fits the drawing."""
    picture = draw(chart, words)
    short, long = _A3 if max(picture.wide, picture.high) > _LARGE else _A4
    page = (long, short) if picture.wide > picture.high else (short, long)
    scale = min((page[0] - 2 * _MARGIN) / picture.wide, (page[1] - 2 * _MARGIN) / picture.high)
    drawing = svg_of(picture, words=False)
    svg = Markup(drawing[drawing.index("<svg") :])  # noqa: S704 - our own drawing
    said = Markup("").join(_lettered(picture, scale))
    html = Markup(
        '<!doctype html><title>{}</title><body><div class="sheet">{}{}</div></body>'
    ).format(clean(chart.about.title), svg, said)
    css = (
        f"@page {{ size: {page[0]:g}mm {page[1]:g}mm; margin: {_MARGIN:g}mm; }}"
        f".sheet, svg {{ width: {picture.wide * scale:.2f}mm; }}"
        f"svg {{ height: {picture.high * scale:.2f}mm; }}"
    )
    return pdf.lay_out(html, FOLDER, sheets=("chart.css",), css=css).write()


def _lettered(picture: Picture, scale: float) -> Iterator[Markup]:
    for said in picture.said:
        x, y = (said.x - picture.left) * scale, (said.y - picture.top) * scale
        yield Markup('<p class="{}" style="{}">{}</p>').format(
            _kind(said), _style(said, x, y, scale), isolated(clean(said.words))
        )


def _kind(said: Said) -> str:
    return " ".join(name for name, there in (("m", said.middle), ("b", said.bold)) if there)


def _style(said: Said, x: float, y: float, scale: float) -> str:
    """Where a line of words lies on the page, in mm."""
    left = x - _REACH / 2 if said.middle else x
    return (
        f"left:{left:.2f}mm;top:{y - _BASE * said.size * scale:.2f}mm;width:{_REACH:g}mm;"
        f"font-size:{said.size * scale:.3f}mm;color:{said.ink}"
    )
