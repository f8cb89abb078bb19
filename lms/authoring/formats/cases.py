"""A case in a draft: its files, and a new one to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.authoring.formats.paths import COURSE, slug_of
from lms.authoring.formats.texts import Json, listed, mappings, peek, value_of, yaml_text
from lms.courses.formats import Problem
from lms.courses.formats.cases import CASE, exercise_file, load_case
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.key import Case

Texts = Mapping[str, str]


@dataclass(frozen=True)
class CaseFiles:
    """The files of a case folder by what stands in them, and its tasks and tables."""

    key: str
    case: str
    reports: str
    answers: str
    tasks: tuple[str, ...]
    tables: tuple[str, ...]


def case_files_of(texts: Texts, key: str) -> CaseFiles | None:
    """The files of a case that is a folder; None for every other exercise."""
    first = exercise_file(texts.keys(), key)
    if not first.endswith(f"/{CASE}"):
        return None
    folder = first.removesuffix(CASE)
    parts = sorted(path for path in texts if path.startswith(folder))
    return CaseFiles(
        key=key,
        case=first,
        reports=f"{folder}reports.yaml",
        answers=f"{folder}key.yaml",
        tasks=tuple(path for path in parts if path.startswith(f"{folder}tasks/")),
        tables=tuple(path for path in parts if path.startswith(f"{folder}tables/")),
    )


def directions(case: Json) -> dict[str, bool]:
    """Which link types of a case (leniently read) are directed."""
    vocabulary = case.get("vocabulary")
    kinds = vocabulary.get("link_types") if isinstance(vocabulary, dict) else None
    return {str(one.get("key")): one.get("directed") is True for one in mappings(kinds)}


def read_draft_case(texts: Texts, key: str) -> Case | None:
    """The case as it stands in the draft; None while it has faults."""
    folder = f"exercises/{key}/"
    files = {
        path: text.encode("utf-8", "replace")
        for path, text in texts.items()
        if path.startswith(folder)
    }
    problems: list[Problem] = []
    document = load_case(files, folder, problems, set())
    if problems or document.unreadable:
        return None
    return parse_case(document.data).value


def new_case(texts: Texts, title: str, words: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The files of a new case with one agency, two reports and a key of one link, and its key.

    It has no fault, so that its author begins with something that runs. `words` are sentences
    in the author's language, by name.
    """
    course = value_of(texts[COURSE])
    base = str((listed(course.get("languages")) or ["en"])[0])
    taken = {str(one) for one in listed(course.get("exercises"))}
    key = slug_of(title, taken | _keys(texts), default="case")
    course["exercises"] = [*listed(course.get("exercises")), key]
    folder = f"exercises/{key}/"
    case = {
        "schema": 2,
        "kind": "link_chart",
        "key": key,
        "title": {base: title},
        "instructions": {base: words["instructions"]},
        "purpose": "practice",
        "pass_mark": 60,
        "agencies": [{"key": "agency", "name": {base: words["agency"]}}],
        "vocabulary": {
            "entity_types": ["person", "organisation", "phone", "vehicle", "place"],
            "link_types": [
                {"key": "controls", "label": {base: words["controls"]}, "directed": True},
                {"key": "uses", "label": {base: words["uses"]}, "directed": True},
            ],
        },
    }
    report = {
        "id": "R01",
        "agency": "agency",
        "title": {base: words["report"]},
        "grade": {"scheme": "4x4", "source": "A", "information": "1", "handling": "H0"},
        "text": {base: words["text"]},
    }
    answers = {
        "entities": [
            {"id": "E01", "type": "person", "names": [words["person"]]},
            {"id": "E02", "type": "organisation", "names": [words["firm"]]},
        ],
        "links": [
            {
                "id": "L01",
                "from": "E01",
                "to": "E02",
                "type": "controls",
                "strength": "confirmed",
                "evidence": [["R01"]],
            }
        ],
    }
    return {
        COURSE: yaml_text(course),
        f"{folder}{CASE}": yaml_text(case),
        f"{folder}reports.yaml": yaml_text({"reports": [report]}),
        f"{folder}key.yaml": yaml_text({"answers": answers}),
    }, key


def _keys(texts: Texts) -> set[str]:
    """The keys of all activities, and the folders that are taken."""
    keys = {str(peek(text).get("key")) for path, text in texts.items() if path.endswith(".yaml")}
    return keys | {path.split("/")[1] for path in texts if path.startswith("exercises/")}
