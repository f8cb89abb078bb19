"""The marking side of a question as fields of a form, or the whole question as YAML text."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.core.plainyaml import dump
from lms.courses.formats.yamlsource import load_yaml
from lms.engines.scales import SCALES

Json = dict[str, Any]
Form = MultiDict[str, str]
CHOICES = ("single", "multiple", "confidence")
BY_FIELDS = (*CHOICES, "short_text", "numeric", "source_grading", "categorise")
VOID = {"void": True}
MOST_YAML = 64 * 1024


def yaml_text(payload: Mapping[str, Any]) -> str:
    """A question as its authors write it."""
    return dump(dict(payload)).decode()


def read_yaml(text: str) -> Json:
    """A question from typed YAML. Raises Invalid with the line of each fault."""
    problems: list[Any] = []
    if len(text) > MOST_YAML:
        raise Invalid([FieldError("yaml", N_("This is too long for one question."))])
    document = load_yaml("", text.encode(), problems)
    errors = [
        FieldError("yaml", N_("Line %(line)s: %(fault)s", line=one.line or 1, fault=one.message))
        for one in problems
    ]
    data = document.data
    if not errors and isinstance(data, dict):
        return data
    message = N_("Write the question as lines of the form “name: value”.")
    raise Invalid(errors or [FieldError("yaml", message)])


def mended(payload: Mapping[str, Any], form: Form) -> Json:
    """The question with what the fields of its kind say is right."""
    found: Json = copy.deepcopy(dict(payload))
    change = _CHANGES.get(str(found.get("kind")))
    if change is not None:
        change(found, form)
    return found


def grade_codes(payload: Mapping[str, Any]) -> dict[str, list[str]]:
    """The codes of each part that a graded question asks for, by its scale."""
    scale = SCALES[payload["scheme"]]
    return {part: [grade.code for grade in scale.grades(part)] for part in payload["answer"]}


def _choices(payload: Json, form: Form) -> None:
    right = set(form.getlist("correct"))
    for option in payload["options"]:
        option["correct"] = option["key"] in right


def _accepted(payload: Json, form: Form) -> None:
    lines = [line.strip() for line in form.get("accepted", "").splitlines()]
    payload["answer"] = {**payload["answer"], "accepted": [line for line in lines if line]}


def _value(payload: Json, form: Form) -> None:
    answer = {**payload["answer"], "value": form.get("value", "").strip()}
    tolerance = form.get("tolerance", "").strip()
    if tolerance:
        answer["tolerance"] = tolerance
    payload["answer"] = answer


def _grades(payload: Json, form: Form) -> None:
    answer = payload["answer"]
    payload["answer"] = {part: form.get(f"grade-{part}", answer[part]) for part in answer}


def _categories(payload: Json, form: Form) -> None:
    for item in payload["items"]:
        chosen = form.getlist(f"category-{item['key']}")
        item["category"] = chosen if len(chosen) != 1 else chosen[0]


_CHANGES: dict[str, Callable[[Json, Form], None]] = {
    **dict.fromkeys(CHOICES, _choices),
    "short_text": _accepted,
    "numeric": _value,
    "source_grading": _grades,
    "categorise": _categories,
}
