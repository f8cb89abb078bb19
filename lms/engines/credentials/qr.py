"""The QR code of a certificate: one address, drawn as one vector path."""

import re
from dataclasses import dataclass

import segno

QUIET_MODULES = 4
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


def verification_url(base: str, token: str) -> str:
    """The address in the QR code: BASE/v/TOKEN.

    A signed statement may later follow as the fragment, which no server ever receives.
    """
    return f"{base.rstrip('/')}/v/{token}"


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


def draw(text: str) -> QrCode:
    """The QR code of a text at error level Q, so that a stamp or a fold does not kill it."""
    matrix = segno.make(text, error="q", micro=False, boost_error=False).matrix
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
