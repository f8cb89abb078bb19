"""Flows as exercises: who passes what to whom, or the steps of a way of working."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from lms.core.messages import Message
from lms.engines.casework.flow import marking, rows
from lms.engines.casework.flow import task as engine
from lms.engines.casework.flow.task import ACTIVITY, COMMODITY, MOST_ROWS, FlowChart
from lms.engines.casework.sequence.marking import mark_sequence
from lms.engines.casework.sequence.rows import read_rows as read_steps
from lms.engines.casework.sequence.task import CHART, Sequence
from lms.engines.casework.sheet import SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import public_reports
from lms.exercises.kinds.event_chart import model_sequence, show_sequence, subjects_of
from lms.exercises.kinds.sheets import SheetKind, line_token


class Flow(SheetKind[FlowChart | Sequence]):
    """A commodity flow, or (mode "activity") steps in order without names."""

    name = engine.NAME
    schema = engine.SCHEMA
    version = "flow/1"

    def read_task(self, payload: object, case: Case) -> Parsed[FlowChart | Sequence]:
        return engine.parse_flow(payload, case)

    def show(self, spec: FlowChart | Sequence, seed: str) -> Json:
        if isinstance(spec, Sequence):
            return {"mode": ACTIVITY, **show_sequence(spec, seed)}
        return {
            "mode": COMMODITY,
            "reports": public_reports(spec.case),
            "questions": [{"token": line_token(seed, CHART)}],
            "parties": [
                {"token": token, "name": dict(party.name)}
                for token, party in spec.parties_by_token(seed).items()
            ],
            "commodities": [
                {"key": one.key, "label": dict(one.label), "unit": one.units.unit}
                for one in spec.commodities.values()
            ],
            "amounts": any(flow.amount for flow in spec.flows.values()),
            "most": rows.MOST_SIGNS,
            "rows": MOST_ROWS,
            "dates": spec.dates,
        }

    def read(self, spec: FlowChart | Sequence, seed: str, line: str, raw: object) -> Answered[Any]:
        if isinstance(spec, Sequence):
            return read_steps(spec, seed, raw)
        return rows.read_rows(spec, seed, raw)

    def mark_sheet(
        self,
        spec: FlowChart | Sequence,
        answers: Mapping[str, Any],
        hand: Mapping[str, HandMark] | None,
    ) -> SheetMark:
        if isinstance(spec, Sequence):
            return mark_sequence(spec, answers.get(CHART, ()), hand)
        return marking.mark_flow(spec, answers.get(CHART, ()), hand)

    def subjects(self, spec: FlowChart | Sequence) -> Mapping[str, Text | Message]:
        """The flows of the key, then all other arrows that can be drawn."""
        if isinstance(spec, Sequence):
            return subjects_of(spec)
        right = {
            flow.key: marking.arrow_words(spec, flow.source, flow.target, flow.commodity)
            for flow in spec.flows.values()
        }
        others = {
            marking.extra_name(*arrow): marking.arrow_words(spec, *arrow)
            for arrow in product(spec.parties, spec.parties, spec.commodities)
        }
        return {**right, **others}

    def told(self, spec: FlowChart | Sequence, line: str, code: str) -> Text | Message:
        return Message(code)

    def model(self, spec: FlowChart | Sequence, seed: str) -> Mapping[str, Json]:
        if isinstance(spec, Sequence):
            return model_sequence(spec, seed)
        return {CHART: {"rows": [rows.dump_row(row, seed) for row in marking.model_rows(spec)]}}
