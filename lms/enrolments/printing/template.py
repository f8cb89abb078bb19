"""Templates, wording and fonts of the papers about people."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lms.core import pdf
from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "enrolments" / "print"
FONTS = ROOT / "static" / "vendor" / "print"
LANGUAGES = ("en", "ur")
SHEETS = ("paper.css",)
_NASTALIQ = ("noto-nastaliq-urdu", "ibm-plex-sans")


def script_of(text: str) -> str:
    """The style for a name in a local script: Nastaliq where it has every letter, else Naskh
    (Sindhi and Pashto letters), else Latin."""
    if not any("؀" <= sign <= "ࣿ" or "ﭐ" <= sign <= "﻿" for sign in text):
        return "latin"
    return "nastaliq" if not pdf.glyphs_missing(text, _faces()) else "naskh"


@cache
def _faces() -> tuple[Path, ...]:
    return tuple(FONTS / f"{family}-600.ttf" for family in _NASTALIQ)


def pick(text: Mapping[str, str] | None, language: str) -> str:
    """An authored text in a language, else in English, else in any."""
    if not text:
        return ""
    return text.get(language) or text.get("en") or next((one for one in text.values() if one), "")


def both(text: Mapping[str, str] | None) -> tuple[str, str]:
    """An authored text in Latin letters and in the local language; the second empty where it is
    missing or the same."""
    first = pick(text, "en")
    local = (text or {}).get("ur", "")
    return first, "" if local == first else local
