"""The test sheet for the printer: rulers at the edges, crosses on both sides, the code, greys."""

from dataclasses import dataclass
from typing import Any

from lms.certificates.printing.compose import QR_WIDTH_MM
from lms.core import papers, pdf
from lms.core.i18n import NATIVE_DIGITS
from lms.engines.credentials import qr
from lms.pack.printing import template
from lms.pack.printing.backs import Size

RULER, DEEP = 160, 20
"""Millimetres: the line that shows the scale, and how far the rulers reach in from each edge."""
_TOKEN, _STATEMENT = "0" * 22, "1234567890" * 43  # as long as those of papers: modules as large


@dataclass(frozen=True)
class TestSheet:
    """Both sides, each a PDF of one page."""

    front: bytes
    back: bytes


def draw(size: Size, language: str, base_url: str) -> TestSheet:
    """The test sheet of a size in mm. `base_url` gives the code the length that papers have."""
    address = qr.verification_url(base_url, _TOKEN, _STATEMENT)
    return TestSheet(
        _side(size, language, address, "front"), _side(size, language, address, "back")
    )


def _side(size: Size, language: str, address: str, side: str) -> bytes:
    width, height = size
    said = papers.wordings(template.FOLDER)[language]
    values: dict[str, Any] = {
        "side": side,
        "language": language,
        "w": said,
        "width": width,
        "height": height,
        "ruler": RULER,
        "deep": DEEP,
        "qr": qr.draw(address),
        "qr_width": QR_WIDTH_MM,
        "number": lambda value: _number(value, language),
        "crosses": [
            *((x, y) for x in (45, width - 45) for y in (32, height - 32)),
            (width / 2, 96),
        ],
    }
    html = papers.environment(template.FOLDER).get_template("test.html").render(values)
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS).write()


def _number(value: object, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return str(value).translate(table) if table else str(value)
