"""Whether every authored text stands in the languages that a course announces."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lms.core.messages import N_
from lms.courses.formats.yamlsource import Document, Path


def check_texts(document: Document, languages: Sequence[str], *, whole: bool = True) -> None:
    """Every text stands in the first language, and in no language that is not announced.

    In quizzes and exercises (`whole` false) any mapping with the first language is a text.
    """
    for path, text in _mappings(document.data, ()):
        is_text = whole or (languages[0] in text and _codes_only(text))
        if not path or not is_text or not _codes_only(text):
            continue
        for language in text:
            if language not in languages:
                message = N_(
                    "The language “%(code)s” is not in the list of course.yaml.", code=language
                )
                document.fault((*path, language), message)
        if languages[0] not in text:
            message = N_(
                "The text in “%(code)s” is missing. Add it: it stands in for all others.",
                code=languages[0],
            )
            document.fault(path, message)


def _codes_only(mapping: Mapping[str, Any]) -> bool:
    return bool(mapping) and all(
        len(key) == 2 and key.isalpha() and isinstance(value, str) for key, value in mapping.items()
    )


def _mappings(value: object, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from _mappings(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _mappings(inner, (*path, at))
