"""Words on a drawing: how wide they are about, where they break, and that each stands by itself.

Without a font at hand widths are estimates by the kind of sign; boxes leave room for the error.
"""

import unicodedata
from functools import lru_cache

from lms.engines.linkchart.exchange.words import clean

_NARROW = frozenset("ijl.,:;'|!()[]{} ftrI-")
_FIRST_STRONG, _END = "\u2068", "\u2069"


@lru_cache(maxsize=20_000)
def width(text: str, size: float) -> float:
    """About how wide a text is at a size of letters, both in units of the drawing."""
    return size * sum(map(_share, text))


def _share(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1.0
    if sign in _NARROW:
        return 0.33
    return 0.67 if sign.isupper() or sign in "mwMW@%" else 0.55


def wrapped(text: str, size: float, most: float, lines: int) -> list[str]:
    """The text in at most so many lines of at most this width; what does not fit ends in “…”."""
    words = clean(text).split()
    found: list[str] = []
    for word in words:
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size) <= most:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [_cut(line, size, most) for line in found]


def _cut(line: str, size: float, most: float) -> str:
    if width(line, size) <= most:
        return line
    while len(line) > 1 and width(f"{line}…", size) > most:
        line = line[:-1]
    return f"{line}…"


def isolated(text: str) -> str:
    """The text in its own direction, whatever stands around it: right to left where its first
    letter is, without any help by the program that draws it."""
    return f"{_FIRST_STRONG}{text}{_END}"
