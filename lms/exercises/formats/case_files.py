"""A case read from disk by itself, outside any course: a folder or one file, every fault told."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.core.messages import N_
from lms.courses.formats import Kinds, PackageError, PackageFiles, Problem, Supply, read_folder
from lms.courses.formats.cases import CASE, load_case
from lms.courses.formats.checks import undotted
from lms.courses.formats.yamlsource import Document, load_yaml
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.key import Case
from lms.engines.reading import Problem as Fault

_PASSED_OVER = ("README.md", "LICENSE", "LICENSE.md")
_TASKS = "tasks/"


@dataclass(frozen=True)
class CaseFile:
    """What was read: the case (None with faults), and where its values stand."""

    case: Case | None
    problems: tuple[Problem, ...]
    document: Document | None = None

    def place(self, path: str) -> str:
        """`file:line` of a path in the case's payload, such as `answers.links[3]`."""
        if self.document is None:
            return path
        found: list[Problem] = []
        before, self.document.problems = self.document.problems, found
        self.document.fault(undotted(path), N_("here"))
        self.document.problems = before
        return f"{found[0].file}:{found[0].line}"


def read_case(path: Path, kinds: Kinds | None = None) -> CaseFile:
    """The case of a folder (with case.yaml at its top) or of a single YAML file.

    With `kinds` the tasks of the folder are read too, each by its kind.
    """
    try:
        files = read_folder(path) if path.is_dir() else {path.name: path.read_bytes()}
    except PackageError as error:
        return CaseFile(None, error.problems)
    if path.is_dir() and CASE not in files:
        message = N_("There is no case.yaml in this folder. A case begins with it.")
        return CaseFile(None, (Problem(CASE, None, message),))
    problems: list[Problem] = []
    used: set[str] = set()
    if path.is_dir():
        document: Document = load_case(files, "", problems, used)
    else:
        document = load_yaml(path.name, files[path.name], problems)
        used.add(path.name)
    case = _parsed(document)
    if kinds is not None:
        _tasks(files, kinds, document, used)
    else:
        used.update(name for name in files if name.startswith(_TASKS))
    for name in sorted(files.keys() - used):
        if name not in _PASSED_OVER:
            message = N_("No part of the case names this file. Name it or remove it.")
            problems.append(Problem(name, None, message))
    return CaseFile(None if problems else case, PackageError(problems).problems, document)


def _parsed(document: Document) -> Case | None:
    if document.unreadable:
        return None
    parsed = parse_case(document.data)
    _note(document, parsed.problems)
    return parsed.value


def _note(document: Document, faults: Sequence[Fault]) -> None:
    for fault in faults:
        document.fault(undotted(fault.path), fault.message)


def _tasks(files: PackageFiles, kinds: Kinds, case: Document, used: set[str]) -> None:
    """The exercises in the folder `tasks`, each of which names this case."""
    key = case.data.get("key") if isinstance(case.data, dict) else None
    supply = Supply(cases={str(key): case.data})
    for name in sorted(files):
        if not name.startswith(_TASKS) or not name.endswith(".yaml"):
            continue
        used.add(name)
        task = load_yaml(name, files[name], case.problems)
        if task.unreadable:
            continue
        kind = kinds.get(str(task.data.get("kind"))) if isinstance(task.data, dict) else None
        if kind is None or not isinstance(task.data, dict):
            known = ", ".join(sorted(kinds))
            task.fault(("kind",), N_("“kind” must be one of: %(known)s.", known=known))
            continue
        for problem in kind.parse(task.data, supply).problems:
            task.fault(undotted(problem.path), problem.message)
        wanted = name.removeprefix(_TASKS).removesuffix(".yaml")
        if task.data.get("key") != wanted:
            message = N_("“key” must be the name of the file: %(wanted)s.", wanted=wanted)
            task.fault(("key",), message)
