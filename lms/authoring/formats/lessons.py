"""What a lesson says of itself: length, links, faults of its Markdown."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from markdown_it import MarkdownIt

from lms.authoring.formats.texts import Json, join_lesson, split_lesson
from lms.core.messages import Message
from lms.courses.formats.lessons import FILMS, SOUNDS, check_markdown
from lms.courses.formats.yamlsource import Document

_WORD = re.compile(r"\w+")
# Words that a reader of a second language takes in a minute, rounded down to be kind.
PER_MINUTE = 150
LEAST_WORDS = 300


@dataclass(frozen=True)
class LessonFacts:
    """The length of a lesson's text, its outside links, its figures, and its faults by line."""

    words: int
    minutes: int
    outside: tuple[str, ...]
    figures: tuple[str, ...]
    faults: tuple[tuple[int, Message], ...]

    @property
    def short(self) -> bool:
        return self.words < LEAST_WORDS


def lesson_facts(body: str, media: Collection[str]) -> LessonFacts:
    """What stands in this Markdown; lines count from 1 in the text itself."""
    text = body.replace("\r\n", "\n")
    document = Document("")
    check_markdown(document, text, 1, frozenset(media))
    words, outside, figures = 0, [], []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for child in token.children or ():
            if child.type == "text":
                words += len(_WORD.findall(child.content))
            target = str(child.attrs.get("href") or child.attrs.get("src") or "")
            if child.type == "link_open" and target.startswith(("http:", "https:", "mailto:")):
                outside.append(target)
            elif target.startswith("media/"):
                figures.append(target)
    faults = tuple((problem.line or 1, problem.message) for problem in document.problems)
    minutes = max(1, -(-words // PER_MINUTE)) if words else 0
    unique = (tuple(dict.fromkeys(outside)), tuple(dict.fromkeys(figures)))
    return LessonFacts(words, minutes, unique[0], unique[1], faults)


def is_figure(path: str) -> bool:
    """A picture, film or sound: what Markdown shows by `![...](...)`."""
    return path.rsplit(".", 1)[-1] in ("svg", "png", "jpg", "webp", *FILMS, *SOUNDS)


def is_picture(path: str) -> bool:
    """A picture that a question can ask for a point on."""
    return path.rsplit(".", 1)[-1] in ("svg", "png", "jpg", "webp")


def written(old: str | None, title: str, body: str, facts: Json | None = None) -> str | None:
    """The file of a lesson after its form; None where nothing is written in this language.

    `facts` are the minutes and sources, for the course's first language. What the form does not
    know stays in the head; a file in which nothing was changed stays as it is.
    """
    head, before = split_lesson(old)
    text = body.replace("\r\n", "\n")
    if facts is None and not title and not text.strip():
        return None
    new = {**head, "title": title, **(facts or {})}
    if old is not None and new == head and text.strip("\n") == before.strip("\n"):
        return old
    return join_lesson(new, text)
