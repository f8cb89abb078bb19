"""The course of a draft as a tree, read leniently: a part that is broken is still shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.authoring.formats.paths import COURSE, lesson_file, module_file, questions_file
from lms.authoring.formats.questions import all_questions
from lms.authoring.formats.texts import Json, listed, localised, mappings, peek, split_lesson
from lms.courses.formats.cases import files_of_exercise

Texts = Mapping[str, str]


@dataclass(frozen=True)
class LessonNode:
    """A lesson in its module; `languages` are those it is written in."""

    slug: str
    title: Json
    minutes: object
    languages: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class QuizNode:
    """A file of questions: a module's check, a bank or a test."""

    group: str
    name: str
    path: str
    title: Json
    count: int


@dataclass(frozen=True)
class ModuleNode:
    """A module with its lessons, its check and the exercises it has."""

    slug: str
    path: str
    title: Json
    minutes: object
    lessons: tuple[LessonNode, ...]
    quiz: QuizNode | None
    exercises: tuple[str, ...]
    aims: tuple[tuple[str, Json], ...]


@dataclass(frozen=True)
class Tree:
    """The whole course. `languages` always holds at least one; the first is the base.

    `exercise_files` has the files of each exercise, the one that opens first at the head.
    """

    title: Json
    version: str
    languages: tuple[str, ...]
    modules: tuple[ModuleNode, ...]
    banks: tuple[QuizNode, ...]
    tests: tuple[QuizNode, ...]
    exercises: tuple[tuple[str, Json], ...]
    exercise_files: Mapping[str, Sequence[str]]
    terms: int

    @property
    def base(self) -> str:
        return self.languages[0]

    @property
    def aims(self) -> dict[str, Json]:
        """All aims of the modules by key."""
        return {key: text for module in self.modules for key, text in module.aims}


def read_tree(texts: Texts) -> Tree:
    """The tree of these files; parts whose file is missing are left in, untitled."""
    course = peek(texts.get(COURSE))
    languages = tuple(str(one) for one in listed(course.get("languages"))) or ("en",)
    names = {
        group: [str(one) for one in listed(course.get(group))]
        for group in ("modules", "banks", "tests", "exercises")
    }
    exercises = {key: files_of_exercise(texts.keys(), key) for key in names["exercises"]}
    return Tree(
        title=_text(course.get("title")),
        version=str(course.get("version", "")),
        languages=languages,
        modules=tuple(_module(texts, slug, languages) for slug in names["modules"]),
        banks=tuple(_quiz(texts, "banks", key) for key in names["banks"]),
        tests=tuple(_quiz(texts, "tests", key) for key in names["tests"]),
        exercises=tuple(
            (key, _text(peek(texts.get(paths[0])).get("title")) or {"en": key})
            for key, paths in exercises.items()
        ),
        exercise_files=exercises,
        terms=len(listed(course.get("glossary"))),
    )


def _module(texts: Texts, slug: str, languages: Sequence[str]) -> ModuleNode:
    facts = peek(texts.get(module_file(slug)))
    return ModuleNode(
        slug=slug,
        path=module_file(slug),
        title=_text(facts.get("title")) or {"en": slug},
        minutes=facts.get("minutes"),
        lessons=tuple(_lesson(texts, slug, str(one), languages) for one in _lessons(facts)),
        quiz=_quiz(texts, "modules", slug) if facts.get("quiz") is True else None,
        exercises=tuple(str(one) for one in listed(facts.get("exercises"))),
        aims=tuple(
            (str(aim.get("key", "")), _text(aim.get("text")))
            for aim in mappings(facts.get("aims"))
            if aim.get("key")
        ),
    )


def _lessons(facts: Json) -> list[object]:
    return listed(facts.get("lessons"))


def _lesson(texts: Texts, module: str, slug: str, languages: Sequence[str]) -> LessonNode:
    title: Json = {}
    head: Json = {}
    paths = []
    for at, language in enumerate(languages):
        path = lesson_file(module, slug, language if at else None)
        if path in texts:
            paths.append(path)
            found, _body = split_lesson(texts[path])
            head = head or found
            title[language] = str(found.get("title", ""))
    written = tuple(title)
    return LessonNode(slug, title or {"en": slug}, head.get("minutes"), written, tuple(paths))


def _quiz(texts: Texts, group: str, name: str) -> QuizNode:
    path = questions_file(group, name) or ""
    payload = peek(texts.get(path))
    title = _text(payload.get("title")) or {"en": name}
    return QuizNode(group, name, path, title, len(all_questions(payload)))


def _text(value: object) -> Json:
    if isinstance(value, dict):
        return value
    return {"en": localised(value)} if value else {}
