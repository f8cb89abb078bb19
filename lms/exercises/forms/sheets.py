"""Answers of exercises on a case from a plain form: the same ones that scripts send.

A line's fields are named by its token, those of its parts by "token-part". Lines whose choices can
all be left open carry "token-asked", so that an emptied one is told from one that was not there.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lms.exercises.forms.answers import Form
from lms.exercises.forms.products import (
    read_flow,
    read_inference,
    read_report,
    read_sequence,
)
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.rows import EventInput

Answers = Mapping[str, Any]
TEXTS = {"number": "value", "list": "text"}


def sheet_answers(kind: str, view: Json, form: Form) -> dict[str, Json | None]:
    """The answer of each line that the form holds, by its token; None where it was left open."""
    return dict(_READERS[kind](view, form))


def changed_lines(answers: Answers, kept: Answers) -> list[EventInput]:
    """An event for each line whose answer differs from the one that is kept."""
    events = []
    for token, answer in answers.items():
        if answer != kept.get(token):
            step = answer_step(token, answer)
            events.append(EventInput(uuid.uuid4(), step.kind, step.payload))
    return events


def tokens_of(kind: str, view: Json) -> list[str]:
    """The lines of a sheet by their tokens, in the order of the page."""
    if kind == "association_matrix":
        return [token for row in view["rows"] for token in row]
    items = view["items"] if kind == "source_grading" else view["questions"]
    return [one["token"] for one in items]


def _parts(token: str, parts: list[str], form: Form) -> Json | None:
    typed = {part: form.get(f"{token}-{part}", "").strip() for part in parts}
    return {part: value for part, value in typed.items() if value} or None


def _grades(view: Json, form: Form) -> Iterator[tuple[str, Json | None]]:
    for item in view["items"]:
        if f"{item['token']}-asked" in form:
            yield item["token"], _parts(item["token"], list(view["parts"]), form)


def _signs(view: Json, form: Form) -> Iterator[tuple[str, Json | None]]:
    for row in view["rows"]:
        for token in row:
            if f"{token}-symbol" in form:
                yield token, _parts(token, ["symbol"], form)


def _calls(view: Json, form: Form) -> Iterator[tuple[str, Json | None]]:
    for question in view["questions"]:
        token, kind = question["token"], question["kind"]
        if f"{token}-asked" not in form:
            continue
        if kind == "window":
            yield token, _parts(token, ["from", "to"], form)
        elif kind in TEXTS:
            typed = form.get(token, "").replace("\r\n", "\n").strip()
            yield token, {TEXTS[kind]: typed} if typed else None
        else:
            chosen = form.getlist(token)
            yield token, {"chosen": chosen} if chosen else None


_READERS: Mapping[str, Callable[[Json, Form], Iterator[tuple[str, Json | None]]]] = {
    "source_grading": _grades,
    "association_matrix": _signs,
    "telephone_records": _calls,
    "event_chart": read_sequence,
    "flow": read_flow,
    "inference": read_inference,
    "intelligence_report": read_report,
}
