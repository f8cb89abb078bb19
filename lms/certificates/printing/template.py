"""The print template as a set of files with one hash: page, sheet, wording, drawings and fonts."""

from functools import cache
from pathlib import Path

from lms.core import pdf
from lms.core.settings import ROOT

NAME = "official"
SHEET = "official.css"
FOLDER = ROOT / "templates" / "certificates" / "print"
FONTS = pdf.STATIC / "vendor" / "print"

_OWN_FILES = ("official.html", "official.css", "wording.json", "border.svg", "rosette.svg")
LATIN = ("ibm-plex-sans-{weight}.ttf",)
NASTALIQ = ("noto-nastaliq-urdu-{weight}.ttf",)
NASKH = ("ibm-plex-sans-arabic-{weight}.ttf",)
MONO = ("ibm-plex-mono-{weight}.ttf",)
WEIGHTS = (400, 600)


def faces(names: tuple[str, ...], weight: int) -> tuple[Path, ...]:
    """The font files of a family in one weight."""
    return tuple(FONTS / name.format(weight=weight) for name in names)


def files() -> list[Path]:
    """Every file that decides how a paper looks."""
    own = [FOLDER / name for name in _OWN_FILES]
    fonts = [
        face
        for family in (LATIN, NASTALIQ, NASKH, MONO)
        for weight in WEIGHTS
        for face in faces(family, weight)
    ]
    return own + fonts


def missing_files() -> list[Path]:
    """Files of the template that are not there: fonts, when the set-up has not run."""
    return [file for file in files() if not file.is_file()]


def template_hash() -> str:
    """SHA-256 over all files of the template, as hex; frozen into every certificate."""
    return _hash(tuple(file.stat().st_mtime_ns for file in files()))


@cache
def _hash(_changed: tuple[int, ...]) -> str:
    return pdf.files_digest(files())
