"""Chinese, Japanese and Korean letters on paper: which face draws them, and from which file.

The faces are those of Noto Sans CJK as the system's package installs them: collections that hold
every sign once for each region, because one code point is drawn otherwise in Tokyo, Seoul, Beijing,
Taipei and Hong Kong. Nothing of them ships; only the signs of a text go into its file.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from flask import has_app_context

from lms.core.settings import settings

PACKAGE = "fonts-noto-cjk"
"""The system's package that brings the faces (Debian's name)."""
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where the system's fonts lie, in folders of folders."""
_FILES = {400: "NotoSansCJK-Regular.ttc", 600: "NotoSansCJK-Bold.ttc"}
_HEAVY = 500  # from here on the heavier of the two weights is the nearer one

_BLOCKS = (
    "\u1100-\u11ff\u2e80-\u312f\u3130-\u318f\u31a0-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SIGN = re.compile(f"[{_BLOCKS}]")
# spaces and selectors of variants keep to the face of what they follow
STRETCH = re.compile(f"[{_BLOCKS}][{_BLOCKS}{_VARIANTS} \u00a0\u200c\u200d]*")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_JAPANESE_VARIANT = re.compile("[\ufa0e-\ufa6d\U000e0100-\U000e01ef]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")


class Region(StrEnum):
    """Whose forms of the signs: Japan, Korea, mainland China, Taiwan, Hong Kong."""

    JP = "JP"
    KR = "KR"
    SC = "SC"
    TC = "TC"
    HK = "HK"


@dataclass(frozen=True)
class Source:
    """One face in a collection."""

    file: Path
    index: int


def holds(text: str) -> bool:
    """Whether a text has signs of these scripts."""
    return not text.isascii() and _SIGN.search(text) is not None


def region_of(text: str) -> Region:
    """Whose forms a text is drawn in: kana say Japan, and so do variants of ideographs (selectors
    and code points of compatibility are those of Japanese collections); hangul says Korea. Else the
    installation says (CONCORD_CJK_REGION), for the signs alone do not tell."""
    if _KANA.search(text) or _JAPANESE_VARIANT.search(text):
        return Region.JP
    if _HANGUL.search(text):
        return Region.KR
    return Region(settings().cjk_region) if has_app_context() else Region.SC


def face_for(text: str, weight: int) -> Source | None:
    """The face that draws the signs of these scripts in a text; None where there are none, or the
    package is not installed."""
    return face(region_of(text), weight) if holds(text) else None


def face(region: Region, weight: int) -> Source | None:
    """A region's face in the nearest weight; None where the package is not installed."""
    file = _file(_FILES[600 if weight >= _HEAVY else 400])
    return _faces(file).get(region) if file else None


def installed() -> bool:
    """Whether the faces are there in both weights."""
    return all(face(Region.SC, weight) for weight in _FILES)


def missing(text: str, weight: int = 600) -> list[str]:
    """The signs of these scripts in a text that its face cannot draw, each once, in order; all of
    them where the package is not installed. A variant that is not there is named whole."""
    found = face_for(text, weight)
    signs = dict.fromkeys(one for part in STRETCH.findall(text) for one in _signs(part))
    if found is None:
        return list(signs)
    return [sign for sign in signs if not _drawn(found, sign)]


def program(source: Source) -> bytes:
    """One face of a collection as a font file of its own, some 17 MB."""
    from fontTools.ttLib import TTFont

    out = io.BytesIO()
    with TTFont(source.file, fontNumber=source.index, lazy=True, recalcTimestamp=False) as font:
        font.save(out, reorderTables=None)
    return out.getvalue()


_found: dict[str, Path] = {}


def _file(name: str) -> Path | None:
    """A file of the package; looked for until it is there, so that nothing need be started anew."""
    known = _found.get(name)
    if known is None or not known.is_file():
        places = (
            one for root in FONTS for depth in ("*/", "*/*/") for one in root.glob(depth + name)
        )
        known = next(places, None)
        if known is not None:
            _found[name] = known
    return known


@cache
def _faces(file: Path) -> dict[Region, Source]:
    """The proportional faces of a collection, found by the names they bear."""
    from fontTools.ttLib import TTCollection

    found = {}
    with TTCollection(file, lazy=True) as collection:
        for index, font in enumerate(collection.fonts):
            name = font["name"].getDebugName(6) or ""
            region = name.removeprefix("NotoSansCJK").partition("-")[0].upper()
            if region in Region.__members__:
                found[Region(region)] = Source(file, index)
    return found


def _signs(part: str) -> Iterator[str]:
    """The signs of a stretch, each with its selector of a variant; without what draws nothing."""
    for found in re.finditer(f"[{_BLOCKS}][{_VARIANTS}]?", part):
        if unicodedata.category(found[0][0]) not in {"Zs", "Cf"}:
            yield found[0]


def _drawn(source: Source, sign: str) -> bool:
    """Whether a face has a sign, in this very variant if one is asked for."""
    nominal, variants = _coverage(source)
    return ord(sign[0]) in nominal if len(sign) == 1 else (ord(sign[1]), ord(sign[0])) in variants


@cache
def _coverage(source: Source) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(source.file), source.index)
    variants = (
        (selector, base)
        for selector in face.variation_selectors
        for base in face.variation_unicodes(selector)
    )
    return frozenset(face.unicodes), frozenset(variants)
