"""The official design as it ships, and the faces that draw each script."""

from pathlib import Path

from lms.designs import shipped

NAME = shipped.OFFICIAL
FOLDER = shipped.FOLDER

LATIN = ("ibm-plex-sans-{weight}.ttf",)
NASTALIQ = ("noto-nastaliq-urdu-{weight}.ttf",)
NASKH = ("ibm-plex-sans-arabic-{weight}.ttf", "noto-sans-arabic-{weight}.ttf")
WEIGHTS = (400, 600)


def faces(names: tuple[str, ...], weight: int) -> tuple[Path, ...]:
    """The font files of a family in one weight."""
    return tuple(shipped.FONTS / name.format(weight=weight) for name in names)


def template_hash() -> str:
    """The hash of the official design as it ships, as hex."""
    return shipped.drawn(NAME).hash
