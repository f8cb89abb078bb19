"""A marked quiz in short: what each question earned and which options were chosen.

It stands beside the mark, so that a whole room can be read without opening every mark's detail.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lms.engines.marking.analysis import Response
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.quiz import Quiz, question_token
from lms.engines.marking.types import Outcome
from lms.exercises.kinds.base import Json, Step
from lms.exercises.kinds.quiz import answers_of
from lms.exercises.kinds.sheets import sheet_items

SCHEMA = 1
_WAITS = Outcome.WAITS.value


def items_of(
    spec: object, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
) -> Json | None:
    """{schema, questions: {key: [share of the points, outcome, chosen options]}}; None for what
    has no questions. Shares are exact, as text."""
    if detail.get("sheet"):
        return sheet_items(detail)
    if not isinstance(spec, Quiz):
        return None
    answers = answers_of(steps)
    known = {question.key: question for question in spec.questions}
    questions = {}
    for line in detail["questions"]:
        question, maximum = known.get(line["key"]), Fraction(line["maximum"])
        if question is None or not maximum:
            continue
        raw = answers.get(question_token(seed, question))
        typed = None if raw is None else QUESTION_KINDS[question.kind].read(question, seed, raw)
        share = Fraction(line["points"]) / maximum
        chosen = [] if typed is None else _chosen(typed.answer)
        questions[question.key] = [str(share), line["outcome"], chosen]
    return {"schema": SCHEMA, "questions": questions}


def responses(items: Json) -> dict[str, Response]:
    """The same as the analysis reads it, by question key; what waits for a person is left out."""
    return {
        key: _response(share, outcome, tuple(chosen))
        for key, (share, outcome, chosen) in items["questions"].items()
        if outcome != _WAITS
    }


@lru_cache(maxsize=8192)
def _response(share: str, outcome: str, chosen: tuple[str, ...]) -> Response:
    return Response(float(Fraction(share)), outcome != Outcome.BLANK.value, chosen)


def _chosen(answer: object) -> list[str]:
    """The keys of the options that an answer names, where its kind has options."""
    single = getattr(answer, "chosen", None)
    if isinstance(single, str):
        return [single]
    return sorted(answer) if isinstance(answer, frozenset) else []
