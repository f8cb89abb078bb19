"""Lessons: a head of YAML between `---` lines, then Markdown without HTML."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lms.core.messages import N_
from lms.courses.formats.problems import Problem
from lms.courses.formats.yamlsource import Document, decode, load_yaml

_HEAD = re.compile(r"\A---\n(?P<head>.*?\n)---\n(?P<body>.*)\Z", re.DOTALL)
_SCHEMES = ("http", "https", "mailto")
FILMS = ("mp4", "webm")
SOUNDS = ("mp3",)


def load_lesson(file: str, content: bytes, problems: list[Problem]) -> tuple[Document, str]:
    """The head of a lesson and its Markdown; faults go to `problems`."""
    document = Document(file, problems)
    text = decode(content, document)
    if text is None:
        return document, ""
    found = _HEAD.match(text)
    if found is None:
        document.spoilt(1, N_("Begin the lesson with its head: ---, title: ..., ---."))
        return document, ""
    document = load_yaml(file, found["head"].encode(), problems, first_line=2)
    body = found["body"].strip("\n") + "\n"
    if not body.strip():
        document.fault((), N_("The lesson has no text. Write it under its head."))
    return document, body


def check_markdown(document: Document, body: str, first_line: int, media: frozenset[str]) -> None:
    """Note HTML, links that lead nowhere and figures without alternative text."""
    for token, line in _inline(_parser().parse(body)):
        at = first_line + line
        document.lines[("line", at)] = at
        place = ("line", at)
        if token.type in ("html_block", "html_inline"):
            document.fault(place, N_("HTML is not read in lessons. Write it as Markdown."))
        elif token.type == "image":
            _check_figure(document, token, place, media)
        elif token.type == "link_open":
            _check_link(document, str(token.attrs.get("href", "")), place, media)


def body_line(content: bytes) -> int:
    """The line of a lesson's file at which its Markdown begins."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    found = _HEAD.match(text)
    if found is None:
        return 1
    start = found.start("body")
    body = found["body"]
    return text[:start].count("\n") + 1 + (len(body) - len(body.lstrip("\n")))


def figures(body: str) -> set[str]:
    """The media paths that a lesson shows or links to."""
    paths = set()
    for token, _line in _inline(_parser().parse(body)):
        target = str(token.attrs.get("src") or token.attrs.get("href") or "")
        if target.startswith("media/"):
            paths.add(target)
    return paths


class _EveryLink(MarkdownIt):
    """Lets every link through, so that a bad one is told and not shown as text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True


@cache
def _parser() -> MarkdownIt:
    return _EveryLink("commonmark", {"html": True}).enable("table")


def _inline(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        yield token, line
        for child in token.children or ():
            yield child, line


def _check_figure(
    document: Document, token: Token, place: tuple[str, int], media: frozenset[str]
) -> None:
    source = str(token.attrs.get("src", ""))
    if source not in media:
        document.fault(
            place,
            N_(
                "There is no figure “%(path)s”. Put it in media/ or mend its name.",
                path=source,
            ),
        )
    if not token.content.strip():
        document.fault(
            place,
            N_("The figure has no alternative text. Say what it shows between the brackets."),
        )
    stem, _, ending = source.rpartition(".")
    if ending in FILMS and source in media and not captions(source, media):
        document.fault(
            place,
            N_(
                "The film has no captions. Put them beside it as %(name)s.",
                name=f"{stem}.en.vtt",
            ),
        )


def captions(film: str, media: Collection[str]) -> dict[str, str]:
    """The caption files beside a film by their language: `media/film.en.vtt` for film.mp4."""
    stem = film.rpartition(".")[0] + "."
    found = {}
    for path in sorted(media):
        language = path.removeprefix(stem).removesuffix(".vtt")
        if path == f"{stem}{language}.vtt" and language.isalpha():
            found[language] = path
    return found


def _check_link(
    document: Document, target: str, place: tuple[str, int], media: frozenset[str]
) -> None:
    if target.startswith("#") or target in media:
        return
    if urlsplit(target).scheme.lower() not in _SCHEMES:
        document.fault(
            place,
            N_(
                "The link “%(target)s” leads nowhere. Use https:// or a file in media/.",
                target=target[:120],
            ),
        )
