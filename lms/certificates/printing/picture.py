"""A page as a picture for a screen: a telephone shows no PDF inside a page."""

import io
import threading
from collections.abc import Callable
from html import escape
from textwrap import wrap

from PIL.Image import Image

from lms.certificates.printing.compose import Paper
from lms.certificates.printing.render import preview_pdf
from lms.core.kept import Kept

_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads
WIDTH, SMALL = 1400, 700  # pixels
_PREVIEWS = Kept(24)
_PAPER = 250  # grey from which on a point counts as bare paper
_LETTERS, _LINE = 44, 38  # of a sentence in a picture of SMALL width


def preview(paper: Paper, width: int = WIDTH) -> bytes:
    """The preview of a paper as PNG; what was drawn lately is given at once. Raises PaperProblem.

    Whoever chooses a design comes back to the same few papers again and again.
    """
    return _PREVIEWS.give(f"{width} {paper.key}", lambda: png(preview_pdf(paper), width))


def sentence(text: str, direction: str) -> bytes:
    """An SVG that says why there is no preview, in the place where the preview would be."""
    x = 30 if direction == "ltr" else SMALL - 30
    lines = "".join(
        f'<text x="{x}" y="{80 + _LINE * place}">{escape(line)}</text>'
        for place, line in enumerate(wrap(text, _LETTERS))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SMALL} 495" direction="{direction}"'
        f' font-family="sans-serif" font-size="28" fill="#8f1812">'
        f'<rect width="{SMALL}" height="495" fill="#fff"/>{lines}</svg>'
    ).encode()


def png(pdf: bytes, width: int = WIDTH) -> bytes:
    """The first page of a PDF of our own as PNG, `width` pixels wide."""
    out = io.BytesIO()
    _drawn(pdf, lambda wide: width / wide).save(out, "PNG")
    return out.getvalue()


def ink(pdf: bytes, per_mm: int) -> Image:
    """Where the first page of a PDF is not white, at so many pixels for each millimetre."""
    image = _drawn(pdf, lambda _wide: per_mm * 25.4 / 72).convert("L")
    return image.point(lambda grey: 0 if grey > _PAPER else 255)


def _drawn(pdf: bytes, scale: Callable[[float], float]) -> Image:
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        image: Image = page.render(scale=scale(page.get_width())).to_pil()
        page.close()
        document.close()
    return image
