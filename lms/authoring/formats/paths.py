"""Where the parts of a course stand among its files."""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from lms.courses.formats.names import SLUG, is_text

COURSE = "course.yaml"
GROUPS = ("modules", "banks", "tests")
_LESSON = re.compile(
    r"modules/(?P<module>[^/]+)/lessons/(?P<lesson>[^/.]+)(?:\.(?P<language>[a-z]{2,3}))?\.md"
)
_QUESTIONS = re.compile(
    r"(?:(?P<group>banks|tests)/(?P<name>[^/]+)|modules/(?P<module>[^/]+)/quiz)\.yaml"
)
_MODULE = re.compile(r"modules/(?P<module>[^/]+)/module\.yaml")
_CASE = re.compile(r"exercises/(?P<case>[^/]+)/(?P<part>case|reports|key)\.yaml")
_CASE_PAGES = {"case": "case_facts", "reports": "case_reports", "key": "case_rows"}
_LONGEST = 60


@dataclass(frozen=True)
class Place:
    """What a file is: `kind` is course, module, lesson, questions, case, media or other.

    Of a case `lesson` names the page on which the file is written.
    """

    kind: str
    group: str = ""
    name: str = ""
    lesson: str = ""
    language: str | None = None


def place_of(path: str) -> Place:
    """What stands in this file."""
    if path == COURSE:
        return Place("course")
    if found := _MODULE.fullmatch(path):
        return Place("module", "modules", found["module"])
    if found := _LESSON.fullmatch(path):
        return Place("lesson", "modules", found["module"], found["lesson"], found["language"])
    if found := _QUESTIONS.fullmatch(path):
        if found["module"]:
            return Place("questions", "modules", found["module"])
        return Place("questions", found["group"], found["name"])
    if found := _CASE.fullmatch(path):
        return Place("case", "exercises", found["case"], _CASE_PAGES[found["part"]])
    if path.startswith("media/") and not is_text(path):
        return Place("media", "media", path.removeprefix("media/"))
    return Place("other")


def module_file(module: str) -> str:
    return f"modules/{module}/module.yaml"


def lesson_file(module: str, lesson: str, language: str | None = None) -> str:
    """The file of a lesson; `language` None is the course's first one."""
    ending = f".{language}.md" if language else ".md"
    return f"modules/{module}/lessons/{lesson}{ending}"


def questions_file(group: str, name: str) -> str | None:
    """The file with the questions of a module's check, a bank or a test; None for wrong names."""
    if group not in GROUPS or not SLUG.fullmatch(name):
        return None
    return f"modules/{name}/quiz.yaml" if group == "modules" else f"{group}/{name}.yaml"


def slug_of(title: str, taken: Container[str] = (), *, default: str = "part") -> str:
    """A short name for a title in small Latin letters, different from those that are taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or default
    found, number = base, 2
    while found in taken:
        found, number = f"{base[: _LONGEST - 4]}-{number}", number + 1
    return found


def numbered(title: str, taken: Iterable[str], *, default: str) -> str:
    """As `slug_of`, with the next free number before it, as folders of modules have it."""
    names = set(taken)
    numbers = [int(name[:2]) for name in names if name[:2].isdigit()]
    return slug_of(f"{max(numbers, default=0) + 1:02d} {title}"[:_LONGEST], names, default=default)


def media_name(given: str, taken: Container[str] = ()) -> str:
    """`media/NAME` for an uploaded file, in the narrow form that packages take."""
    stem, _dot, ending = given.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    if not stem:
        stem, ending = ending, ""
    ending = {"jpeg": "jpg"}.get(ending.lower(), ending.lower())
    parts = stem.lower().rsplit(".", 1) if ending == "vtt" else [stem]
    name = ".".join(slug_of(part, default="file") for part in parts)
    found, number = f"media/{name}.{ending}", 2
    while found in taken:
        found, number = f"media/{name}-{number}.{ending}", number + 1
    return found
