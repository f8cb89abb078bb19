"""A try at a question: the public view, the answer as typed, and its mark, all on the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.authoring.formats.texts import Json
from lms.core.ids import new_token
from lms.core.messages import Message
from lms.engines.marking.types import HandMark
from lms.exercises.forms.answers import shown_answer, typed_answer
from lms.exercises.kinds.quiz import QuizKind, answer_step
from lms.exercises.kinds.quiz_review import ReviewedQuestion

_KIND = QuizKind()


@dataclass(frozen=True)
class Try:
    """A question that can be tried; `review` is there once an answer was marked."""

    seed: str
    question: Json
    given: Any
    review: ReviewedQuestion | None
    refused: Sequence[Message]
    picture: str


def tried(value: Json, form: MultiDict[str, str], picture: str) -> Try | None:
    """The question of this value for an attempt of its own; None while it has faults.

    A form that sends `seed` and asks for a mark is marked; `fresh` begins another attempt.
    """
    payload = {
        "schema": 1,
        "kind": "quiz",
        "key": "try",
        "title": {"en": "-"},
        "questions": [value],
    }
    spec = _KIND.parse(payload).value
    if spec is None:
        return None
    asked = form.get("act", "") == "try"
    seed = form.get("seed", "") if asked and form.get("seed") else new_token()
    shown = _KIND.public_view(spec, seed)["questions"][0]
    if not asked:
        return Try(seed, shown, None, None, (), picture)
    answer = typed_answer(shown, form)
    step = answer_step(shown["token"], answer)
    problems = _KIND.check(spec, seed, step) if answer is not None else ()
    if problems:
        told = tuple(problem.message for problem in problems)
        return Try(seed, shown, shown_answer(shown, form), None, told, picture)
    hand: Mapping[str, HandMark] = {}
    marked = _KIND.mark(spec, seed, [step], hand)
    review = _KIND.explain(spec, seed, [step], marked.detail)[0]
    return Try(seed, shown, answer, review, (), picture)
