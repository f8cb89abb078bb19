"""Event charts as exercises: events from cards and reports put in order of time."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import Message
from lms.engines.casework.sequence import task as engine
from lms.engines.casework.sequence.marking import ENGINE, mark_sequence, model_rows
from lms.engines.casework.sequence.rows import MOST_SIGNS, dump_row, read_rows
from lms.engines.casework.sequence.task import CHART, Sequence
from lms.engines.casework.sheet import SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import public_reports
from lms.exercises.kinds.sheets import SheetKind, line_token


class EventChart(SheetKind[Sequence]):
    """Boxes in order of time; which cards belong nowhere does not show."""

    name = engine.EVENT_CHART
    schema = engine.SCHEMA
    version = ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[Sequence]:
        return engine.parse_events(payload, case)

    def show(self, spec: Sequence, seed: str) -> Json:
        return show_sequence(spec, seed)

    def read(self, spec: Sequence, seed: str, line: str, raw: object) -> Answered[Any]:
        return read_rows(spec, seed, raw)

    def mark_sheet(
        self, spec: Sequence, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return mark_sequence(spec, answers.get(CHART, ()), hand)

    def subjects(self, spec: Sequence) -> Mapping[str, Text | Message]:
        return subjects_of(spec)

    def told(self, spec: Sequence, line: str, code: str) -> Text | Message:
        return Message(code)

    def model(self, spec: Sequence, seed: str) -> Mapping[str, Json]:
        return model_sequence(spec, seed)


def show_sequence(spec: Sequence, seed: str) -> Json:
    """Reports, cards by their tokens, and what is asked."""
    return {
        "reports": public_reports(spec.case),
        "questions": [{"token": line_token(seed, CHART)}],
        "cards": [
            {"token": token, "text": dict(box.text)}
            for token, box in spec.cards_by_token(seed).items()
        ],
        "own": spec.own,
        "most": MOST_SIGNS,
        "rows": spec.most_rows,
        "timed": spec.timed,
        "dates": spec.dates,
    }


def subjects_of(spec: Sequence) -> dict[str, Text | Message]:
    """All boxes by their line, those of the key in order and then the others."""
    boxes = [*spec.right, *(box for box in spec.boxes.values() if box.distractor)]
    return {box.key: box.text for box in boxes}


def model_sequence(spec: Sequence, seed: str) -> Mapping[str, Json]:
    """A right chart, as a browser would send it."""
    return {CHART: {"rows": [dump_row(row, seed) for row in model_rows(spec)]}}
