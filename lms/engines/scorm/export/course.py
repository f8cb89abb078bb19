"""A course's modules as parts of a package: their lessons, and checks that are only practice."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from posixpath import splitext
from typing import Any

from lms.core.markdown import render
from lms.core.messages import N_
from lms.engines.scorm.export.model import Json, LeftOut, pick
from lms.engines.scorm.export.questions import Writer, question_of

_MEDIA = re.compile(r"media/[A-Za-z0-9._-]+")
_PICTURE = re.compile(r'<img src="(media/[^"]+)" alt="([^"]*)"[^>]*>')
_FILMS = {".mp4": "video", ".webm": "video", ".mp3": "audio"}


@dataclass
class Builder:
    """Goes through a course once and gathers what the package needs."""

    content: Json
    writer: Writer
    left_out: list[LeftOut] = field(default_factory=list)
    media: set[str] = field(default_factory=set)
    lessons: int = 0
    questions: int = 0

    def module(self, module: Json) -> dict[str, Any]:
        """What the player of one module gets."""
        language, base = self.writer.language, self.writer.base
        return {
            "title": pick(module["title"], language, base),
            "lessons": [self._lesson(module, one) for one in module["lessons"]],
            "questions": self._check(module),
        }

    def _lesson(self, module: Json, lesson: Json) -> dict[str, Any]:
        self.lessons += 1
        written = self.writer.language if self.writer.language in lesson["text"] else None
        written = written or next(iter(lesson["text"]))
        return {
            "title": pick(lesson["title"], written, self.writer.base),
            "language": written,
            "minutes": lesson["minutes"],
            "sources": list(lesson["sources"]),
            "html": self._rendered(module, lesson["text"][written]),
        }

    def _rendered(self, module: Json, text: str) -> str:
        """Authored Markdown with its pictures, films and sounds; their files go along."""
        html = self._taken(module, str(render(text)))
        return _PICTURE.sub(lambda found: self._film(found[1], found[2]) or found[0], html)

    def _taken(self, module: Json, html: str) -> str:
        """The HTML, its media noted; packages among them stay at home."""
        for path in sorted(set(_MEDIA.findall(html))):
            if path not in self.content["media"]:
                continue
            if path.endswith(".zip"):
                reason = N_("Packages are exercises, which stay on this platform.")
                self.left_out.append(LeftOut(module["slug"], path, reason))
                html = re.sub(rf'<a href="{re.escape(path)}"[^>]*>', "<a>", html)
            else:
                self.media.add(path)
        return html

    def _film(self, path: str, told: str) -> str | None:
        """The player of a film or sound with its captions; None for pictures."""
        stem, ending = splitext(path)
        element = _FILMS.get(ending)
        if element is None:
            return None
        tracks = ""
        for code in self.content["course"]["languages"]:
            captions = f"{stem}.{code}.vtt"
            if captions in self.content["media"]:
                self.media.add(captions)
                tracks += f'<track kind="captions" srclang="{code}" src="{captions}">'
        return (
            f'<{element} controls preload="metadata" src="{path}" aria-label="{told}">{tracks}'
            f"</{element}>"
        )

    def _check(self, module: Json) -> list[dict[str, Any]]:
        key = module.get("quiz")
        if not key:
            return []
        quiz = self.content["activities"][key]
        if not is_formative(quiz, key, self.content):
            reason = N_("Only practice whose answers are shown at once leaves this platform.")
            self.left_out.append(LeftOut(module["slug"], key, reason))
            return []
        found = []
        for question in self._fixed(module["slug"], key, quiz):
            made = question_of(question, self.writer)
            if isinstance(made, dict):
                found.append(self._with_media(module, made))
            else:
                self.left_out.append(LeftOut(module["slug"], question["key"], made))
        self.questions += len(found)
        return found

    def _fixed(self, module: str, key: str, quiz: Json) -> list[Json]:
        """The quiz's own questions; what it draws from banks is drawn for tests too."""
        found = list(quiz.get("questions") or [])
        for section in quiz.get("sections") or []:
            found += section.get("questions") or []
            if section.get("draw"):
                reason = N_("Questions that are drawn from a bank stay on this platform.")
                self.left_out.append(LeftOut(module, key, reason))
        return found

    def _with_media(self, module: Json, question: dict[str, Any]) -> dict[str, Any]:
        written: dict[str, Any] = json.loads(
            self._taken(module, json.dumps(question, ensure_ascii=False))
        )
        return written


def is_formative(quiz: Mapping[str, Any], key: str, content: Json) -> bool:
    """A module's own check for practice, with its review at once, that is no test of the course."""
    purpose = quiz.get("purpose", "practice")
    review = quiz.get("review", "at_once" if purpose == "practice" else "released")
    own = key not in content["course"].get("tests", [])
    return quiz.get("kind") == "quiz" and own and (purpose, review) == ("practice", "at_once")


def page_of(
    module: Json, words: Mapping[str, str], language: str, direction: str, sheets: Sequence[str]
) -> str:
    """The page of one module: its data, and the player that shows it."""
    links = "".join(f'<link rel="stylesheet" href="{sheet}">\n' for sheet in sheets)
    data = json.dumps({**module, "words": words}, ensure_ascii=False).replace("<", "\\u003c")
    title = escape(module["title"])
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n{links}</head>\n"
        f'<body>\n<main id="main"><h1>{title}</h1></main>\n'
        f'<script type="application/json" id="data">{data}</script>\n'
        '<script src="player/player.js"></script>\n</body>\n</html>\n'
    )
