"""A page as a picture for a screen: a telephone shows no PDF inside a page."""

import io
import threading
from html import escape
from textwrap import wrap

from lms.certificates.printing.compose import Paper
from lms.certificates.printing.render import preview_pdf
from lms.core.kept import Kept

_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads
WIDTH, SMALL = 1400, 700  # pixels
_PREVIEWS = Kept(24)
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
    import pypdfium2

    out = io.BytesIO()
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        image = page.render(scale=width / page.get_width()).to_pil()
        page.close()
        document.close()
    image.save(out, "PNG")
    return out.getvalue()
