"""Names of files that any file system takes and that sort as people are called."""

import unicodedata

from lms.core.messages import Message
from lms.core.names import clean_name

WIDTH, LONGEST = 3, 120
"""Digits of a place at least; and bytes of a surname in UTF-8, so that a whole name stays far
below 255."""
_FORBIDDEN = frozenset('<>:"/\\|?*')


def file_name(place: int, of: int, serial: str, surname: str, ending: str = "pdf") -> str:
    """`001 DGTR-2026-0017 Chandio.pdf`: the place in calling order first, so that names sort.

    Letters of every script stay as they are, composed (NFC). What Windows, macOS, Linux or an
    archive would trip over goes: control and direction signs, separators, a point at the end.
    """
    width = max(WIDTH, len(str(of)))
    words = [f"{place:0{width}d}", _safe(serial), _safe(surname)]
    return f"{' '.join(word for word in words if word)}.{ending}"


def surname_of(name: str, last_name: str = "") -> str:
    """The surname where it is known apart, else the last word of the name on the paper."""
    found = last_name.strip() or (name.split() or [""])[-1]
    clean = clean_name(found)
    return found if isinstance(clean, Message) else clean


def _safe(text: str) -> str:
    kept = "".join(
        " " if sign in _FORBIDDEN or unicodedata.category(sign)[0] in "CZ" else sign
        for sign in unicodedata.normalize("NFC", text)
    )
    short = " ".join(kept.split()).encode()[:LONGEST].decode(errors="ignore")
    return short.strip(" .")
