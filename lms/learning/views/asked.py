"""The questions of an attempt as the page shows them: in sections, numbered, with their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.exercises.forms import shown_answer
from lms.exercises.forms.answers import given_parts
from lms.exercises.kinds.base import Json


@dataclass(frozen=True)
class Asked:
    """A question with its number from 1. `opens`: it is the first of its section."""

    question: Json
    number: int
    section: Json
    opens: bool
    answer: Any
    state: str


def asked(
    view: Json, kept: Mapping[str, Any], typed: MultiDict[str, str] | None = None
) -> list[Asked]:
    """All questions of a public view; with `typed`, a refused form stands in place of what is kept.

    `state` is "done", "part" or "open", by what is kept.
    """
    by_name = {question["token"]: question for question in view["questions"]}
    found: list[Asked] = []
    for section in view["sections"]:
        for place, name in enumerate(section["questions"]):
            question, answer = by_name[name], kept.get(name)
            given = given_parts(question, answer)
            state = "done" if all(given) else "part" if any(given) else "open"
            shown = shown_answer(question, typed) if typed is not None else answer
            found.append(Asked(question, len(found) + 1, section, not place, shown, state))
    return found
