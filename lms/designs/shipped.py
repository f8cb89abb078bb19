"""The four designs that ship, put together from `templates/certificates/print`.

What they have in common stands there once, in files whose names begin with an underscore; a source
holds it whole, because what is frozen with papers needs nothing beside itself.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from lms.core import pdf
from lms.core.settings import ROOT
from lms.designs.drawing import DrawnDesign
from lms.designs.enums import PageSize
from lms.designs.formats import DesignSource, Options

FOLDER = ROOT / "templates" / "certificates" / "print"
FONTS = pdf.STATIC / "vendor" / "print"
OFFICIAL = "official"
NAMES = (OFFICIAL, "plain", "bilingual", "pocket")
_LANDSCAPE = (PageSize.A4, PageSize.LETTER)
_PAGES: dict[str, tuple[PageSize, ...]] = {
    OFFICIAL: (PageSize.A4,),
    "plain": _LANDSCAPE,
    "bilingual": _LANDSCAPE,
    "pocket": (PageSize.CARD,),
}
_DRAWINGS: dict[str, tuple[str, ...]] = {OFFICIAL: ("border.svg", "rosette.svg")}
_FAMILIES = (
    *("ibm-plex-sans", "noto-nastaliq-urdu", "ibm-plex-sans-arabic", "noto-sans-arabic"),
    "ibm-plex-mono",
)
_WEIGHTS = (400, 600)
_COMMON_SHEET = "_common.css"
_PART = re.compile(r'\{% include "(_[a-z]+\.html)" %\}')


def fonts() -> list[Path]:
    """The font files that designs may use."""
    return [FONTS / f"{family}-{weight}.ttf" for family in _FAMILIES for weight in _WEIGHTS]


def source(name: str) -> DesignSource:
    """A shipped design as it stands now. Raises KeyError for an unknown name."""
    if name not in _PAGES:
        raise KeyError(name)
    return _read(name, tuple(file.stat().st_mtime_ns for file in files(name)))


def drawn(name: str) -> DrawnDesign:
    """A shipped design ready to draw, from its own folder. Raises KeyError for an unknown name."""
    found = source(name)
    return DrawnDesign(found.hash, found, FOLDER, (_COMMON_SHEET, f"{name}.css"))


def missing() -> list[Path]:
    """Fonts that are not there: the set-up has not run."""
    return [file for file in fonts() if not file.is_file()]


def files(name: str) -> list[Path]:
    """Every file that decides how a shipped design looks."""
    own = (f"{name}.html", f"{name}.css", "wording.json", *_DRAWINGS.get(name, ()))
    return [FOLDER / file for file in own] + sorted(FOLDER.glob("_*")) + fonts()


@cache
def _read(name: str, _changed: tuple[int, ...]) -> DesignSource:
    return DesignSource(
        name=name,
        html=_PART.sub(lambda found: _text(found[1]).rstrip("\n"), _text(f"{name}.html")),
        css=_text(_COMMON_SHEET) + _text(f"{name}.css"),
        wording=json.loads(_text("wording.json")),
        drawings={file: _text(file).strip() for file in _DRAWINGS.get(name, ())},
        fonts={file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in fonts()},
        options=Options(page=_PAGES[name][0], pages=_PAGES[name]),
    )


def _text(file: str) -> str:
    return (FOLDER / file).read_text("utf-8")
