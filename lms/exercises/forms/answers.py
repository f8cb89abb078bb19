"""Answers to questions from a plain form: the same ones that scripts send.

A question's fields are named by its token; those of its parts by "token-part".
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.exercises.kinds.base import Json
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.rows import EventInput

Form = MultiDict[str, str]
GAPS = {"choice": "chosen", "text": "text", "number": "value"}
TYPED = {"numeric": "value", "calculated": "value", "short_text": "text", "essay": "text"}


def changed_answers(view: Json, form: Form, kept: Mapping[str, Any]) -> list[EventInput]:
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


def typed_answer(question: Json, form: Form) -> Any:
    """The answer to one question in the form of its kind; None if nothing was given.

    What cannot be an answer (two items in one place) comes as one that the kind refuses.
    """
    kind = question["kind"]
    if kind in TYPED:
        return _typed(question["token"], TYPED[kind], form)
    return _READERS[kind](question, form)


def shown_answer(question: Json, form: Form) -> Any:
    """What was typed, for showing a refused form again; also what is no answer."""
    if question["kind"] == "ordering":
        return {"places": _places(question, form)}
    return typed_answer(question, form)


def open_parts(view: Json, kept: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The questions that are not answered whole: number on the page, and how many parts are open.

    A question is one part, unless it asks for several: a grade for the source and one for the
    information, a partner for each line, a word for each gap.
    """
    left = []
    for number, question in enumerate(view["questions"], 1):
        given = given_parts(question, kept.get(question["token"]))
        if not all(given):
            left.append((number, given.count(False)))
    return left


def given_parts(question: Json, answer: Any) -> list[bool]:
    """For each part that a question asks for, whether it is answered."""
    answer = answer or {}
    kind = question["kind"]
    if kind == "source_grading":
        return [bool(answer.get(part)) for part in question["parts"]]
    if kind == "matching":
        return [bool(answer.get("pairs", {}).get(one["token"])) for one in question["lefts"]]
    if kind == "categorise":
        return [bool(answer.get("items", {}).get(one["token"])) for one in question["items"]]
    if kind == "cloze":
        found = answer.get("blanks", {})
        return [any((found.get(one["token"]) or {}).values()) for one in question["blanks"]]
    if kind == "ordering":
        return [len(answer.get("order", ())) == len(question["items"])]
    if kind == "confidence":
        return [bool(answer.get("chosen") and answer.get("certainty"))]
    return [bool(answer)]


def _typed(name: str, field: str, form: Form) -> Json | None:
    typed = form.get(name, "").replace("\r\n", "\n").strip()
    return {field: typed} if typed else None


def _chosen(question: Json, form: Form) -> Json | None:
    chosen = form.getlist(question["token"])
    return {"chosen": chosen} if chosen else None


def _certain(question: Json, form: Form) -> Json | None:
    found = _chosen(question, form) or {}
    certainty = form.get(f"{question['token']}-certainty", type=int)
    return (found | ({"certainty": certainty} if certainty else {})) or None


def _codes(question: Json, form: Form) -> Json | None:
    return _parts(question, list(question["parts"]), form) or None


def _pairs(question: Json, form: Form) -> Json | None:
    pairs = _parts(question, [one["token"] for one in question["lefts"]], form)
    return {"pairs": pairs} if pairs else None


def _items(question: Json, form: Form) -> Json | None:
    items = _parts(question, [one["token"] for one in question["items"]], form)
    return {"items": items} if items else None


def _blanks(question: Json, form: Form) -> Json | None:
    blanks = {one["token"]: one for one in question["blanks"]}
    typed = _parts(question, list(blanks), form)
    found = {token: {GAPS[blanks[token]["kind"]]: value} for token, value in typed.items()}
    return {"blanks": found} if found else None


def _order(question: Json, form: Form) -> Json | None:
    places = _places(question, form)
    if not places:
        return None
    order = sorted(places, key=lambda token: int(places[token]))
    taken = list(places.values())
    doubled = [token for token in order if taken.count(places[token]) > 1]
    return {"order": order + doubled}


def _places(question: Json, form: Form) -> dict[str, str]:
    typed = _parts(question, [one["token"] for one in question["items"]], form)
    return {token: place for token, place in typed.items() if place.isdecimal()}


def _point(question: Json, form: Form) -> Json | None:
    return _parts(question, ["x", "y"], form) or None


def _parts(question: Json, parts: list[str], form: Form) -> dict[str, str]:
    name = question["token"]
    typed = {part: form.get(f"{name}-{part}", "").strip() for part in parts}
    return {part: value for part, value in typed.items() if value}


_READERS: dict[str, Callable[[Json, Form], Json | None]] = {
    "single": _chosen,
    "multiple": _chosen,
    "confidence": _certain,
    "source_grading": _codes,
    "matching": _pairs,
    "ordering": _order,
    "cloze": _blanks,
    "categorise": _items,
    "hotspot": _point,
}
