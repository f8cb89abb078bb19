"""A lesson of a draft as readers will see it: by the player's own rules, with the draft's terms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from lms.authoring.formats.texts import Json, localised, mappings
from lms.core.markdown import render
from lms.learning.formats import Term, captions_of, lesson_of
from lms.learning.formats.tree import Element, read

_MEDIA = "media/"


@dataclass(frozen=True)
class Preview:
    """The page of a lesson in `language`, and the terms that are marked in it."""

    language: str
    html: Markup
    terms: tuple[Term, ...]


def preview_of(
    body: str, language: str, *, course: Json, media: Collection[str], media_at: str
) -> Preview:
    """Markdown as the lesson page shows it. `media_at` is the address before a file's name.

    All ids begin with the language, so that a page can show several languages.
    """
    lesson = lesson_of(
        str(render(body.replace("\r\n", "\n"))),
        language=language,
        media_at="",
        captions=captions_of(media),
        terms=_terms(course, language),
    )
    root = read(str(lesson.html))
    for element in root.elements():
        _settle(element, language, media_at)
    html = Markup(root.inner())  # noqa: S704 - written from a tree whose texts are escaped
    return Preview(language, html, lesson.terms)


def _terms(course: Json, language: str) -> list[Term]:
    """The glossary as it stands; what is not whole yet marks nothing."""
    return [
        Term(str(one["key"]), localised(one["term"], language), localised(one["meaning"], language))
        for one in mappings(course.get("glossary"))
        if one.get("key") and one.get("term") and one.get("meaning")
    ]


def _settle(element: Element, language: str, media_at: str) -> None:
    """Addresses of the draft's media, and ids of this language."""
    own: Mapping[str, str | None] = element.attributes
    for name in ("src", "href"):
        value = own.get(name) or ""
        if value.startswith(_MEDIA):
            element.attributes[name] = media_at + value.removeprefix(_MEDIA)
        elif value.startswith("#term-"):
            element.attributes[name] = f"#{language}-{value[1:]}"
    for name in ("id", "aria-describedby"):
        if own.get(name):
            element.attributes[name] = f"{language}-{own[name]}"
