"""A case of a package as a folder: its files are parts of one payload, and faults find their file.

    exercises/KEY/case.yaml      the case without what stands in the other files
    exercises/KEY/reports.yaml   `reports`
    exercises/KEY/key.yaml       `answers`
    exercises/KEY/tables/*.csv   columns and rows of the tables that case.yaml names
    exercises/KEY/tasks/*.yaml   further exercises on the same reports, each an activity of its own

A case that is one file (exercises/KEY.yaml) is the same payload.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import N_
from lms.core.plainyaml import dump
from lms.courses.formats.problems import Problem
from lms.courses.formats.source import PackageFiles
from lms.courses.formats.yamlsource import Document, decode, load_yaml
from lms.engines.linkchart.tables import read_csv, write_csv

CASE = "case.yaml"
CASE_KIND = "link_chart"
_PARTS = {"reports.yaml": "reports", "key.yaml": "answers"}
_ROWS = ("columns", "rows")
Payload = dict[str, Any]


def exercise_file(paths: Collection[str], key: str) -> str:
    """The file of an exercise: its case folder's, a single file, or a task in a case's folder.

    Where there is none, the single file that could be.
    """
    folder, single = f"exercises/{key}/{CASE}", f"exercises/{key}.yaml"
    if folder in paths or single in paths:
        return folder if folder in paths else single
    for path in sorted(paths):
        parts = path.split("/")
        if len(parts) == 4 and parts[0] == "exercises" and parts[2:] == ["tasks", f"{key}.yaml"]:
            return path
    return single


def files_of_exercise(paths: Collection[str], key: str) -> list[str]:
    """All files of an exercise, its own first; tasks of a case are exercises of their own."""
    first = exercise_file(paths, key)
    folder = first.removesuffix(CASE)
    if folder == first:
        return [first]
    parts = sorted(path for path in paths if path.startswith(folder) and path != first)
    return [first, *(path for path in parts if not path.startswith(f"{folder}tasks/"))]


@dataclass
class CaseDocument(Document):
    """A case of several files read as one document; `parts` by the field that stands in them."""

    parts: dict[str, Document] = field(default_factory=dict)
    tables: dict[int, Document] = field(default_factory=dict)

    def fault(self, path: Sequence[str | int], message: Any) -> None:
        """Note a fault in the file in which `path` stands."""
        home = self._home(path)
        self.problems.append(Problem(home.file, home.line(path), message))

    def _home(self, path: Sequence[str | int]) -> Document:
        if len(path) > 2 and path[0] == "tables" and path[2] in _ROWS and isinstance(path[1], int):
            return self.tables.get(path[1], self)
        return self.parts.get(str(path[0]), self) if path else self


def load_case(
    files: PackageFiles, folder: str, problems: list[Problem], used: set[str]
) -> CaseDocument:
    """The case of a folder (its path with a slash at the end, empty for the top).

    `used` gains the files that belong to it; faults of form go to `problems`.
    """
    main = load_yaml(f"{folder}{CASE}", files[f"{folder}{CASE}"], problems)
    case = CaseDocument(main.file, problems, main.data, main.lines, main.unreadable)
    used.add(case.file)
    if case.unreadable or not isinstance(case.data, dict):
        return case
    for name, part in _PARTS.items():
        _join_part(case, files, f"{folder}{name}", part, used)
    _join_tables(case, files, folder, used)
    return case


def _join_part(
    case: CaseDocument, files: PackageFiles, file: str, name: str, used: set[str]
) -> None:
    assert isinstance(case.data, dict)
    if file not in files:
        if name not in case.data:
            case.fault((), N_("There is no file %(file)s. Add it.", file=file))
            case.unreadable = True
        return
    used.add(file)
    part = load_yaml(file, files[file], case.problems)
    if part.unreadable or not isinstance(part.data, dict) or name not in part.data:
        if not part.unreadable:
            part.fault((), N_("Write “%(name)s:” as the first line of this file.", name=name))
        case.unreadable = True
        return
    for other in part.data.keys() - {name}:
        part.fault((other,), N_("Only “%(name)s” stands in this file. Move it.", name=name))
    if name in case.data:
        case.fault(
            (name,), N_("This stands in %(file)s too. Take it out of one of them.", file=file)
        )
    case.parts[name] = part
    case.data[name] = part.data[name]


def _join_tables(case: CaseDocument, files: PackageFiles, folder: str, used: set[str]) -> None:
    assert isinstance(case.data, dict)
    tables = case.data.get("tables")
    for at, table in enumerate(tables if isinstance(tables, list) else ()):
        if not isinstance(table, dict) or not isinstance(table.get("file"), str):
            continue
        path = ("tables", at, "file")
        file = f"{folder}{table['file']}"
        if any(name in table for name in _ROWS):
            case.fault(path, N_("Columns and rows stand in the table's file. Take them out here."))
        elif file not in files:
            message = N_("There is no file %(file)s. Add it or take its name out here.", file=file)
            case.fault(path, message)
            case.unreadable = True
        else:
            used.add(file)
            _join_table(case, at, table, file, files[file])


def _join_table(case: CaseDocument, at: int, table: Payload, file: str, content: bytes) -> None:
    document = Document(file, case.problems)
    text = decode(content, document)
    if text is None:
        case.unreadable = True
        return
    sheet = read_csv(text)
    for line, message in sheet.problems:
        document.spoilt(line, message)
    case.unreadable = case.unreadable or document.unreadable
    for row, line in enumerate(sheet.lines):
        document.lines["tables", at, "rows", row] = line
    case.tables[at] = document
    table["columns"], table["rows"] = sheet.columns, sheet.rows


def case_files(folder: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The files of a case; `load_case` reads them back into the same payload."""
    main = {name: value for name, value in payload.items() if name not in _PARTS.values()}
    if "tables" in main:
        main["tables"] = [_without_rows(table) for table in main["tables"]]
    yield f"{folder}{CASE}", dump(main)
    for name, part in _PARTS.items():
        yield f"{folder}{name}", dump({part: payload[part]})
    for table in payload.get("tables", ()):
        if table.get("file"):
            yield f"{folder}{table['file']}", write_csv(table["columns"], table["rows"]).encode()


def _without_rows(table: Payload) -> Payload:
    if not table.get("file"):
        return table
    return {name: value for name, value in table.items() if name not in _ROWS}


def exercise_files(
    keys: Sequence[str], activities: Mapping[str, Payload]
) -> Iterator[tuple[str, bytes]]:
    """The files of a course's exercises: cases of schema 2 as folders with their tasks, others as
    single files."""
    folders = {
        key
        for key in keys
        if activities[key].get("kind") == CASE_KIND and activities[key].get("schema") != 1
    }
    for key in keys:
        payload = activities[key]
        if key in folders:
            yield from case_files(f"exercises/{key}/", payload)
        elif payload.get("case") in folders:
            yield f"exercises/{payload['case']}/tasks/{key}.yaml", dump(payload)
        else:
            yield f"exercises/{key}.yaml", dump(payload)
