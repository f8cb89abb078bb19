"""The QR code of a certificate: one address, drawn as one vector path."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno

QUIET_MODULES = 4
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


def verification_url(base: str, token: str, statement: str = "") -> str:
    """The address in the QR code: BASE/v/TOKEN, and `#STATEMENT` where there is one.

    The fragment is for readers without a network; no browser sends it to a server.
    """
    address = f"{base.rstrip('/')}/v/{token}"
    return f"{address}#{statement}" if statement else address


def looks_like_token(token: str) -> bool:
    """Whether this could be a token at all: its alphabet and length."""
    return _TOKEN.fullmatch(token) is not None


@dataclass(frozen=True)
class QrCode:
    """A QR code as an SVG path of dark squares; `size` counts modules without the quiet border."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        """The SVG view box, with the quiet border of four modules that readers need."""
        edge = self.size + 2 * QUIET_MODULES
        return f"-{QUIET_MODULES} -{QUIET_MODULES} {edge} {edge}"

    def width(self, code_width: float) -> float:
        """The width of the whole drawing where the code itself is `code_width` wide, same unit."""
        return round(code_width * (self.size + 2 * QUIET_MODULES) / self.size, 3)


def modules_of(text: str, *, mask: int | None = None) -> Sequence[Sequence[int]]:
    """The modules of the QR code of a text, 1 for dark, without the quiet border.

    An address alone stands at error level Q, so that a stamp or a fold does not kill it. Behind
    `#` come the digits of a statement: they are a segment of their own in numeric mode, and the
    level is M, so that the modules stay large (61 x 61 with two names of usual length).

    The code is made by zxing-cpp, which weighs all masks in 0.3 to 0.8 ms (segno: 5 to 20 ms).
    With a `mask` (0 to 7) segno makes it: the second opinion of the tests.
    """
    address, mark, digits = text.partition("#")
    stated = digits.isascii() and digits.isdigit()
    level = "M" if stated else "Q"
    if mask is None:
        return _by_zxing(text, level)
    content: Any = [address + mark, digits] if stated else text
    drawn = segno.make(content, error=level, micro=False, boost_error=False, mask=mask)
    modules: Sequence[Sequence[int]] = drawn.matrix
    return modules


def _by_zxing(text: str, level: str) -> Sequence[Sequence[int]]:
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture: Any = code.to_image(scale=1, add_quiet_zones=False)
    width, dark = picture.shape[1], bytes(memoryview(picture).cast("B")).translate(_DARK)
    return [dark[start : start + width] for start in range(0, len(dark), width)]


_DARK = bytes([1, *([0] * 255)])  # black pixels are dark modules


def draw(text: str, *, mask: int | None = None) -> QrCode:
    """The QR code of a text, see `modules_of`. A `mask` (0 to 7) saves the search for one."""
    matrix = modules_of(text, mask=mask)
    runs: list[str] = []
    for row, modules in enumerate(matrix):
        start: int | None = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
                start = None
    return QrCode(len(matrix), "".join(runs))
