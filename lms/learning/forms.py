"""Answers from a plain form: the same ones that scripts send, under field names of their own."""

import uuid
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.core.i18n import say
from lms.engines.scales import SCALES
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.rows import EventInput


def grade_words(scheme: str, part: str, code: str) -> str:
    """What a code of a scale means, in the page's language."""
    return next(say(grade.meaning) for grade in SCALES[scheme].grades(part) if grade.code == code)


def changed_answers(
    view: Json, form: MultiDict[str, str], kept: Mapping[str, Any]
) -> list[EventInput]:
    """An event for each question whose answer in the form differs from the one that is kept."""
    events = []
    for question in view["questions"]:
        name = question["token"]
        if f"{name}-asked" not in form:
            continue
        answer = typed_answer(question, form)
        if answer != kept.get(name):
            step = answer_step(name, answer)
            events.append(EventInput(uuid.uuid4(), step.kind, step.payload))
    return events


def typed_answer(question: Json, form: MultiDict[str, str]) -> Any:
    """The answer to one question in the form of its kind; None if nothing was given."""
    name, kind = question["token"], question["kind"]
    if kind in ("single", "multiple"):
        chosen = form.getlist(name)
        return {"chosen": chosen} if chosen else None
    if kind == "source_grading":
        codes = {part: form.get(f"{name}-{part}", "") for part in question["parts"]}
        codes = {part: code for part, code in codes.items() if code}
        return codes or None
    field = "value" if kind == "numeric" else "text"
    typed = form.get(name, "").strip()
    return {field: typed} if typed else None


def open_parts(view: Json, kept: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The questions that are not answered whole: number on the page, and how many parts are open.

    A question is one part; where a source and its information are graded, each grade is one.
    """
    left = []
    for number, question in enumerate(view["questions"], 1):
        answer = kept.get(question["token"])
        if question["kind"] == "source_grading":
            count = sum(not (answer or {}).get(part) for part in question["parts"])
        else:
            count = 0 if answer else 1
        if count:
            left.append((number, count))
    return left
