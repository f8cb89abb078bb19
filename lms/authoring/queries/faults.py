"""The faults of a file at the fields of its form."""

from collections.abc import Mapping

from lms.authoring.formats.texts import document_of
from lms.authoring.queries.files import problems_of
from lms.authoring.rows import DraftRow
from lms.core.messages import Message
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


def question_errors(question: object) -> dict[str, list[Message]]:
    """What the engine says of a question by itself, by the name of the form's field."""
    found: dict[str, list[Message]] = {}
    for problem in parse_question(question).problems:
        name = problem.path.replace("[", ".").replace("]", "").lstrip(".")
        found.setdefault(name, []).append(problem.message)
    return found
