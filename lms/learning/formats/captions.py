"""The caption files of a course's films."""

from collections.abc import Collection, Sequence
from posixpath import splitext

from babel import Locale, UnknownLocaleError

from lms.courses.formats.lessons import captions
from lms.learning.formats.blocks import Captions


def captions_of(media: Collection[str]) -> dict[str, Sequence[Captions]]:
    """The caption files of each film, by its path without the ending."""
    names = frozenset(media)
    return {
        splitext(film)[0]: [
            Captions(code, _name_of(code), path) for code, path in captions(film, names).items()
        ]
        for film in names
        if not film.endswith(".vtt")
    }


def _name_of(code: str) -> str:
    """A language's own name; its code where nobody has named it."""
    try:
        return Locale.parse(code).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
