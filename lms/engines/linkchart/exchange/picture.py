"""A finished drawing: shapes as SVG, and words apart from them.

They are apart because not every program joins the letters of Arabic script in an SVG text: paper
sets the words itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.engines.linkchart.exchange.lettering import isolated
from lms.engines.linkchart.exchange.words import clean, escaped

INK, LINE_INK, FAINT, PAPER = "#13202a", "#43525d", "#77868f", "#ffffff"


@dataclass(frozen=True)
class Said:
    """One line of words: the place of its base line, by its middle or its left end."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    ink: str = INK
    middle: bool = True


@dataclass(frozen=True)
class Picture:
    """A drawing in units of one pixel at full size. `notice` stands in a comment."""

    left: float
    top: float
    wide: float
    high: float
    shapes: Sequence[str]
    said: Sequence[Said]
    title: str
    notice: str
    font: str


def svg_of(picture: Picture, *, words: bool = True) -> str:
    """The SVG document, with its words or without them. Nothing in it runs or loads."""
    left, top, wide, high = picture.left, picture.top, picture.wide, picture.high
    title = f"<title>{plain(picture.title)}</title>\n" if picture.title else ""
    lettering = "\n".join(map(_text, picture.said)) if words else ""
    body = "\n".join(picture.shapes)
    notice = plain(picture.notice).replace("--", "- -")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="{left:.1f} {top:.1f} {wide:.1f} {high:.1f}" '
        f'font-family="{escaped(picture.font)}" role="img">\n'
        f"<!-- Concord. {notice} -->\n{title}"
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
        f'fill="{PAPER}"/>\n{body}\n{lettering}\n</svg>\n'
    )


def _text(said: Said) -> str:
    weight = ' font-weight="600"' if said.bold else ""
    anchor = ' text-anchor="middle"' if said.middle else ""
    return (
        f'<text x="{said.x:.1f}" y="{said.y:.1f}" font-size="{said.size:g}" fill="{said.ink}"'
        f"{anchor}{weight}>{isolated(plain(said.words))}</text>"
    )


def plain(text: str) -> str:
    """The text as the content of an element."""
    plain_text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain_text.replace("\r", "&#13;")
