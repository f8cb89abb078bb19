"""Walks the files of a package in the order in which its course names them."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from lms.core.messages import N_
from lms.courses.formats.cases import CASE, CASE_KIND, CaseDocument, exercise_file, load_case
from lms.courses.formats.checks import check, undotted
from lms.courses.formats.kinds import Kinds, Supply
from lms.courses.formats.lessons import body_line, check_markdown, load_lesson
from lms.courses.formats.media import media_facts, media_fault
from lms.courses.formats.named import Names
from lms.courses.formats.problems import Problem
from lms.courses.formats.schema import (
    SCHEMA,
    CourseFile,
    LessonHead,
    ModuleFile,
    TranslationHead,
)
from lms.courses.formats.snapshot import Content, keyed_aims
from lms.courses.formats.source import PackageFiles
from lms.courses.formats.texts import check_texts
from lms.courses.formats.yamlsource import Document, Path, load_yaml

Form = TypeVar("Form", bound=BaseModel)

COURSE = "course.yaml"
BANK = "bank"
_PASSED_OVER = ("README.md", "LICENSE", "LICENSE.md")


class Reader:
    """One reading of one package; `problems` fills as it goes."""

    def __init__(self, files: PackageFiles, kinds: Kinds) -> None:
        self.files = files
        self.kinds = kinds
        self.problems: list[Problem] = []
        self.used: set[str] = set()
        self.media = frozenset(path for path in files if path.startswith("media/"))
        self.languages: Sequence[str] = ()
        self.activities: dict[str, Content] = {}
        self.banks: dict[str, Content] = {}
        self.cases: dict[str, Content] = {}
        self.named = Names()

    def read(self) -> Content | None:
        """The content of the snapshot; None when course.yaml itself cannot be used."""
        if COURSE not in self.files:
            message = N_("There is no course.yaml at the top of the package. Add it.")
            self.problems.append(Problem(COURSE, None, message))
            return None
        document, course = self._form(COURSE, CourseFile)
        if course is None:
            return None
        self.languages = course.languages
        check_texts(document, self.languages)
        for name in ("modules", "banks", "tests", "exercises"):
            self._unique(document, name, getattr(course, name))
        for at, key in enumerate(course.banks):
            self._bank(document, ("banks", at), key)
        modules = [
            self._module(document, ("modules", at), slug, course)
            for at, slug in enumerate(course.modules)
        ]
        for at, key in enumerate(course.tests):
            self._activity(document, ("tests", at), f"tests/{key}.yaml", key)
        self._exercises(document, course.exercises)
        self.named.judge(self.activities, self.media)
        media = self._media()
        self._strangers()
        facts = course.model_dump(mode="json", exclude={"schema_number", "modules"})
        return {
            "schema": SCHEMA,
            "course": facts,
            "modules": [module for module in modules if module is not None],
            "banks": self.banks,
            "activities": self.activities,
            "media": media,
        }

    def _form(self, file: str, form: type[Form]) -> tuple[Document, Form | None]:
        document = self._yaml(file)
        value = check(document, form)
        return document, value

    def _yaml(self, file: str) -> Document:
        self.used.add(file)
        return load_yaml(file, self.files[file], self.problems)

    def _present(self, file: str, named_in: Document, path: Path) -> bool:
        if file in self.files:
            return True
        named_in.fault(
            path,
            N_(
                "There is no file %(file)s. Add it or take its name out here.",
                file=file,
            ),
        )
        return False

    def _module(
        self, course_document: Document, path: Path, slug: str, course: CourseFile
    ) -> Content | None:
        folder = f"modules/{slug}"
        if not self._present(f"{folder}/module.yaml", course_document, path):
            return None
        document = self._yaml(f"{folder}/module.yaml")
        _key_plain_aims(document, slug)
        module = check(document, ModuleFile)
        if module is None:
            return None
        self.named.module(document, module, before=course.modules[: int(path[-1])])
        check_texts(document, self.languages)
        self._unique(document, "lessons", module.lessons)
        for at, key in enumerate(module.exercises):
            if key not in course.exercises:
                document.fault(
                    ("exercises", at),
                    N_(
                        "“%(key)s” is not in the list of exercises of course.yaml. Add it there.",
                        key=key,
                    ),
                )
        quiz = None
        if module.quiz:
            quiz = self._activity(document, ("quiz",), f"{folder}/quiz.yaml", None)
        lessons = [
            self._lesson(document, ("lessons", at), folder, name)
            for at, name in enumerate(module.lessons)
        ]
        facts = module.model_dump(mode="json", exclude={"lessons", "quiz"})
        found = [lesson for lesson in lessons if lesson is not None]
        return {**facts, "slug": slug, "lessons": found, "quiz": quiz}

    def _lesson(
        self, module_document: Document, path: Path, folder: str, slug: str
    ) -> Content | None:
        base = f"{folder}/lessons/{slug}.md"
        if not self._present(base, module_document, path):
            return None
        head, body = self._lesson_file(base, LessonHead)
        if head is None:
            return None
        titles, texts = {self.languages[0]: head.title}, {self.languages[0]: body}
        for language in self.languages[1:]:
            file = f"{folder}/lessons/{slug}.{language}.md"
            if file in self.files:
                other, text = self._lesson_file(file, TranslationHead)
                if other is not None:
                    titles[language], texts[language] = other.title, text
        return {
            "slug": slug,
            "title": titles,
            "text": texts,
            "minutes": head.minutes,
            "sources": list(head.sources),
        }

    def _lesson_file(self, file: str, form: type[Form]) -> tuple[Form | None, str]:
        self.used.add(file)
        document, body = load_lesson(file, self.files[file], self.problems)
        head = check(document, form)
        if body:
            check_markdown(document, body, body_line(self.files[file]), self.media)
        return head, body

    def _activity(
        self, named_in: Document, path: Path, file: str, wanted: str | None
    ) -> str | None:
        document = self._payload(named_in, path, file)
        return None if document is None else self._judged(document, wanted)

    def _exercises(self, course_document: Document, keys: Sequence[str]) -> None:
        """All exercises; cases are known before what works on them is judged."""
        read = []
        for at, key in enumerate(keys):
            file = exercise_file(self.files.keys(), key)
            document = self._payload(course_document, ("exercises", at), file)
            if document is None and file in self.files:
                self.cases[key] = {}
            if document is not None:
                read.append((key, document))
                if isinstance(document.data, dict) and document.data.get("kind") == CASE_KIND:
                    self.cases[key] = document.data
        for key, document in read:
            self._judged(document, key)

    def _payload(self, named_in: Document, path: Path, file: str) -> Document | None:
        """The file of a quiz or exercise, or all files of a case; None where it cannot be read."""
        if not self._present(file, named_in, path):
            return None
        document: Document
        if file.endswith(f"/{CASE}"):
            document = load_case(self.files, file.removesuffix(CASE), self.problems, self.used)
        else:
            document = self._yaml(file)
        return None if document.unreadable else document

    def _judged(self, document: Document, wanted: str | None) -> str | None:
        payload = document.data
        if not isinstance(payload, dict):
            document.fault((), N_("Write this file as lines of the form “name: value”."))
            return None
        name = str(payload.get("kind"))
        kind = self.kinds.get(name) if name != BANK else None
        if kind is None:
            known = ", ".join(sorted(self.kinds.keys() - {BANK}))
            document.fault(("kind",), N_("“kind” must be one of: %(known)s.", known=known))
            return None
        for problem in kind.parse(payload, Supply(self.banks, self.cases)).problems:
            document.fault(undotted(problem.path), problem.message)
        self.named.questions(document)
        return self._keep(document, payload, wanted)

    def _bank(self, named_in: Document, path: Path, key: str) -> None:
        file = f"banks/{key}.yaml"
        if not self._present(file, named_in, path):
            return
        document = self._yaml(file)
        if document.unreadable:
            return
        if not isinstance(document.data, dict):
            document.fault((), N_("Write this file as lines of the form “name: value”."))
            return
        for problem in self.kinds[BANK].parse(document.data, Supply()).problems:
            document.fault(undotted(problem.path), problem.message)
        if document.data.get("key") != key:
            document.fault(
                ("key",), N_("“key” must be the name of the file: %(wanted)s.", wanted=key)
            )
        self.named.questions(document)
        check_texts(document, self.languages, whole=False)
        self.banks[key] = document.data

    def _keep(self, document: Document, payload: Content, wanted: str | None) -> str:
        key = str(payload.get("key"))
        if wanted is not None and key != wanted:
            message = N_("“key” must be the name of the file: %(wanted)s.", wanted=wanted)
            if isinstance(document, CaseDocument):
                message = N_("“key” must be the name of the folder: %(wanted)s.", wanted=wanted)
            document.fault(("key",), message)
        if key in self.activities:
            document.fault(("key",), N_("Another file has the key “%(key)s”. Change one.", key=key))
        self.activities[key] = payload
        check_texts(document, self.languages, whole=False)
        return key

    def _media(self) -> Content:
        found: Content = {}
        for path in sorted(self.media):
            self.used.add(path)
            content = self.files[path]
            fault = media_fault(path, content)
            if fault is not None:
                self.problems.append(Problem(path, None, fault))
            found[path] = media_facts(path, content)
        return found

    def _strangers(self) -> None:
        for path in self.files:
            if path not in self.used and path not in _PASSED_OVER:
                message = N_("No part of the course names this file. Name it or remove it.")
                self.problems.append(Problem(path, None, message))

    def _unique(self, document: Document, name: str, items: Sequence[str]) -> None:
        for at, item in enumerate(items):
            if item in items[:at]:
                document.fault(
                    (name, at),
                    N_("“%(key)s” stands here twice. Keep one of them.", key=item),
                )


def _key_plain_aims(document: Document, slug: str) -> None:
    """Aims of schema 1 are plain texts; they get keys."""
    data: Any = document.data
    aims = data.get("aims") if isinstance(data, dict) else None
    if isinstance(aims, list) and aims and all(_is_plain_text(aim) for aim in aims):
        data["aims"] = keyed_aims(slug, aims)
        for path, line in list(document.lines.items()):
            if path[:1] == ("aims",) and len(path) > 2:
                document.lines[(*path[:2], "text", *path[2:])] = line


def _is_plain_text(aim: object) -> bool:
    return isinstance(aim, dict) and not {"key", "text"} & aim.keys()
