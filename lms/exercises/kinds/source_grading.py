"""Grading drills as exercises: reports of a case without the grade that their provider gave."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.casework import grading as engine
from lms.engines.casework.grading import Drill, Item
from lms.engines.casework.sheet import SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.grading import PART_NAMES
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import public_report, words
from lms.exercises.kinds.sheets import SheetKind, line_token


class SourceGrading(SheetKind[Drill]):
    """Each item of chosen reports graded in one scale."""

    name = engine.NAME
    schema = engine.SCHEMA
    version = engine.ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[Drill]:
        return engine.parse_drill(payload, case)

    def show(self, spec: Drill, seed: str) -> Json:
        return {
            "scheme": spec.scale.scheme,
            "parts": {part: list(spec.scale.codes(part)) for part in spec.parts},
            "items": [_item(spec, seed, item) for item in spec.items],
        }

    def read(self, spec: Drill, seed: str, line: str, raw: object) -> Answered[Any]:
        return engine.read_answer(spec, line, raw)

    def mark_sheet(
        self, spec: Drill, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return engine.mark_drill(spec, answers, hand)

    def subjects(self, spec: Drill) -> Mapping[str, Text | Message]:
        return {item.key: item.report.title for item in spec.items}

    def told(self, spec: Drill, line: str, code: str) -> Text | Message | None:
        part, _, grade = code.partition(":")
        if any(item.key == line and item.answer[part] == grade for item in spec.items):
            return None
        return N_("%(part)s %(code)s", part=PART_NAMES[part], code=grade)

    def model(self, spec: Drill, seed: str) -> Mapping[str, Json]:
        return {line: dict(codes) for line, codes in engine.model_answers(spec).items()}


def _item(spec: Drill, seed: str, item: Item) -> Json:
    """One item to grade: its report without the grade and the handling code, which are the key."""
    report = public_report(spec.case, item.report) | {"grade": None, "handling": None}
    return {"token": line_token(seed, item.key), "report": report, "words": words(item.words)}
