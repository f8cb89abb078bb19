"""The faults of a file at the fields of its form."""

from collections.abc import Collection, Mapping

from lms.authoring.formats.texts import Json, document_of
from lms.authoring.queries.files import problems_of
from lms.authoring.rows import DraftRow
from lms.core.messages import N_, Message
from lms.courses.formats.named import images_of
from lms.courses.formats.yamlsource import Path
from lms.engines.marking.quiz import parse_question


def field_errors(draft: DraftRow, path: str, text: str) -> dict[str, list[Message]]:
    """What the check of the whole draft says of this file, by the name of the form's field.

    A fault is known by its line; it is told at the deepest value that begins in that line.
    """
    lines = _by_line(document_of(path, text).lines)
    found: dict[str, list[Message]] = {}
    for problem in problems_of(draft):
        if problem.file == path:
            place = lines.get(problem.line or 0, ())
            found.setdefault(".".join(map(str, place)), []).append(problem.message)
    return found


def _by_line(lines: Mapping[Path, int]) -> dict[int, Path]:
    found: dict[int, Path] = {}
    for path, line in lines.items():
        if line not in found or len(path) >= len(found[line]):
            found.setdefault(line, path)
            if all(isinstance(part, int) or part for part in path):
                found[line] = path
    return found


def question_errors(
    question: Json, aims: Collection[str], media: Collection[str]
) -> dict[str, list[Message]]:
    """What the engine says of a question, and whether the course has its aim and its picture; by
    the name of the form's field."""
    found: dict[str, list[Message]] = {}
    if question.get("aim") and question["aim"] not in aims:
        found["aim"] = [N_("No module has this aim. Choose one from the list.")]
    for path, image in images_of(question.get("image")):
        if image and image not in media:
            name = ".".join(map(str, ("image", *path)))
            found[name] = [N_("There is no such file. Choose one from the list.")]
    for problem in parse_question(question).problems:
        name = problem.path.replace("[", ".").replace("]", "").lstrip(".")
        found.setdefault(name, []).append(problem.message)
    return found
