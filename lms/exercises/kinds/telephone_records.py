"""Telephone records as exercises: a table of calls to look into, and questions on it."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import Message
from lms.engines.casework.calls import task as engine
from lms.engines.casework.calls.answers import option_token, write_given
from lms.engines.casework.calls.questions import Question
from lms.engines.casework.calls.task import CallsTask
from lms.engines.casework.sheet import SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.marking.types import Answered, HandMark, token
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import words
from lms.exercises.kinds.sheets import SheetKind, line_token


class TelephoneRecords(SheetKind[CallsTask]):
    """A table of calls and questions. The table itself is shown by the page, from the task."""

    name = engine.NAME
    schema = engine.SCHEMA
    version = engine.ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[CallsTask]:
        return engine.parse_calls(payload, case)

    def show(self, spec: CallsTask, seed: str) -> Json:
        return {
            "table": {"title": dict(spec.table.title), "rows": len(spec.listing.calls)},
            "listed": list(spec.listing.listed),
            "known_numbers": [
                {"number": number, "text": words(text)}
                for number, text in spec.listing.labels.items()
            ],
            "questions": [_question(one, seed) for one in spec.questions],
        }

    def read(self, spec: CallsTask, seed: str, line: str, raw: object) -> Answered[Any]:
        return engine.read_answer(spec, line, seed, raw)

    def mark_sheet(
        self, spec: CallsTask, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return engine.mark_calls(spec, answers, hand)

    def subjects(self, spec: CallsTask) -> Mapping[str, Text | Message]:
        return {question.key: question.text for question in spec.questions}

    def told(self, spec: CallsTask, line: str, code: str) -> Text | Message | None:
        options = {option.key: option.text for option in spec.question(line).choices}
        return options.get(code, {"en": code})

    def model(self, spec: CallsTask, seed: str) -> Mapping[str, Json]:
        return {
            line: write_given(spec.question(line), seed, given)
            for line, given in engine.model_answers(spec).items()
        }


def _question(question: Question, seed: str) -> Json:
    choices = sorted(question.choices, key=lambda one: token(seed, "order", question.key, one.key))
    return {
        "token": line_token(seed, question.key),
        "kind": question.kind,
        "points": question.points,
        "text": dict(question.text),
        "local": question.local,
        "form": question.form.value if question.form else None,
        "unit": question.unit,
        "many": question.many,
        "options": list(question.options),
        "choices": [
            {"token": option_token(seed, question, one), "text": dict(one.text)} for one in choices
        ],
    }
